/** The text between the quotes of a text token. */
export function unquoteText(image: string): string {
  return image.slice(1, -1).replace(/\\(['"\\])/g, '$1');
}

/** The name of a placeholder token: `${param.x}` gives `param.x`, `{{x}}` gives `x`. */
export function placeholderName(image: string): string {
  return image.replace(/^(?:\$\{|\{\{)\s*/, '').replace(/\s*\}\}?$/, '');
}

/** Pattern and flags of a regular expression token. */
export function splitRegex(image: string): { readonly pattern: string; readonly flags: string } {
  const end = image.lastIndexOf('/');
  return { pattern: image.slice(1, end), flags: image.slice(end + 1) };
}

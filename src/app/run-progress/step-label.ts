/** Name of a step without its verb: `Fetch scanned host ids` is `Scanned host ids`. */
export function stepLabel(name: string): string {
  const label = name.replace(/^Fetch /, '');
  return label.charAt(0).toUpperCase() + label.slice(1);
}

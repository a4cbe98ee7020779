/**
 * A text as every store can keep it: NUL characters are left out (PostgreSQL has no place for them), lone
 * halves of surrogate pairs become U+FFFD (they are no Unicode).
 */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

const EXACT = new Intl.NumberFormat('en');
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** Numbers below this are said as they are. */
const ABBREVIATED_FROM = 10_000;

/** Every digit: `41,208`. */
export function exactNumber(value: number): string {
  return EXACT.format(value);
}

/** Short where it is long: `41.2K`. */
export function shortNumber(value: number): string {
  return Math.abs(value) < ABBREVIATED_FROM ? EXACT.format(value) : SHORT.format(value);
}

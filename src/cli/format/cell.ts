/** Latest and earliest time that is taken for a date when a number is shown: 1990 to 2100. */
const EARLIEST_MS = Date.UTC(1990, 0);
const LATEST_MS = Date.UTC(2100, 0);

/** True for names that hold dates by convention: `firstFoundOn`, `f._createdOn`, `lastFoundOn`. */
function isDateColumn(column: string): boolean {
  return /On$/.test(column);
}

/**
 * A value as a person reads it in a table: dates in UTC without milliseconds, lists with commas,
 * objects as JSON, absent as nothing.
 */
export function cellText(column: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') {
    if (isDateColumn(column) && value > EARLIEST_MS && value < LATEST_MS) {
      return new Date(value)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, 'Z');
    }
    return String(value);
  }
  if (typeof value === 'string') return value.replace(/[\r\n\t]+/g, ' ');
  if (Array.isArray(value)) return value.map((item) => cellText('', item)).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

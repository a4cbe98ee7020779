/** What Node calls it, and what our own rooms do. */
const CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'G_DISK_FULL', 'S_DISK_FULL']);

/** What SQLite calls it: full, and no space for the memory that its processes share. */
const SQLITE_CODES: ReadonlySet<unknown> = new Set([13, 4874]);

/** Whether a failure, or what caused it, is that a disk has no space left. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && CODES.has(error.code)) return true;
  if ('errcode' in error && SQLITE_CODES.has(error.errcode)) return true;
  return isDiskFull(error.cause);
}

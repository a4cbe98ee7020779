import { GraphError, type GraphErrorContext } from '../../errors.ts';

/** Words by which DuckDB's messages are told apart; it gives no codes to Node. */
const OUT_OF_MEMORY = /out of memory|failed to allocate|could not allocate/i;
const DISK_FULL = /no space left|disk (is )?full|max_temp_directory_size/i;
const INTERRUPTED = /interrupt/i;
const LOCKED = /could not set lock|conflicting lock/i;
const NEWER = /newer (version|duckdb)|storage version|version number .* can only read/i;
const DAMAGED =
  /not a valid duckdb database|corrupt|checksum|serializ|is not a duckdb|file is too small|invalid (file|header)|failed to (read|load)|could not read enough bytes/i;
const NOT_WRITABLE =
  /permission denied|read-only|cannot open file|is a directory|access is denied/i;

/** The message of whatever was thrown. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a statement says when it meets a damaged part of the file; less is taken for damage than at opening. */
const DAMAGED_BLOCK =
  /corrupt database file|does not match stored checksum|could not read enough bytes/i;

/** A failure of a statement as a {@link GraphError}; one that is one already stays as it is. */
export function statementError(path: string, action: string, error: unknown): GraphError {
  if (error instanceof GraphError) return error;
  const message = messageOf(error);
  if (OUT_OF_MEMORY.test(message)) return new GraphError('G_OUT_OF_MEMORY', { action }, error);
  if (DISK_FULL.test(message)) return new GraphError('G_DISK_FULL', { action }, error);
  if (INTERRUPTED.test(message)) return new GraphError('G_CANCELLED', { action }, error);
  if (DAMAGED_BLOCK.test(message)) return new GraphError('G_CORRUPT', { path }, error);
  return new GraphError('G_FAILED', { action }, error);
}

/** A failure to open a file as a {@link GraphError}. */
export function openError(path: string, error: unknown): GraphError {
  if (error instanceof GraphError) return error;
  const message = messageOf(error);
  const context: GraphErrorContext = { path };
  // Before what cannot be written, whose words are in the same sentence.
  if (DISK_FULL.test(message)) return new GraphError('G_DISK_FULL', { action: 'open' }, error);
  if (LOCKED.test(message)) {
    const pid = /PID (\d+)/.exec(message)?.[1];
    const holder = pid === undefined ? 'another process' : `process ${pid}`;
    return new GraphError('G_LOCKED', { path, holder }, error);
  }
  if (NEWER.test(message)) return new GraphError('G_NEWER_ENGINE', context, error);
  if (NOT_WRITABLE.test(message)) return new GraphError('G_NOT_WRITABLE', context, error);
  if (DAMAGED.test(message)) return new GraphError('G_CORRUPT', context, error);
  return statementError(path, 'open', error);
}

import { GraphError } from './errors.ts';

/** A failure to write a file of a store, or beside it, as a {@link GraphError}; one that is one already stays as it is. */
export function fileError(path: string, action: string, error: unknown): GraphError {
  if (error instanceof GraphError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new GraphError('G_DISK_FULL', { action }, error)
    : new GraphError('G_NOT_WRITABLE', { path }, error);
}

import { AppError, systemReason } from './errors.ts';

/** What a failure to listen means; an error that comes from elsewhere stays as it is. */
export function listenError(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  const context = { port: String(port), host, reason: systemReason(error) };
  const isTaken = 'code' in error && error.code === 'EADDRINUSE';
  return new AppError(isTaken ? 'A_PORT_IN_USE' : 'A_CANNOT_LISTEN', context, { cause: error });
}

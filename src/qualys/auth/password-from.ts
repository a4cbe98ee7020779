import { exec } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { QualysError } from '../errors.ts';

/** Where a password may come from; exactly one has to be given. */
export interface PasswordSource {
  /** The password itself (QUALYS_PASSWORD). */
  readonly value?: string | undefined;
  /** A file that holds it (QUALYS_PASSWORD_FILE). */
  readonly file?: string | undefined;
  /** A command that prints it (QUALYS_PASSWORD_COMMAND). */
  readonly command?: string | undefined;
  /** How long the command may take, milliseconds; default 30 seconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const COMMAND_TIMEOUT_MS = 30_000;
const MAX_PASSWORD_BYTES = 65_536;

/**
 * Reads the password from the one source that is given. A line break at its end is dropped, because
 * editors and commands put one there. The command is run by the shell, so that pipes and variables work
 * as they do when it is tried by hand.
 *
 * @throws {QualysError} Q_PASSWORD_MISSING, Q_PASSWORD_AMBIGUOUS, Q_PASSWORD_FILE, Q_PASSWORD_COMMAND.
 */
export async function passwordFrom(source: PasswordSource): Promise<string> {
  const given = (['value', 'file', 'command'] as const).filter(
    (name) => (source[name] ?? '') !== '',
  );
  if (given.length > 1) {
    throw new QualysError('Q_PASSWORD_AMBIGUOUS', { values: { sources: given.join(', ') } });
  }
  const password = await read(source);
  if (password === '') throw new QualysError('Q_PASSWORD_MISSING');
  return password;
}

function read(source: PasswordSource): Promise<string> {
  if ((source.command ?? '') !== '') return fromCommand(source.command ?? '', source);
  if ((source.file ?? '') !== '') return fromFile(source.file ?? '', source.signal);
  return Promise.resolve(source.value ?? '');
}

async function fromFile(file: string, signal: AbortSignal | undefined): Promise<string> {
  let content: string;
  try {
    content = await readFile(file, {
      encoding: 'utf8',
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new QualysError('Q_PASSWORD_FILE', {
      values: { file, reason: codeOf(error) },
      cause: error,
    });
  }
  const password = withoutLineBreak(content);
  if (password === '') {
    throw new QualysError('Q_PASSWORD_FILE', { values: { file, reason: 'it is empty' } });
  }
  return password;
}

function fromCommand(command: string, source: PasswordSource): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) =>
      reject(new QualysError('Q_PASSWORD_COMMAND', { values: { reason } }));
    if (command.trim() === '') {
      fail('it is empty');
      return;
    }
    const timeout = source.timeoutMs ?? COMMAND_TIMEOUT_MS;
    exec(
      command,
      {
        timeout,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_PASSWORD_BYTES,
        encoding: 'utf8',
        ...(source.signal === undefined ? {} : { signal: source.signal }),
      },
      (error, stdout, stderr) => {
        // What it printed is the secret; what it complained about is not. The error of exec is not
        // kept as cause: it carries both.
        if (source.signal?.aborted === true) reject(source.signal.reason);
        else if (error === null) {
          const password = withoutLineBreak(stdout);
          if (password === '') fail('it printed nothing');
          else resolve(password);
        } else fail(`${reasonOf(error, timeout)}${complaint(stderr)}`);
      },
    );
  });
}

function reasonOf(
  error: { readonly code?: unknown; readonly killed?: unknown; readonly signal?: unknown },
  timeoutMs: number,
): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'it printed too much';
  if (error.killed === true) return `it did not end within ${timeoutMs / 1000} seconds`;
  if (typeof error.code === 'number') return `it ended with code ${error.code}`;
  if (typeof error.signal === 'string') return `it was ended by ${error.signal}`;
  return `it cannot be started (${String(error.code)})`;
}

function complaint(stderr: string): string {
  const text = stderr.trim().slice(0, 500);
  return text === '' ? '' : `: ${text}`;
}

function withoutLineBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read';
}

import { readFile } from 'node:fs/promises';
import { QualysError } from '../errors.ts';
import { outputOf } from './password-command.ts';

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

async function fromCommand(command: string, source: PasswordSource): Promise<string> {
  const fail = (reason: string) => new QualysError('Q_PASSWORD_COMMAND', { values: { reason } });
  if (command.trim() === '') throw fail('it is empty');
  const password = withoutLineBreak(
    await outputOf(command, {
      timeoutMs: source.timeoutMs ?? COMMAND_TIMEOUT_MS,
      signal: source.signal,
    }),
  );
  if (password === '') throw fail('it printed nothing');
  return password;
}

function withoutLineBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read';
}

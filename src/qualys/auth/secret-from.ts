import { readFile } from 'node:fs/promises';
import { QualysError, type QualysErrorCode } from '../errors.ts';
import { outputOf } from './secret-command.ts';

/** Where a secret may come from; exactly one has to be given. */
export interface SecretSource {
  /** The secret itself (QUALYS_PASSWORD). */
  readonly value?: string | undefined;
  /** A file that holds it (QUALYS_PASSWORD_FILE). */
  readonly file?: string | undefined;
  /** A command that prints it (QUALYS_PASSWORD_COMMAND). */
  readonly command?: string | undefined;
  /** How long the command may take, milliseconds; default 30 seconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Where a password may come from. */
export type PasswordSource = SecretSource;

/** The setting that a secret belongs to; those of its file and its command follow from the name. */
export type SecretSetting = 'QUALYS_PASSWORD' | 'QUALYS_TOKEN' | 'QUALYS_CLIENT_SECRET';

/** What can be wrong with the source of a secret. */
type SecretFault = 'missing' | 'ambiguous' | 'file' | 'command';

const PASSWORD_CODES: Readonly<Record<SecretFault, QualysErrorCode>> = {
  missing: 'Q_PASSWORD_MISSING',
  ambiguous: 'Q_PASSWORD_AMBIGUOUS',
  file: 'Q_PASSWORD_FILE',
  command: 'Q_PASSWORD_COMMAND',
};
const SECRET_CODES: Readonly<Record<SecretFault, QualysErrorCode>> = {
  missing: 'Q_SECRET_MISSING',
  ambiguous: 'Q_SECRET_AMBIGUOUS',
  file: 'Q_SECRET_FILE',
  command: 'Q_SECRET_COMMAND',
};

const COMMAND_TIMEOUT_MS = 30_000;

/** A secret that is to be read, with the words for what goes wrong. */
interface Reading extends SecretSource {
  fail(fault: SecretFault, values?: Readonly<Record<string, string>>, cause?: unknown): QualysError;
}

/**
 * Reads a password; {@link secretFrom} with the errors of a password.
 *
 * @throws {QualysError} Q_PASSWORD_MISSING, Q_PASSWORD_AMBIGUOUS, Q_PASSWORD_FILE, Q_PASSWORD_COMMAND.
 */
export function passwordFrom(source: PasswordSource): Promise<string> {
  return secretFrom('QUALYS_PASSWORD', source);
}

/**
 * Reads a secret from the one source that is given. A line break at its end is dropped, because editors
 * and commands put one there. The command is run by the shell, so that pipes and variables work as they
 * do when it is tried by hand.
 *
 * @throws {QualysError} Q_SECRET_MISSING, Q_SECRET_AMBIGUOUS, Q_SECRET_FILE, Q_SECRET_COMMAND, or what
 *   they are called for a password; the reason of the signal when that is aborted
 */
export async function secretFrom(setting: SecretSetting, source: SecretSource): Promise<string> {
  const codes = setting === 'QUALYS_PASSWORD' ? PASSWORD_CODES : SECRET_CODES;
  const reading: Reading = {
    ...source,
    fail: (fault, values = {}, cause = undefined) =>
      new QualysError(codes[fault], { values: { setting, ...values }, cause }),
  };
  const given = (['value', 'file', 'command'] as const).filter(
    (name) => (source[name] ?? '') !== '',
  );
  if (given.length > 1) throw reading.fail('ambiguous', { sources: given.join(', ') });
  const secret = await read(reading);
  if (secret === '') throw reading.fail('missing');
  return secret;
}

function read(reading: Reading): Promise<string> {
  if ((reading.command ?? '') !== '') return fromCommand(reading.command ?? '', reading);
  if ((reading.file ?? '') !== '') return fromFile(reading.file ?? '', reading);
  return Promise.resolve(reading.value ?? '');
}

async function fromFile(file: string, { signal, fail }: Reading): Promise<string> {
  let content: string;
  try {
    content = await readFile(file, {
      encoding: 'utf8',
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw fail('file', { file, reason: codeOf(error) }, error);
  }
  const secret = withoutLineBreak(content);
  if (secret === '') throw fail('file', { file, reason: 'it is empty' });
  return secret;
}

async function fromCommand(command: string, { fail, ...source }: Reading): Promise<string> {
  const failed = (reason: string) => fail('command', { reason });
  if (command.trim() === '') throw failed('it is empty');
  const secret = withoutLineBreak(
    await outputOf(command, {
      timeoutMs: source.timeoutMs ?? COMMAND_TIMEOUT_MS,
      signal: source.signal,
      failed,
    }),
  );
  if (secret === '') throw failed('it printed nothing');
  return secret;
}

function withoutLineBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read';
}

import { randomBytes, scrypt } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { DataDir } from './data-dir.ts';
import { AppError, systemReason } from './errors.ts';

/** Why a login was refused, as the error that ended the run says. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What stands in the file. The login itself does not: only a salted, slow hash of it. */
const STATE = z.object({
  refusedAt: z.iso.datetime(),
  code: z.string(),
  message: z.string(),
  salt: z.string(),
  fingerprint: z.string(),
});

/** Errors after which a further call is at best refused too, at worst locks the account. */
const REFUSALS: ReadonlySet<string> = new Set([
  'Q_LOGIN_REFUSED',
  'Q_ACCOUNT_EXPIRED',
  'Q_ACCOUNT_INACTIVE',
  'Q_SECOND_FACTOR',
  'Q_REGISTRATION_INCOMPLETE',
]);

/** Whether an error means that the login of the instance is to be left alone from now on. */
export function isRefusal(code: string): boolean {
  return REFUSALS.has(code);
}

/**
 * Lets a command pass unless this very login was refused before: to be called before Qualys is asked
 * for anything. A login that has changed since is a new one, and the refusal is forgotten.
 *
 * @param secretMaterial everything that makes up the login, see `secretMaterialOf`
 * @throws {AppError} A_CREDENTIALS_REFUSED; A_CREDENTIALS_STATE when the state cannot be read
 */
export async function assertNotRefused(
  dir: DataDir,
  instance: string,
  secretMaterial: string,
  { insist = false }: { readonly insist?: boolean } = {},
): Promise<void> {
  if (insist) return;
  const path = stateFile(dir, instance);
  const state = await read(path);
  if (state === undefined) return;
  if ((await fingerprint(secretMaterial, state.salt)) !== state.fingerprint) {
    await clearRefused(dir, instance);
    return;
  }
  throw new AppError('A_CREDENTIALS_REFUSED', {
    instance,
    since: state.refusedAt.replace('T', ' ').replace(/\..*$/, ' UTC'),
    code: state.code,
    reason: state.message,
  });
}

/**
 * Remembers that Qualys refused the login of an instance. Other errors than those of {@link isRefusal}
 * say nothing about the login and change nothing.
 */
export async function noteRefused(
  dir: DataDir,
  instance: string,
  secretMaterial: string,
  { code, message }: Refusal,
  now: number = Date.now(),
): Promise<void> {
  if (!isRefusal(code)) return;
  const salt = randomBytes(16).toString('base64');
  const state: z.infer<typeof STATE> = {
    refusedAt: new Date(now).toISOString(),
    code,
    message,
    salt,
    fingerprint: await fingerprint(secretMaterial, salt),
  };
  const path = stateFile(dir, instance);
  await writeFile(`${path}.tmp`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

/** A refusal that holds, as a person is told. */
export interface StandingRefusal extends Refusal {
  /** ISO 8601. */
  readonly refusedAt: string;
}

/**
 * The refusal that keeps a login of an instance from being sent; undefined where there is none, or it was
 * another login.
 *
 * @param secretMaterial gives everything that makes up the login; only asked where there is a refusal
 * @throws {AppError} A_CREDENTIALS_STATE
 */
export async function standingRefusal(
  dir: DataDir,
  instance: string,
  secretMaterial: () => Promise<string>,
): Promise<StandingRefusal | undefined> {
  const state = await read(stateFile(dir, instance));
  if (state === undefined) return undefined;
  if ((await fingerprint(await secretMaterial(), state.salt)) !== state.fingerprint)
    return undefined;
  const { refusedAt, code, message } = state;
  return { refusedAt, code, message };
}

/** Forgets a refusal: the login was accepted, whatever it was before. */
export async function clearRefused(dir: DataDir, instance: string): Promise<void> {
  await rm(stateFile(dir, instance), { force: true });
}

function stateFile(dir: DataDir, instance: string): string {
  return join(dir.runsDir, `${encodeURIComponent(instance)}.refused.json`);
}

/** A damaged state is no leave to try: the account may be one call away from being locked. */
async function read(path: string): Promise<z.infer<typeof STATE> | undefined> {
  try {
    return STATE.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    const isDamaged = error instanceof SyntaxError || error instanceof z.ZodError;
    const reason = isDamaged ? 'it is damaged' : systemReason(error);
    throw new AppError('A_CREDENTIALS_STATE', { path, reason }, { cause: error });
  }
}

const slowHash = promisify<string, Buffer, number, Buffer>(scrypt);

async function fingerprint(secretMaterial: string, salt: string): Promise<string> {
  return (await slowHash(secretMaterial, Buffer.from(salt, 'base64'), 32)).toString('base64');
}

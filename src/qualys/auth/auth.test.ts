import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BasicAuth } from './basic-auth.ts';
import { passwordFrom } from './secret-from.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graph-qualys-auth-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** A command that runs a script under the Node of the test, whatever blanks its path holds. */
async function script(name: string, code: string): Promise<string> {
  return `"${process.execPath}" '${await file(name, code)}'`;
}

test('a Basic login is UTF-8 and does not show in an inspection', async () => {
  const auth = new BasicAuth('müller', 'pässwörd:1');
  expect(await auth.headers()).toEqual({
    authorization: `Basic ${Buffer.from('müller:pässwörd:1', 'utf8').toString('base64')}`,
  });
  const shown = inspect(auth, { depth: 9, showHidden: true }) + JSON.stringify(auth) + String(auth);
  for (const secret of auth.secrets()) expect(shown).not.toContain(secret);
});

describe('a password', () => {
  test('comes from a value as it is', async () => {
    expect(await passwordFrom({ value: ' pa ss\n' })).toBe(' pa ss\n');
  });

  test('comes from a file without its last line break', async () => {
    expect(await passwordFrom({ file: await file('one', 'pa ss \n') })).toBe('pa ss ');
    expect(await passwordFrom({ file: await file('two', 'pass\r\n') })).toBe('pass');
    expect(await passwordFrom({ file: await file('three', 'pass\n\n') })).toBe('pass\n');
  });

  test('comes from a command line as a shell runs it', async () => {
    const echo = await script('echo.mjs', 'console.log(process.argv.slice(2).join("|"))');
    expect(await passwordFrom({ command: `${echo} "a b" 'c d'e` })).toBe('a b|c de');
    expect(await passwordFrom({ command: `${echo} first | tr f F` })).toBe('First');
    await expect(passwordFrom({ command: 'echo topsecret; exit 3' })).rejects.toMatchObject({
      message: expect.not.stringContaining('topsecret'),
    });
  });

  test('needs exactly one source', async () => {
    await expect(passwordFrom({})).rejects.toMatchObject({
      code: 'Q_PASSWORD_MISSING',
      exitCode: 2,
    });
    await expect(passwordFrom({ value: '', file: undefined })).rejects.toMatchObject({
      code: 'Q_PASSWORD_MISSING',
    });
    await expect(passwordFrom({ value: 'topsecret', command: 'x' })).rejects.toSatisfy(
      (error: Error & { code: string }) =>
        error.code === 'Q_PASSWORD_AMBIGUOUS' && !error.message.includes('topsecret'),
    );
  });

  test('of a file that cannot be used names the file', async () => {
    await expect(passwordFrom({ file: join(folder, 'missing') })).rejects.toMatchObject({
      code: 'Q_PASSWORD_FILE',
      message: expect.stringContaining('ENOENT'),
    });
    await expect(passwordFrom({ file: await file('empty', '\n') })).rejects.toMatchObject({
      code: 'Q_PASSWORD_FILE',
    });
  });

  test('of a command that fails shows what it complained about, and never what it printed', async () => {
    const failing = await script(
      'fail.mjs',
      'console.log("topsecret"); console.error("vault is locked"); process.exit(3)',
    );
    const error = await passwordFrom({ command: failing }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'Q_PASSWORD_COMMAND' });
    expect(String(error)).toContain('code 3: vault is locked');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('topsecret');
  });

  test('of a command that is missing, silent or endless', async () => {
    await expect(passwordFrom({ command: join(folder, 'missing') })).rejects.toMatchObject({
      message: expect.stringMatching(/code 127: .*not found/),
    });
    await expect(passwordFrom({ command: await script('silent.mjs', '') })).rejects.toMatchObject({
      message: expect.stringContaining('printed nothing'),
    });
    const endless = await script('endless.mjs', 'setInterval(() => undefined, 1000)');
    // It rejects only when the pipes are closed: when what the shell started has ended too.
    await expect(passwordFrom({ command: endless, timeoutMs: 300 })).rejects.toMatchObject({
      message: expect.stringContaining('did not end within'),
    });
    await expect(
      passwordFrom({ command: endless, signal: AbortSignal.abort('enough') }),
    ).rejects.toBe('enough');
    await expect(passwordFrom({ command: '  ' })).rejects.toMatchObject({
      code: 'Q_PASSWORD_COMMAND',
    });
  });
});

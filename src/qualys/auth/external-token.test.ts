import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { BearerAuth } from './bearer-auth.ts';
import { ExternalToken } from './external-token.ts';
import { jwtClaims } from './jwt.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graph-qualys-token-'));
});
afterAll(() => rm(folder, { recursive: true }));

function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.sig`;
}

test('the claims of a token are read, and what is no token has none', () => {
  expect(jwtClaims(jwt({ sub: 'ab1', iss: 'idp', aud: ['a', 'b'], iat: 10, exp: 20 }))).toEqual({
    subject: 'ab1',
    issuer: 'idp',
    audience: 'a b',
    issuedAt: 10_000,
    expiresAt: 20_000,
  });
  expect(jwtClaims(jwt({ exp: '20', iat: -1, sub: null }))).toEqual({});
  expect(jwtClaims(jwt({ exp: 1e20 }))).toEqual({});
  for (const text of ['opaque', 'a.b.c', `a.${Buffer.from('[]').toString('base64url')}.c`, '']) {
    expect(jwtClaims(text)).toBeUndefined();
  }
});

test('a token that does not say when it ends is used as it is', async () => {
  const source = new ExternalToken({ value: 'opaque\n' }, new FakeClock());
  expect(await source.next()).toEqual({ text: 'opaque' });
});

test('a file is read again before its token expires', async () => {
  const clock = new FakeClock();
  const file = join(folder, 'token');
  const one = jwt({ sub: 'x', exp: (clock.now() + HOUR) / SECOND });
  const two = jwt({ sub: 'x', exp: (clock.now() + 2 * HOUR) / SECOND });
  await writeFile(file, `${one}\n`);
  const auth = new BearerAuth(new ExternalToken({ file }, clock), clock);
  expect(await auth.headers()).toEqual({ authorization: `Bearer ${one}` });
  await writeFile(file, `${two}\n`);
  await clock.advance(HOUR - 61 * SECOND);
  expect(await auth.headers()).toEqual({ authorization: `Bearer ${one}` });
  await clock.advance(SECOND);
  expect(await auth.headers()).toEqual({ authorization: `Bearer ${two}` });
});

test('a command runs again when its token is refused; one that was read already is not read twice', async () => {
  const count = join(folder, 'count');
  await writeFile(count, '');
  const command = `printf x >> ${count}; printf "token-%s" "$(wc -c < ${count} | tr -d ' ')"`;
  const auth = new BearerAuth(
    new ExternalToken({ command }, new FakeClock(), 'token-0'),
    new FakeClock(),
  );
  const used = await auth.headers();
  expect(used).toEqual({ authorization: 'Bearer token-0' });
  expect(await readFile(count, 'utf8')).toBe('');
  expect(await auth.renew(used)).toBe(true);
  expect(await auth.headers()).toEqual({ authorization: 'Bearer token-1' });
  expect(await readFile(count, 'utf8')).toBe('x');
});

test('an expired token is told before Qualys sees it, a small difference of clocks aside', async () => {
  const clock = new FakeClock();
  const ended = (ago: number) => jwt({ exp: (clock.now() - ago) / SECOND });
  await expect(new ExternalToken({ value: ended(HOUR) }, clock).next()).rejects.toMatchObject({
    code: 'Q_TOKEN_EXPIRED',
    message: expect.stringContaining('2026-11-23T23:00:00.000Z'),
  });
  const late = ended(60 * SECOND);
  expect(await new ExternalToken({ value: late }, clock).next()).toMatchObject({ text: late });
});

test('what no header can carry is refused without showing it', async () => {
  for (const value of ['two words', 'tokén', 'line\nbreak', 'Bearer abc']) {
    await expect(new ExternalToken({ value }, new FakeClock()).next()).rejects.toSatisfy(
      (error: Error & { code: string }) =>
        error.code === 'Q_SECRET_UNUSABLE' && !error.message.includes(value),
    );
  }
});

test('errors of the source name the settings of the token', async () => {
  const next = (source: object) => new ExternalToken(source, new FakeClock()).next();
  await expect(next({})).rejects.toMatchObject({
    code: 'Q_SECRET_MISSING',
    message: expect.stringContaining('QUALYS_TOKEN'),
    whatToDo: expect.stringContaining('QUALYS_TOKEN_COMMAND'),
  });
  await expect(next({ value: 'a', file: 'b' })).rejects.toMatchObject({
    code: 'Q_SECRET_AMBIGUOUS',
  });
  await expect(next({ file: join(folder, 'missing') })).rejects.toMatchObject({
    code: 'Q_SECRET_FILE',
    message: expect.stringContaining('QUALYS_TOKEN_FILE'),
  });
  await expect(next({ command: 'echo topsecret; exit 3' })).rejects.toMatchObject({
    code: 'Q_SECRET_COMMAND',
    message: expect.not.stringContaining('topsecret'),
  });
});

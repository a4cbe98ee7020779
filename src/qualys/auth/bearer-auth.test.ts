import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { QualysError } from '../errors.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { BearerAuth } from './bearer-auth.ts';
import type { Token, TokenSource } from './token-source.ts';

const HOUR = 3_600_000;

/** A source whose answers are given by hand, in order. */
class ScriptedSource implements TokenSource {
  asked = 0;
  readonly #answers: (Token | Error | ((signal?: AbortSignal) => Promise<Token>))[];

  constructor(...answers: (Token | Error | ((signal?: AbortSignal) => Promise<Token>))[]) {
    this.#answers = answers;
  }

  async next(signal?: AbortSignal): Promise<Token> {
    this.asked++;
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error('asked too often');
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? answer(signal) : answer;
  }

  secrets(): readonly string[] {
    return ['source-secret'];
  }
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

test('a token is used until shortly before it expires, then another one', async () => {
  const clock = new FakeClock();
  const start = clock.now();
  const source = new ScriptedSource(
    { text: 'one', renewAt: start + 3 * HOUR, expiresAt: start + 4 * HOUR },
    { text: 'two' },
  );
  const auth = new BearerAuth(source, clock);
  expect(source.asked).toBe(0);
  expect(await auth.headers()).toEqual(bearer('one'));
  await clock.advance(3 * HOUR - 1);
  expect(await auth.headers()).toEqual(bearer('one'));
  expect(source.asked).toBe(1);
  await clock.advance(1);
  expect(await auth.headers()).toEqual(bearer('two'));
  await clock.advance(1000 * HOUR);
  expect(await auth.headers()).toEqual(bearer('two'));
});

test('any number of calls wait for one request', async () => {
  const source = new ScriptedSource({ text: 'one' });
  const auth = new BearerAuth(source, new FakeClock());
  const all = await Promise.all(Array.from({ length: 20 }, () => auth.headers()));
  expect(new Set(all.map((headers) => headers['authorization']))).toEqual(new Set(['Bearer one']));
  expect(source.asked).toBe(1);
});

test('who is cancelled takes nobody along', async () => {
  const first = new AbortController();
  const source = new ScriptedSource(
    (signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      }),
    { text: 'one' },
  );
  const auth = new BearerAuth(source, new FakeClock());
  const cancelled = auth.headers(first.signal);
  const other = auth.headers(new AbortController().signal);
  first.abort('enough');
  await expect(cancelled).rejects.toBe('enough');
  expect(await other).toEqual(bearer('one'));
});

test('who waits for the request of another call can be cancelled', async () => {
  const auth = new BearerAuth(
    new ScriptedSource(() => new Promise(() => undefined)),
    new FakeClock(),
  );
  const controller = new AbortController();
  void auth.headers();
  const waiting = auth.headers(controller.signal);
  controller.abort('enough');
  await expect(waiting).rejects.toBe('enough');
});

test('a refused request for a token is never made again', async () => {
  const source = new ScriptedSource(new QualysError('Q_LOGIN_REFUSED'), { text: 'one' });
  const auth = new BearerAuth(source, new FakeClock());
  await expect(auth.headers()).rejects.toMatchObject({ code: 'Q_LOGIN_REFUSED' });
  await expect(auth.headers()).rejects.toMatchObject({ code: 'Q_LOGIN_REFUSED' });
  await expect(auth.renew(bearer('one'))).rejects.toMatchObject({ code: 'Q_LOGIN_REFUSED' });
  expect(source.asked).toBe(1);
});

test('a request that failed otherwise is made again', async () => {
  const source = new ScriptedSource(new QualysError('Q_UNAVAILABLE'), { text: 'one' });
  const auth = new BearerAuth(source, new FakeClock());
  await expect(auth.headers()).rejects.toMatchObject({ code: 'Q_UNAVAILABLE' });
  expect(await auth.headers()).toEqual(bearer('one'));
});

test('a renewal that fails does not matter while the token is still good', async () => {
  const clock = new FakeClock();
  const start = clock.now();
  const source = new ScriptedSource(
    { text: 'one', renewAt: start + HOUR, expiresAt: start + 2 * HOUR },
    new QualysError('Q_UNAVAILABLE'),
    new QualysError('Q_CONNECTION_LOST'),
  );
  const auth = new BearerAuth(source, clock);
  await auth.headers();
  await clock.advance(HOUR);
  expect(await auth.headers()).toEqual(bearer('one'));
  expect(await auth.headers()).toEqual(bearer('one'));
  expect(source.asked).toBe(2);
  await clock.advance(HOUR);
  await expect(auth.headers()).rejects.toMatchObject({ code: 'Q_CONNECTION_LOST' });
});

test('a renewal that is refused ends everything, good token or not', async () => {
  const clock = new FakeClock();
  const start = clock.now();
  const source = new ScriptedSource(
    { text: 'one', renewAt: start + HOUR, expiresAt: start + 2 * HOUR },
    new QualysError('Q_LOGIN_REFUSED'),
  );
  const auth = new BearerAuth(source, clock);
  await auth.headers();
  await clock.advance(HOUR);
  await expect(auth.headers()).rejects.toMatchObject({ code: 'Q_LOGIN_REFUSED' });
  await expect(auth.headers()).rejects.toMatchObject({ code: 'Q_LOGIN_REFUSED' });
});

describe('a token that Qualys refused', () => {
  test('is replaced once for all calls that used it', async () => {
    const source = new ScriptedSource({ text: 'one' }, { text: 'two' });
    const auth = new BearerAuth(source, new FakeClock());
    const used = await auth.headers();
    expect(await Promise.all([auth.renew(used), auth.renew(used)])).toEqual([true, true]);
    expect(await auth.renew(used)).toBe(true);
    expect(source.asked).toBe(2);
    expect(await auth.headers()).toEqual(bearer('two'));
  });

  test('is final when the source has no other', async () => {
    const source = new ScriptedSource({ text: 'one' }, { text: 'one' });
    const auth = new BearerAuth(source, new FakeClock());
    expect(await auth.renew(await auth.headers())).toBe(false);
  });

  test('is final when its replacement is refused as well', async () => {
    const clock = new FakeClock();
    const source = new ScriptedSource({ text: 'one' }, { text: 'two' }, { text: 'three' });
    const auth = new BearerAuth(source, clock);
    expect(await auth.renew(await auth.headers())).toBe(true);
    expect(await auth.renew(await auth.headers())).toBe(false);
    // Hours later it is another story: tokens may be revoked now and then.
    await clock.advance(HOUR);
    expect(await auth.renew(await auth.headers())).toBe(true);
  });
});

test('tokens do not show in an inspection and are among the secrets', async () => {
  const auth = new BearerAuth(new ScriptedSource({ text: 'token-one' }), new FakeClock());
  await auth.headers();
  expect(auth.secrets()).toEqual(['source-secret', 'token-one']);
  expect(inspect(auth, { depth: 9, showHidden: true }) + JSON.stringify(auth)).not.toContain(
    'token-one',
  );
});

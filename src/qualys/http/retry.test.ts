import { expect, test } from 'vitest';
import { QUALYS_ERRORS, QualysError, type QualysErrorCode } from '../errors.ts';
import { planRetry, type RetrySituation } from './retry.ts';

const KNOWN: RetrySituation = { hasAnswered: true, hasGivenPage: true };

const plan = (error: unknown, failures = 0, limits = 0, server = KNOWN) =>
  planRetry(error, { failures, limits }, server, () => 0);

test('waits grow and are at most five', () => {
  const error = new QualysError('Q_CONNECTION_LOST');
  expect([0, 1, 2, 3, 4].map((failures) => plan(error, failures)?.waitMs)).toEqual([
    3000, 6000, 12_000, 24_000, 48_000,
  ]);
  expect(plan(error, 5)).toBeUndefined();
  expect(planRetry(error, { failures: 0, limits: 0 }, KNOWN, () => 0.999)?.waitMs).toBe(3599);
});

test('limits are waited out twenty times, as long as they say or else by what they are', () => {
  expect(plan(new QualysError('Q_LIMITED', { waitMs: 181_000 }))).toEqual({
    kind: 'limited',
    waitMs: 181_000,
  });
  expect(plan(new QualysError('Q_LIMITED', { qualysCode: '1960', httpStatus: 409 }))?.waitMs).toBe(
    10_000,
  );
  expect(plan(new QualysError('Q_LIMITED', { httpStatus: 429 }))?.waitMs).toBe(60_000);
  const busy = new QualysError('Q_LIMITED', { endpoint: 'knowledge-base', httpStatus: 409 });
  expect(plan(busy)?.waitMs).toBe(4000);
  expect(plan(busy, 0, 3)?.waitMs).toBe(8788);
  expect(plan(busy, 5, 19)?.kind).toBe('limited');
  expect(plan(busy, 0, 20)).toBeUndefined();
});

test('what is not marked as retryable is never tried again, a refused login least of all', () => {
  for (const code of Object.keys(QUALYS_ERRORS) as QualysErrorCode[]) {
    if (!QUALYS_ERRORS[code].retryable) expect(plan(new QualysError(code))).toBeUndefined();
  }
  expect(QUALYS_ERRORS.Q_LOGIN_REFUSED.retryable).toBe(false);
  expect(plan(new Error('of the consumer'))).toBeUndefined();
});

test('a server that never answered is a wrong address', () => {
  for (const code of ['Q_CONNECTION_REFUSED', 'Q_DNS_UNAVAILABLE'] as const) {
    expect(
      plan(new QualysError(code), 0, 0, { hasAnswered: false, hasGivenPage: false }),
    ).toBeUndefined();
    expect(plan(new QualysError(code))).toBeDefined();
  }
});

test('a server that gave no whole page yet gets less patience', () => {
  const stranger = { hasAnswered: true, hasGivenPage: false };
  const error = new QualysError('Q_TRUNCATED');
  expect([0, 1, 2, 3].map((failures) => plan(error, failures, 0, stranger)?.waitMs)).toEqual([
    1000,
    2000,
    4000,
    undefined,
  ]);
});

test('few attempts are two, and a broken endpoint is tried once', () => {
  const error = new QualysError('Q_UNAVAILABLE');
  const few = { ...KNOWN, attempts: 'few' } as const;
  expect(plan(error, 0, 0, few)?.waitMs).toBe(1000);
  expect(plan(error, 1, 0, few)).toBeUndefined();
  const broken = { ...KNOWN, isBroken: true };
  expect(plan(error, 0, 0, broken)).toBeUndefined();
  // Limits say that it works.
  expect(plan(new QualysError('Q_LIMITED', { waitMs: 5 }), 0, 0, broken)?.kind).toBe('limited');
});

test('a conflict is tried three times', () => {
  const error = new QualysError('Q_CONFLICT', { qualysCode: '1920' });
  expect([0, 1, 2].map((failures) => plan(error, failures)?.kind)).toEqual([
    'failure',
    'failure',
    undefined,
  ]);
});

test('a request that is too large is tried anew only if it can be smaller', () => {
  const error = new QualysError('Q_REQUEST_TOO_LARGE', { httpStatus: 413 });
  expect(plan(error)).toBeUndefined();
  expect(plan(error, 0, 0, { ...KNOWN, canShrink: true })?.kind).toBe('failure');
});

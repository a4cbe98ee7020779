import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { QUALYS_ERRORS, QualysError, type QualysErrorCode } from './errors.ts';

const CODES = Object.keys(QUALYS_ERRORS) as QualysErrorCode[];
const sources = (pattern: string, exclude: RegExp) =>
  globSync(pattern, { cwd: import.meta.dirname })
    .filter((file) => !exclude.test(file))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n');

describe('the catalogue', () => {
  test.each(CODES)('%s is complete, thrown somewhere and tested', (code) => {
    const entry = QUALYS_ERRORS[code];
    expect(code).toMatch(/^Q_[A-Z_]+$/);
    expect(entry.message).not.toBe('');
    expect(entry.whatToDo).not.toBe('');
    expect([1, 2, 3]).toContain(entry.exitCode);
    expect(sources('**/*.ts', /\.test\.ts$|error-catalogue/)).toContain(`'${code}'`);
    expect(sources('{**/*,../../test/network/*}.test.ts', /errors\.test\.ts$/)).toContain(code);
  });
});

test('an error says what, where, in whose words and what to do', () => {
  const error = new QualysError('Q_LOGIN_REFUSED', {
    endpoint: 'portal-version',
    httpStatus: 200,
    qualysCode: 'INVALID_CREDENTIALS',
    qualysMessage: 'Authentication failed',
    cause: 'x',
  });
  expect(error.message).toBe(
    'Qualys refused the login (portal-version, HTTP 200, Qualys code INVALID_CREDENTIALS). Qualys says: Authentication failed',
  );
  expect(error).toMatchObject({ name: 'QualysError', exitCode: 1, cause: 'x' });
  expect(error.whatToDo).toContain('QUALYS_USERNAME');
});

test('what is not known is not made up', () => {
  expect(new QualysError('Q_TRUNCATED').message).toBe('The answer ends too early: unknown');
});

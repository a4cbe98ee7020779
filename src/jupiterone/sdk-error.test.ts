import { describe, expect, test } from 'vitest';
import { ConfigError } from '../integration/index.ts';
import { QualysError } from '../qualys/index.ts';
import { IntegrationFailure, sdkErrorCode, sdkErrorOf } from './sdk-error.ts';

describe('errors as the SDK knows them', () => {
  test.each([
    ['Q_LOGIN_REFUSED', 'PROVIDER_AUTHENTICATION_ERROR'],
    ['Q_ACCOUNT_EXPIRED', 'PROVIDER_AUTHENTICATION_ERROR'],
    ['Q_NOT_PERMITTED', 'PROVIDER_AUTHORIZATION_ERROR'],
    ['Q_MODULE_UNAVAILABLE', 'PROVIDER_AUTHORIZATION_ERROR'],
    ['Q_PAGE_TRUNCATED', 'PROVIDER_API_ERROR'],
    ['I_LIST_CUT', 'PROVIDER_API_ERROR'],
    ['C_INVALID', 'CONFIG_VALIDATION_ERROR'],
    ['Q_PASSWORD_FILE', 'CONFIG_VALIDATION_ERROR'],
  ])('%s is %s', (code, expected) => {
    expect(sdkErrorCode(code)).toBe(expected);
  });

  test('where no SDK is loaded an error of our own has code, cause, message and what to do', () => {
    const cause = new QualysError('Q_LOGIN_REFUSED', { endpoint: 'host-list', httpStatus: 401 });
    const error = sdkErrorOf(cause, 'https://qualysapi.qualys.eu', true);
    expect(error).toBeInstanceOf(IntegrationFailure);
    expect(error).toMatchObject({
      code: 'PROVIDER_AUTHENTICATION_ERROR',
      fatal: true,
      cause,
      message: expect.stringMatching(
        /^https:\/\/qualysapi.qualys.eu: Q_LOGIN_REFUSED .*\. What to do: Check/,
      ),
    });
  });

  test('problems of the configuration are told with their names', () => {
    const cause = new ConfigError([
      { option: 'qualysApiUrl', message: 'QUALYS_API_URL is not set' },
    ]);
    expect(sdkErrorOf(cause, 'settings', true)).toMatchObject({
      code: 'CONFIG_VALIDATION_ERROR',
      message: expect.stringContaining('QUALYS_API_URL is not set'),
    });
  });

  test('a mistake of the program stays what it is', () => {
    const mistake = new TypeError('undefined is not a function');
    expect(sdkErrorOf(mistake, 'x', true)).toBe(mistake);
  });
});

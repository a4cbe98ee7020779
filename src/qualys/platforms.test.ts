import { describe, expect, test } from 'vitest';
import { QualysError } from './errors.ts';
import { normaliseApiUrl, PLATFORMS, platformOf } from './platforms.ts';

function errorOf(run: () => unknown): QualysError {
  try {
    run();
  } catch (error) {
    if (error instanceof QualysError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('there are fourteen platforms, each host once', () => {
  expect(PLATFORMS).toHaveLength(14);
  const hosts = PLATFORMS.flatMap(({ apiHost, gatewayHost, uiHost }) => [
    apiHost,
    gatewayHost,
    uiHost,
  ]);
  expect(new Set(hosts).size).toBe(42);
  expect(platformOf('https://qualysapi.qg3.apps.qualys.com')?.code).toBe('US3');
  expect(platformOf('https://qualysapi.private.example.com')).toBeUndefined();
});

// The two gateways that do not follow from the API server (reference 2).
test('the gateways of US1 and EU1 are those of qg1', () => {
  const gateway = (code: string) => PLATFORMS.find((p) => p.code === code)?.gatewayHost;
  expect(gateway('US1')).toBe('gateway.qg1.apps.qualys.com');
  expect(gateway('EU1')).toBe('gateway.qg1.apps.qualys.eu');
});

describe('the API URL', () => {
  test.each([
    ['https://qualysapi.qg3.apps.qualys.com', 'https://qualysapi.qg3.apps.qualys.com'],
    ['  QualysAPI.qg3.apps.Qualys.com ', 'https://qualysapi.qg3.apps.qualys.com'],
    ['https://qualysapi.qualys.eu/api/2.0/fo/?action=list#x', 'https://qualysapi.qualys.eu'],
    ['https://qualysapi.qualys.eu:8443/', 'https://qualysapi.qualys.eu:8443'],
    ['https://user:secret@qualysapi.qualys.eu', 'https://qualysapi.qualys.eu'],
    ['qualysapi.private.example.com', 'https://qualysapi.private.example.com'],
    ['http://127.0.0.1:3000/x', 'http://127.0.0.1:3000'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('%s becomes %s', (input, expected) => {
    expect(normaliseApiUrl(input)).toBe(expected);
  });

  test.each(PLATFORMS)(
    'of $code refuses the hosts of user interface and gateway by naming the API server',
    (platform) => {
      const ui = errorOf(() => normaliseApiUrl(`https://${platform.uiHost}/fo/login.php`));
      expect([ui.code, ui.whatToDo]).toEqual([
        'Q_API_URL_UI_HOST',
        `Give the API server instead: https://${platform.apiHost}.`,
      ]);
      expect(ui.message).toContain(platform.uiHost);
      const gateway = errorOf(() => normaliseApiUrl(platform.gatewayHost));
      expect([gateway.code, gateway.whatToDo]).toEqual([
        'Q_API_URL_GATEWAY_HOST',
        `Give the API server instead: https://${platform.apiHost}.`,
      ]);
    },
  );

  test('of a private platform refuses them as well', () => {
    expect(errorOf(() => normaliseApiUrl('qualysguard.corp.example.com')).whatToDo).toContain(
      'https://qualysapi.corp.example.com',
    );
    expect(errorOf(() => normaliseApiUrl('qualysgateway.corp.example.com')).code).toBe(
      'Q_API_URL_GATEWAY_HOST',
    );
  });

  test.each([
    ['', 'Q_API_URL_INVALID'],
    ['https://', 'Q_API_URL_INVALID'],
    ['ftp://qualysapi.qualys.eu', 'Q_API_URL_INVALID'],
    ['qualys', 'Q_API_URL_INVALID'],
    ['https://example.com', 'Q_API_URL_INVALID'],
    ['http://qualysapi.qualys.eu', 'Q_API_URL_INSECURE'],
    ['http://127.0.0.1.example.com', 'Q_API_URL_INSECURE'],
  ])('"%s" is refused: %s', (input, code) => {
    const error = errorOf(() => normaliseApiUrl(input));
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(2);
    expect(error.whatToDo).not.toBe('');
  });

  test('may have any host when asked for, but still no http', () => {
    expect(normaliseApiUrl('https://scanner.corp.example.com/x', { allowAnyHost: true })).toBe(
      'https://scanner.corp.example.com',
    );
    expect(
      errorOf(() => normaliseApiUrl('http://scanner.corp.example.com', { allowAnyHost: true }))
        .code,
    ).toBe('Q_API_URL_INSECURE');
  });

  test('never repeats a login that was pasted with it', () => {
    for (const pasted of [
      'ftp://user:hunter22@qualysapi.qualys.eu',
      'user:hunter22@no host',
      'https://user:hunter22/x@no host/',
      'https://user:@hunter22@no host',
    ]) {
      const error = errorOf(() => normaliseApiUrl(pasted));
      expect(error.message).not.toContain('hunter22');
    }
  });
});

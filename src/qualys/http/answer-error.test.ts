import { describe, expect, test } from 'vitest';
import { DETECTION_DOCUMENT, type Envelope, WEB_APP_DOCUMENT } from '../documents.ts';
import type { QualysError } from '../errors.ts';
import type { HeaderMap } from '../rate-headers.ts';
import { PageReader } from '../xml/page-reader.ts';
import { XmlError } from '../xml/xml-error.ts';
import { answerError, unreadableError } from './answer-error.ts';
import { durationInWords } from './duration-in-words.ts';

/** The error of a body, the way a page stream finds it. */
function errorOf(
  content: string,
  status = 200,
  headers: HeaderMap = {},
  document: typeof DETECTION_DOCUMENT | typeof WEB_APP_DOCUMENT = DETECTION_DOCUMENT,
): QualysError | undefined {
  const reader = new PageReader<unknown>(document);
  const about = { endpoint: 'host-detections', version: '5.0', status, headers } as const;
  try {
    reader.write(Buffer.from(content));
    const envelope = (reader.end().root ?? {}) as Envelope;
    return answerError({ ...about, rootName: reader.rootName, envelope });
  } catch (error) {
    if (error instanceof XmlError) {
      return unreadableError(error, { ...about, rootName: reader.rootName });
    }
    throw error;
  }
}

const simple = (code: number | string, text = 'Some sentence.', items = '') =>
  `<SIMPLE_RETURN><RESPONSE><DATETIME>2026-11-24T08:00:00Z</DATETIME>${code === '' ? '' : `<CODE>${code}</CODE>`}<TEXT>${text}</TEXT>${items}</RESPONSE></SIMPLE_RETURN>`;
const service = (code: string, details = '') =>
  `<ServiceResponse><responseCode>${code}</responseCode>${details}</ServiceResponse>`;

describe('SIMPLE_RETURN (reference 6.1)', () => {
  test.each([
    [999, 500, 'Q_SERVER_ERROR', true],
    [1901, 400, 'Q_BAD_REQUEST', false],
    [1903, 400, 'Q_BAD_REQUEST', false],
    [1904, 400, 'Q_BAD_REQUEST', false],
    [1905, 400, 'Q_BAD_REQUEST', false],
    [1907, 400, 'Q_BAD_REQUEST', false],
    [1908, 400, 'Q_BAD_REQUEST', false],
    [1920, 409, 'Q_CONFLICT', true],
    [1922, 400, 'Q_BAD_REQUEST', false],
    [1960, 409, 'Q_LIMITED', true],
    [1965, 409, 'Q_LIMITED', true],
    [1981, 202, 'Q_STILL_PROCESSING', true],
    [1999, 503, 'Q_UNAVAILABLE', true],
    [2000, 401, 'Q_LOGIN_REFUSED', false],
    [2001, 401, 'Q_ACCOUNT_EXPIRED', false],
    [2001, 200, 'Q_ACCOUNT_EXPIRED', false],
    [2002, 401, 'Q_ACCOUNT_INACTIVE', false],
    [2003, 409, 'Q_REGISTRATION_INCOMPLETE', false],
    [2011, 409, 'Q_SECOND_FACTOR', false],
    [2012, 403, 'Q_NOT_PERMITTED', false],
    [4711, 400, 'Q_BAD_REQUEST', false],
    [4711, 409, 'Q_REFUSED', false],
    [4711, 200, 'Q_REFUSED', false],
  ] as const)('code %i with status %i is %s', (qualysCode, status, code, isRetryable) => {
    expect(errorOf(simple(qualysCode), status)).toMatchObject({
      code,
      isRetryable,
      qualysCode: String(qualysCode),
      qualysMessage: 'Some sentence.',
      httpStatus: status,
      endpoint: 'host-detections',
    });
  });

  test('keeps the sentence of Qualys in the message', () => {
    const message = errorOf(simple(1905, 'parameter ids has invalid value: abc123'), 400)?.message;
    expect(message).toContain('parameter ids has invalid value: abc123');
    expect(message).toContain('HTTP 400');
    expect(message).toContain('1905');
  });

  test('without a code is no list', () => {
    expect(errorOf(simple('', 'Logged in'))).toMatchObject({
      code: 'Q_WRONG_ROOT',
      qualysMessage: 'Logged in',
    });
  });
});

test('GENERIC_RETURN and ERROR carry the number as an attribute', () => {
  expect(
    errorOf(
      '<GENERIC_RETURN><API name="x" username="u" at="t"/><RETURN status="FAILED" number="999">Internal error.</RETURN></GENERIC_RETURN>',
    ),
  ).toMatchObject({
    code: 'Q_SERVER_ERROR',
    qualysCode: '999',
    qualysMessage: 'Internal error.',
    isRetryable: true,
  });
  const inRoot =
    '<HOST_LIST_VM_DETECTION_OUTPUT><ERROR number="2001">expired</ERROR></HOST_LIST_VM_DETECTION_OUTPUT>';
  const inResponse =
    '<HOST_LIST_VM_DETECTION_OUTPUT><RESPONSE><ERROR number="2001">expired</ERROR></RESPONSE></HOST_LIST_VM_DETECTION_OUTPUT>';
  for (const content of [inRoot, inResponse]) {
    expect(errorOf(content)).toMatchObject({ code: 'Q_ACCOUNT_EXPIRED', qualysMessage: 'expired' });
  }
});

describe('ServiceResponse (reference 6.2)', () => {
  test.each([
    ['INVALID_CREDENTIALS', 'Q_LOGIN_REFUSED', false],
    ['UNAUTHORIZED', 'Q_MODULE_UNAVAILABLE', true],
    ['EVALUATION_EXPIRED', 'Q_EVALUATION_EXPIRED', true],
    ['INSUFFICIENT_PERMISSION', 'Q_NOT_PERMITTED', true],
    ['INVALID_REQUEST', 'Q_BAD_REQUEST', false],
    ['INVALID_XML', 'Q_BAD_REQUEST', false],
    ['OPERATION_NOT_SUPPORTED', 'Q_BAD_REQUEST', false],
    ['INVALID_API_VERSION', 'Q_VERSION_RETIRED', false],
    ['LIMIT_EXCEEDED', 'Q_LIMITED', false],
    ['OTHER_ERROR', 'Q_REFUSED', false],
    ['SOMETHING_NEW', 'Q_REFUSED', false],
  ] as const)('%s is %s on any status', (responseCode, code, isSkippable) => {
    for (const status of [200, 401]) {
      expect(errorOf(service(responseCode), status, {}, WEB_APP_DOCUMENT)).toMatchObject({
        code,
        isSkippable,
        qualysCode: responseCode,
      });
    }
  });

  test('keeps message and resolution, and needs a code to be a success', () => {
    const details =
      '<responseErrorDetails><errorMessage>Criteria: Invalid value for &apos;x&apos;.</errorMessage><errorResolution>Specify Long.</errorResolution></responseErrorDetails>';
    expect(
      errorOf(service('INVALID_REQUEST', details), 200, {}, WEB_APP_DOCUMENT)?.qualysMessage,
    ).toBe("Criteria: Invalid value for 'x'. Specify Long.");
    expect(errorOf('<ServiceResponse/>', 200, {}, WEB_APP_DOCUMENT)?.code).toBe('Q_REFUSED');
    expect(errorOf(service('SUCCESS'), 200, {}, WEB_APP_DOCUMENT)).toBeUndefined();
  });
});

describe('a body that says nothing', () => {
  test.each([
    [202, 'Q_STILL_PROCESSING'],
    [302, 'Q_REDIRECTED'],
    [418, 'Q_UNEXPECTED_STATUS'],
    [400, 'Q_BAD_REQUEST'],
    [401, 'Q_LOGIN_REFUSED'],
    [403, 'Q_NOT_PERMITTED'],
    [404, 'Q_VERSION_RETIRED'],
    [407, 'Q_PROXY_REFUSED'],
    [409, 'Q_LIMITED'],
    [410, 'Q_VERSION_RETIRED'],
    [413, 'Q_REQUEST_TOO_LARGE'],
    [414, 'Q_REQUEST_TOO_LARGE'],
    [429, 'Q_LIMITED'],
    [500, 'Q_SERVER_ERROR'],
    [501, 'Q_SERVER_ERROR'],
    [502, 'Q_UNAVAILABLE'],
    [503, 'Q_UNAVAILABLE'],
    [504, 'Q_UNAVAILABLE'],
  ] as const)('leaves it to the status %i: %s', (status, code) => {
    for (const content of ['', '<html><title>x</title></html>', 'no']) {
      expect(errorOf(content, status)?.code).toBe(code);
    }
  });

  test('with status 200 is named for what it is', () => {
    expect(errorOf('<!DOCTYPE html><title>Maintenance</title>')).toMatchObject({
      code: 'Q_HTML_ANSWER',
      isRetryable: true,
      message: expect.stringContaining('Maintenance'),
    });
    expect(errorOf('{}')?.code).toBe('Q_NOT_XML');
    expect(errorOf('<SCAN_LIST_OUTPUT/>')).toMatchObject({
      code: 'Q_WRONG_ROOT',
      message: expect.stringContaining('<SCAN_LIST_OUTPUT>'),
    });
    expect(errorOf('<HOST_LIST_VM_DETECTION_OUTPUT><RESPONSE>')?.code).toBe('Q_TRUNCATED');
    expect(errorOf('<HOST_LIST_VM_DETECTION_OUTPUT></RESPONSE>')?.code).toBe('Q_MALFORMED_XML');
  });

  test('a root with nothing in it is no empty list', () => {
    for (const content of ['', '<RESPONSE/>']) {
      expect(
        errorOf(`<HOST_LIST_VM_DETECTION_OUTPUT>${content}</HOST_LIST_VM_DETECTION_OUTPUT>`)?.code,
      ).toBe('Q_MALFORMED_XML');
    }
  });

  test('what is no text is not repeated as it came', () => {
    const message = errorOf('\u001b[2J\u0007x\u009c\uFFFD')?.message;
    expect(message).toContain('x');
    expect(message).not.toMatch(/[\p{Cc}\uFFFD]/u);
  });

  test('a redirect names the host that it leads to, and nothing else of the address', () => {
    const error = errorOf('<html></html>', 302, { location: 'https://login.example.com/?token=1' });
    expect(error).toMatchObject({ code: 'Q_REDIRECTED', isRetryable: false });
    expect(error?.message).toContain('login.example.com');
    expect(error?.message).not.toContain('token');
  });

  test('an unversioned endpoint cannot be retired', () => {
    expect(
      answerError({ endpoint: 'portal-version', version: '', status: 404, headers: {} })?.code,
    ).toBe('Q_NOT_FOUND');
  });
});

describe('how long a limit asks to wait (reference 5.2)', () => {
  const item = '<ITEM_LIST><ITEM><KEY>SECONDS_TO_WAIT</KEY><VALUE>181</VALUE></ITEM></ITEM_LIST>';
  const text = 'This API cannot be run again for another 3 minutes and 1 seconds.';
  test.each([
    ['header first', simple(1965, text, item), { 'x-ratelimit-towait-sec': '90' }, 90_000],
    [
      'a header of zero says nothing',
      simple(1965, 'Wait 5 minutes.', item),
      { 'x-ratelimit-towait-sec': '0' },
      181_000,
    ],
    ['then the item', simple(1965, 'Wait 5 minutes.', item), {}, 181_000],
    ['then the words', simple(1965, text), {}, 181_000],
    [
      'else unknown',
      simple(1960, 'until 2 currently running instances have finished'),
      {},
      undefined,
    ],
  ] as const)('%s', (_, content, headers, expected) => {
    expect(errorOf(content, 409, headers)?.waitMs).toBe(expected);
  });

  test('words of any length', () => {
    expect(durationInWords('for another 1 hour, 2 minutes and 3 seconds')).toBe(3_723_000);
    expect(durationInWords('2 days')).toBe(172_800_000);
    expect(durationInWords('soon')).toBeUndefined();
  });
});

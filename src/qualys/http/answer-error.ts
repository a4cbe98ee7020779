import type { Envelope } from '../documents.ts';
import type { EndpointName } from '../endpoint-name.ts';
import { QualysError, type QualysErrorCode } from '../errors.ts';
import { type HeaderMap, headerText, readRateHeaders } from '../rate-headers.ts';
import type { XmlError } from '../xml/xml-error.ts';
import { durationInWords } from './duration-in-words.ts';

/** An answer as far as it could be read. */
export interface Answer {
  readonly endpoint: EndpointName;
  /** Version that was called; empty for an unversioned endpoint. */
  readonly version: string;
  readonly status: number;
  readonly headers: HeaderMap;
  /** Name of the root element; undefined if the body was no document of Qualys. */
  readonly rootName?: string | undefined;
  readonly envelope?: Envelope | undefined;
}

/** Codes of the FO API (reference 6.1). */
const BY_FO_CODE: Readonly<Record<string, QualysErrorCode>> = {
  999: 'Q_SERVER_ERROR',
  1901: 'Q_BAD_REQUEST',
  1903: 'Q_BAD_REQUEST',
  1904: 'Q_BAD_REQUEST',
  1905: 'Q_BAD_REQUEST',
  1907: 'Q_BAD_REQUEST',
  1908: 'Q_BAD_REQUEST',
  1920: 'Q_CONFLICT',
  1922: 'Q_BAD_REQUEST',
  1960: 'Q_LIMITED',
  1965: 'Q_LIMITED',
  1981: 'Q_STILL_PROCESSING',
  1999: 'Q_UNAVAILABLE',
  2000: 'Q_LOGIN_REFUSED',
  2001: 'Q_ACCOUNT_EXPIRED',
  2002: 'Q_ACCOUNT_INACTIVE',
  2003: 'Q_REGISTRATION_INCOMPLETE',
  2011: 'Q_SECOND_FACTOR',
  2012: 'Q_NOT_PERMITTED',
};

/** Values of responseCode (reference 6.2). */
const BY_RESPONSE_CODE: Readonly<Record<string, QualysErrorCode>> = {
  INVALID_CREDENTIALS: 'Q_LOGIN_REFUSED',
  UNAUTHORIZED: 'Q_MODULE_UNAVAILABLE',
  INSUFFICIENT_PERMISSION: 'Q_NOT_PERMITTED',
  EVALUATION_EXPIRED: 'Q_EVALUATION_EXPIRED',
  INVALID_REQUEST: 'Q_BAD_REQUEST',
  INVALID_XML: 'Q_BAD_REQUEST',
  OPERATION_NOT_SUPPORTED: 'Q_BAD_REQUEST',
  INVALID_API_VERSION: 'Q_VERSION_RETIRED',
  LIMIT_EXCEEDED: 'Q_LIMITED',
};

/** What Qualys itself says went wrong. */
interface Complaint {
  readonly qualysCode?: string;
  readonly qualysMessage?: string;
  readonly known?: QualysErrorCode | undefined;
}

/**
 * The error that an answer stands for, or undefined if it holds data. Whatever its status, what the
 * body says comes first (an expired account answers 200; reference, oddities 4 and 5).
 */
export function answerError(answer: Answer): QualysError | undefined {
  const { endpoint, version, status, envelope } = answer;
  const complaint = complaintOf(answer);
  if (complaint === undefined && status === 200) return undefined;
  const code = complaint?.known ?? byStatus(answer, complaint);
  const waitMs = code === 'Q_LIMITED' ? waitOf(answer.headers, envelope) : undefined;
  return new QualysError(code, {
    endpoint,
    httpStatus: status,
    values: {
      version: version === '' ? 'unknown' : version,
      found: answer.rootName ?? 'unknown',
      reason: 'it is empty',
      target: redirectTarget(answer.headers),
    },
    ...(complaint?.qualysCode === undefined ? {} : { qualysCode: complaint.qualysCode }),
    ...(complaint?.qualysMessage === undefined ? {} : { qualysMessage: complaint.qualysMessage }),
    ...(waitMs === undefined ? {} : { waitMs }),
  });
}

/** The error of a body that could not be read; the status speaks where it is not 200. */
export function unreadableError(error: XmlError, answer: Answer): QualysError {
  const { endpoint, status } = answer;
  const context = { endpoint, httpStatus: status, cause: error };
  if (status !== 200) {
    const byCode = answerError(answer);
    if (byCode !== undefined) return byCode;
  }
  const found = error.found === undefined ? undefined : printable(error.found);
  const values = { found: found ?? 'nothing', title: found ?? 'without a title' };
  switch (error.fault) {
    case 'html':
      return new QualysError('Q_HTML_ANSWER', { ...context, values });
    case 'notXml':
      return new QualysError('Q_NOT_XML', { ...context, values });
    case 'wrongRoot':
      return new QualysError('Q_WRONG_ROOT', { ...context, values });
    case 'truncated':
      return new QualysError('Q_TRUNCATED', { ...context, values: { reason: error.message } });
    case 'malformed':
      return new QualysError('Q_MALFORMED_XML', { ...context, values: { reason: error.message } });
  }
}

function complaintOf({ rootName, envelope }: Answer): Complaint | undefined {
  if (rootName === undefined || envelope === undefined) return undefined;
  const { response, responseCode, responseErrorDetails: details } = envelope;
  if (rootName === 'SIMPLE_RETURN') return foComplaint(response?.code, response?.text);
  if (rootName === 'GENERIC_RETURN') {
    return foComplaint(envelope.return?.number, envelope.return?.value);
  }
  if (rootName === 'ServiceResponse') {
    if (responseCode === 'SUCCESS') return undefined;
    const said = [details?.errorMessage, details?.errorResolution].filter(
      (text) => text !== undefined,
    );
    return {
      ...(responseCode === undefined ? {} : { qualysCode: responseCode }),
      ...(said.length === 0 ? {} : { qualysMessage: said.join(' ') }),
      known: BY_RESPONSE_CODE[responseCode ?? ''] ?? 'Q_REFUSED',
    };
  }
  const old = envelope.error ?? response?.error;
  if (old !== undefined) return foComplaint(old.number, old.value);
  // Every list has at least its date (reference 8.3); a root with nothing in it is no empty list.
  return response === undefined ? { known: 'Q_MALFORMED_XML' } : undefined;
}

function foComplaint(code: string | undefined, text: string | undefined): Complaint {
  return {
    ...(code === undefined ? {} : { qualysCode: code }),
    ...(text === undefined ? {} : { qualysMessage: text }),
    known: BY_FO_CODE[code ?? ''],
  };
}

function byStatus({ status, version }: Answer, complaint: Complaint | undefined): QualysErrorCode {
  switch (status) {
    case 200:
      // A message of success where data was asked for is not an empty list.
      return complaint?.qualysCode === undefined ? 'Q_WRONG_ROOT' : 'Q_REFUSED';
    case 202:
      return 'Q_STILL_PROCESSING';
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return 'Q_REDIRECTED';
    case 400:
      return 'Q_BAD_REQUEST';
    case 401:
      return 'Q_LOGIN_REFUSED';
    case 403:
      return 'Q_NOT_PERMITTED';
    case 404:
    case 410:
      return version === '' ? 'Q_NOT_FOUND' : 'Q_VERSION_RETIRED';
    case 407:
      return 'Q_PROXY_REFUSED';
    case 409:
      // Reference 5.2: a 409 that says nothing is taken for a limit, one that says something is not.
      return complaint === undefined ? 'Q_LIMITED' : 'Q_REFUSED';
    case 429:
      return 'Q_LIMITED';
    case 413:
    case 414:
      return 'Q_REQUEST_TOO_LARGE';
    case 502:
    case 503:
    case 504:
      return 'Q_UNAVAILABLE';
    default:
      return status >= 500 ? 'Q_SERVER_ERROR' : 'Q_UNEXPECTED_STATUS';
  }
}

/** What a body that is no text holds must not reach a terminal. */
function printable(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]|\uFFFD/gu, '·');
}

/** Host of a redirect; the rest of the address may hold what nobody should read. */
function redirectTarget(headers: HeaderMap): string {
  const location = headerText(headers, 'location') ?? '';
  return URL.parse(location)?.host ?? 'another address';
}

/** How long to wait: header, then item, then the words of the sentence (reference 5.2). */
function waitOf(headers: HeaderMap, envelope: Envelope | undefined): number | undefined {
  const header = readRateHeaders(headers).waitMs;
  if (header !== undefined && header > 0) return header;
  const item = envelope?.response?.itemList?.find(({ key }) => key === 'SECONDS_TO_WAIT')?.value;
  if (item !== undefined && /^\d{1,9}$/.test(item)) return Number(item) * 1000;
  return durationInWords(envelope?.response?.text ?? '');
}

import type { Answer } from './answer.ts';
import type { Fault } from './faults.ts';
import { simpleReturn } from './fo-error.ts';

function html(status: number, title: string): Answer {
  return {
    status,
    contentType: 'text/html; charset=utf-8',
    body: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
  };
}

/** The page of a proxy that refuses long addresses. */
export function uriTooLong(): Answer {
  return html(414, '414 Request-URI Too Long');
}

/** The page of a proxy that refuses large bodies. */
export function bodyTooLarge(): Answer {
  return html(413, '413 Request Entity Too Large');
}

/** A fault that answers in place of the endpoint, or undefined for one that spoils a good answer. */
export function faultAnswer(fault: Fault, host: string, now: number): Answer | undefined {
  const classic = (status: number, code: number, text: string, items = {}): Answer => ({
    status,
    contentType: 'application/xml',
    body: simpleReturn(host, now, text, code, items),
  });
  switch (fault.kind) {
    case 'wrongStatus':
      return {
        status: fault.status ?? 500,
        contentType: 'text/plain; charset=utf-8',
        body: 'This is not what was asked for.\n',
      };
    case 'conflict':
      return conflict(fault, host, now);
    case 'failingHost':
      return classic(500, 999, 'Internal error. Please contact customer support.');
    case 'gatewayTimeout':
      return html(504, '504 Gateway Time-out');
    case 'maintenance':
      return html(200, 'Scheduled maintenance');
    case 'genericReturn':
      return {
        status: 200,
        contentType: 'text/xml;charset=UTF-8',
        body: '<?xml version="1.0" encoding="UTF-8" ?>\n<GENERIC_RETURN><API name="index.php" username="demo_ab1" at="2026-11-01T06:00:00Z"/><RETURN status="FAILED" number="999">Internal error.</RETURN></GENERIC_RETURN>\n',
      };
    case 'processing':
      return classic(202, 1981, 'The request is being processed. Repeat it later.');
    case 'unavailable':
      return classic(503, 1999, 'We are performing scheduled maintenance on our system.');
    case 'internalError':
      return classic(500, 999, 'Internal error. Please contact customer support.');
    case 'busy':
      return classic(
        409,
        1960,
        'This API cannot be run again until 2 currently running instance(s) have finished.',
        { CALLS_TO_FINISH: 1 },
      );
    case 'rateLimit':
      return classic(
        409,
        1965,
        'This API cannot be run again for another 0 minutes and 1 seconds.',
        {
          SECONDS_TO_WAIT: 1,
        },
      );
    case 'tooManyRequests':
      return {
        status: 429,
        contentType: 'text/plain',
        headers: fault.tells === 'neither' ? {} : { 'Retry-After': String(fault.seconds ?? 1) },
        body: '',
      };
    case 'registration':
      return classic(
        409,
        2003,
        'Registration must be completed before API requests will be served.',
      );
    case 'otherRoot':
      return {
        status: 200,
        contentType: 'application/xml',
        body: '<?xml version="1.0" encoding="UTF-8" ?>\n<ASSET_GROUP_LIST_OUTPUT><RESPONSE><DATETIME>2026-11-01T06:00:00Z</DATETIME></RESPONSE></ASSET_GROUP_LIST_OUTPUT>\n',
      };
    default:
      return undefined;
  }
}

const CONFLICTS: Readonly<Record<number, string>> = {
  1920: 'The request is blocked by another one that is in progress.',
  1960: 'This API cannot be run again until 2 currently running instance(s) have finished.',
  2003: 'Registration must be completed before API requests will be served.',
  2011: 'SecureID authentication is required for this account.',
};

/** 409 in all the ways in which it tells how long to wait, or does not. */
function conflict(fault: Fault, host: string, now: number): Answer {
  const { code = 1965, tells = 'both', seconds = 1 } = fault;
  const inBody = tells === 'body' || tells === 'both';
  const isRate = code === 1965;
  const duration = `${Math.floor(seconds / 60)} minutes and ${seconds % 60} seconds`;
  const text = isRate
    ? `This API cannot be run again${inBody ? ` for another ${duration}` : ''}.`
    : (CONFLICTS[code] ?? 'The request conflicts with another one.');
  const items: Record<string, number> = {};
  if (inBody && isRate) items['SECONDS_TO_WAIT'] = seconds;
  if (inBody && code === 1960) items['CALLS_TO_FINISH'] = 1;
  return {
    status: 409,
    contentType: 'application/xml',
    headers:
      isRate && (tells === 'header' || tells === 'both')
        ? { 'X-RateLimit-Remaining': '0', 'X-RateLimit-ToWait-Sec': String(seconds) }
        : {},
    body: simpleReturn(host, now, text, code, items),
  };
}

import type { Answer } from './answer.ts';
import type { Fault, FaultKind } from './faults.ts';
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
export function faultAnswer(kind: FaultKind, host: string, now: number): Answer | undefined {
  const classic = (status: number, code: number, text: string, items = {}): Answer => ({
    status,
    contentType: 'application/xml',
    body: simpleReturn(host, now, text, code, items),
  });
  switch (kind) {
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
      return { status: 429, contentType: 'text/plain', headers: { 'Retry-After': '1' }, body: '' };
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

const RECORD_ENDS = [
  '</DETECTION>',
  '</VULN>',
  '</Finding>',
  '</HOST>',
  '</HostAsset>',
  '</WebApp>',
];

const RESULTS = '<RESULTS><![CDATA[';

/** Spoils the first record of a good body in the way the fault says. */
export function* spoil(fault: Fault, body: Iterable<string>): Generator<string> {
  let isDone = false;
  for (const part of body) {
    const end = isDone ? undefined : RECORD_ENDS.find((mark) => part.includes(mark));
    if (end === undefined) {
      yield part;
      continue;
    }
    isDone = true;
    if (fault.kind === 'controlCharacters') {
      const at = part.includes(RESULTS) ? RESULTS : '<![CDATA[';
      yield part.replace(at, `${at}\u0000\u0008\u001f`);
    } else {
      const start = end.replace('</', '<');
      yield part.replace(end, `${end}\n${start}\n<QID>\u0001\u00ff\u0000;x</QID>\n${end}`);
    }
  }
}

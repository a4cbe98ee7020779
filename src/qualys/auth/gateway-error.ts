import { QualysError, type QualysErrorCode } from '../errors.ts';
import { type HeaderMap, headerText, readRateHeaders } from '../rate-headers.ts';

/** An answer of the gateway that is no token. */
export interface GatewayAnswer {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly body: string;
}

const LONGEST_SENTENCE = 200;
/** Shorter ones tear holes into sentences and tell nothing. */
const SHORTEST_SECRET = 4;

/**
 * The error that an answer of the gateway stands for. A refused request for a token is a refused login:
 * it is not tried again, since that is how accounts get locked.
 *
 * @param secrets what the request held, taken out of what the gateway says
 */
export function gatewayError(
  answer: GatewayAnswer,
  host: string,
  secrets: readonly string[],
): QualysError {
  const { status, headers } = answer;
  const said = sentenceOf(answer, secrets);
  const waitMs = readRateHeaders(headers).waitMs;
  const code = codeOf(status);
  return new QualysError(code, {
    httpStatus: status,
    values: {
      host,
      reason: status === 200 || status === 201 ? 'no token' : `status ${status}`,
      target: URL.parse(headerText(headers, 'location') ?? '')?.host ?? 'another address',
    },
    ...(said !== undefined && { qualysMessage: said }),
    ...(code === 'Q_LIMITED' && waitMs !== undefined && { waitMs }),
  });
}

function codeOf(status: number): QualysErrorCode {
  switch (status) {
    case 400:
    case 401:
    case 403:
      return 'Q_LOGIN_REFUSED';
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return 'Q_REDIRECTED';
    case 407:
      return 'Q_PROXY_REFUSED';
    case 409:
    case 429:
      return 'Q_LIMITED';
    case 502:
    case 503:
    case 504:
      return 'Q_UNAVAILABLE';
    default:
      return status >= 500 ? 'Q_SERVER_ERROR' : 'Q_GATEWAY_ANSWER';
  }
}

/** The words of an error in JSON; other bodies are pages of something in between. */
function sentenceOf({ body }: GatewayAnswer, secrets: readonly string[]): string | undefined {
  let error: unknown;
  try {
    error = JSON.parse(body);
  } catch {
    return undefined; // no JSON, nothing said
  }
  const words = [...texts(error)].join(' ').replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ');
  const clean = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((text, secret) => text.replaceAll(secret, '…'), words);
  return clean === '' ? undefined : clean.slice(0, LONGEST_SENTENCE);
}

const TELLING = ['message', 'error_description', 'error', 'authentication_exceptions'];

/** The first member that tells something, whatever form it has. */
function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* texts(item);
  else if (typeof value === 'object' && value !== null) {
    const members = new Map(Object.entries(value));
    const name = TELLING.find((candidate) => members.has(candidate));
    if (name !== undefined) yield* texts(members.get(name));
  }
}

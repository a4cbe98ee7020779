import type { QualysErrorCode } from '../../qualys/index.ts';
import type { Answer, EndpointState } from './report.ts';

/** What the failure of a call says about the endpoint. */
export interface Finding {
  readonly state: EndpointState;
  readonly reachable: Answer;
  readonly allowed: Answer;
  readonly licensed: Answer;
}

const UNKNOWN = { allowed: 'unknown', licensed: 'unknown' } as const;
const REFUSED = {
  state: 'login-refused',
  reachable: 'yes',
  allowed: 'no',
  licensed: 'unknown',
} as const;
const RETIRED = { state: 'retired', reachable: 'yes', ...UNKNOWN } as const;
const NO_WAY = { state: 'unreachable', reachable: 'no', ...UNKNOWN } as const;

/** What an endpoint that answered as it should is. */
export const WORKS: Finding = { state: 'works', reachable: 'yes', allowed: 'yes', licensed: 'yes' };

/** What is known of an endpoint that was not called. */
export const NOT_TRIED: Finding = { state: 'not-tried', reachable: 'unknown', ...UNKNOWN };

const BY_CODE: Readonly<Partial<Record<QualysErrorCode, Finding>>> = {
  Q_LOGIN_REFUSED: REFUSED,
  Q_ACCOUNT_EXPIRED: REFUSED,
  Q_ACCOUNT_INACTIVE: REFUSED,
  Q_REGISTRATION_INCOMPLETE: REFUSED,
  Q_SECOND_FACTOR: REFUSED,
  Q_TOKEN_EXPIRED: REFUSED,
  Q_NOT_PERMITTED: { state: 'not-permitted', reachable: 'yes', allowed: 'no', licensed: 'unknown' },
  Q_MODULE_UNAVAILABLE: {
    state: 'not-available',
    reachable: 'yes',
    allowed: 'no',
    licensed: 'unknown',
  },
  Q_EVALUATION_EXPIRED: {
    state: 'not-licensed',
    reachable: 'yes',
    allowed: 'unknown',
    licensed: 'no',
  },
  Q_VERSION_RETIRED: RETIRED,
  Q_HOST_NOT_FOUND: NO_WAY,
  Q_DNS_UNAVAILABLE: NO_WAY,
  Q_CONNECTION_REFUSED: NO_WAY,
  Q_TLS: NO_WAY,
  Q_PROXY_REFUSED: NO_WAY,
};

/**
 * What a failed call says. A status means that something answered, whoever it was. Qualys words the end
 * of a version as an error of the request, so that there the status counts (reference 7).
 */
export function findingOf(code: string, httpStatus: number | undefined): Finding {
  const known: Readonly<Record<string, Finding>> = BY_CODE;
  if (code === 'Q_BAD_REQUEST' && (httpStatus === 404 || httpStatus === 410)) return RETIRED;
  return (
    known[code] ?? {
      state: 'failed',
      reachable: httpStatus === undefined ? 'unknown' : 'yes',
      ...UNKNOWN,
    }
  );
}

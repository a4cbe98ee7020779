import { type EndpointName, QualysError, type QualysErrorCode } from '../../qualys/index.ts';
import type { FailedPage, RunFailure } from './report.ts';

/**
 * What a failure concerns: the whole run (login, permission, spool, mistakes of the program), a part
 * of the subscription that this account may not use, or just the page.
 */
export type FailureKind = 'whole-run' | 'not-allowed' | 'page';

/**
 * The account itself is refused, so that another call would at best be refused too, at worst lock it;
 * or something on this machine is in the way of every call.
 */
const ENDS_EVERY_CALL: ReadonlySet<QualysErrorCode> = new Set<QualysErrorCode>([
  'Q_LOGIN_REFUSED',
  'Q_ACCOUNT_EXPIRED',
  'Q_ACCOUNT_INACTIVE',
  'Q_REGISTRATION_INCOMPLETE',
  'Q_SECOND_FACTOR',
  'Q_PASSWORD_MISSING',
  'Q_PASSWORD_AMBIGUOUS',
  'Q_PASSWORD_FILE',
  'Q_PASSWORD_COMMAND',
  'Q_SECRET_MISSING',
  'Q_SECRET_AMBIGUOUS',
  'Q_SECRET_FILE',
  'Q_SECRET_COMMAND',
  'Q_SECRET_UNUSABLE',
  'Q_TOKEN_EXPIRED',
  'Q_GATEWAY_ANSWER',
  'Q_CA_FILE',
  'Q_PROXY_URL',
  'Q_CAPTURE',
  'Q_ABORTED',
]);

/** No way to the server, or no Qualys behind it. */
const NO_SERVER: ReadonlySet<QualysErrorCode> = new Set<QualysErrorCode>([
  'Q_HOST_NOT_FOUND',
  'Q_CONNECTION_REFUSED',
  'Q_TLS',
  'Q_PROXY_REFUSED',
  'Q_NOT_FOUND',
  'Q_REDIRECTED',
]);

/** Modules that a subscription may lack; without the others there is nothing to collect. */
const MODULES: readonly EndpointName[] = [
  'host-assets',
  'web-apps',
  'web-app-findings',
  'knowledge-base',
];

/** Decides what a failure of a call to an endpoint concerns. */
export function kindOfFailure(error: unknown, endpoint: EndpointName): FailureKind {
  if (!(error instanceof QualysError) || ENDS_EVERY_CALL.has(error.code)) return 'whole-run';
  if (!error.isSkippable) return 'page';
  return MODULES.includes(endpoint) ? 'not-allowed' : 'whole-run';
}

/** Whether the server could not even be reached: then every other call would fail the same way. */
export function isConnectionFailure(error: unknown): boolean {
  return error instanceof QualysError && NO_SERVER.has(error.code);
}

/** Unknown, exclusive, of an invalid value, not to be combined (reference 6.1). */
const PARAMETER_CODES = ['1901', '1904', '1905', '1907'];

/** Parameters that Qualys refused by name: `Unrecognized parameter(s): x, y`. */
export function refusedParameters(error: unknown): readonly string[] {
  if (!(error instanceof QualysError) || !PARAMETER_CODES.includes(error.qualysCode ?? ''))
    return [];
  return (error.qualysMessage ?? error.message).match(/\b[a-z]+(?:_[a-z0-9]+)+\b/g) ?? [];
}

/** What a failure says, as a sentence that another one can follow. */
export function sentenceOf(error: unknown): string {
  const { message } = failedPage('', error);
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

/** The record of a page that failed. */
export function failedPage(scope: string, error: unknown): FailedPage {
  if (!isTyped(error)) throw error;
  return {
    scope,
    code: error.code,
    ...(error instanceof QualysError && error.qualysCode !== undefined
      ? { qualysCode: error.qualysCode }
      : {}),
    message: error.message,
    whatToDo: error.whatToDo,
    ...(error instanceof QualysError && error.effort !== undefined ? { effort: error.effort } : {}),
  };
}

/** Why the run ended. An error without a code is a mistake of the program and is thrown on. */
export function runFailure(error: unknown): RunFailure {
  if (!isTyped(error)) throw error;
  const { code, message, whatToDo, exitCode } = error;
  return { code, message, whatToDo, exitCode };
}

/** What every error that a user can meet has, whichever room it comes from. */
interface TypedError extends Error {
  readonly code: string;
  readonly whatToDo: string;
  readonly exitCode: 1 | 2 | 3;
}

function isTyped(error: unknown): error is TypedError {
  return error instanceof Error && 'code' in error && 'whatToDo' in error && 'exitCode' in error;
}

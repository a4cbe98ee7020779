import { createRequire } from 'node:module';
import { isRefusal } from '../app/credentials-state.ts';
import { isReportedError } from '../app/reported-error.ts';
import { type ErrorEntry, QUALYS_ERRORS } from '../qualys/index.ts';

/** Codes of the SDK that our errors surface with (reference 5.6). */
export type SdkErrorCode =
  | 'CONFIG_VALIDATION_ERROR'
  | 'PROVIDER_AUTHENTICATION_ERROR'
  | 'PROVIDER_AUTHORIZATION_ERROR'
  | 'PROVIDER_API_ERROR';

/** What went wrong, in our words. */
export interface Problem {
  /** Our code, `Q_…`. */
  readonly code: string;
  readonly message: string;
  readonly whatToDo: string;
}

/** The error when no SDK is loaded that has classes of its own for it. */
export class IntegrationFailure extends Error {
  override readonly name = 'IntegrationFailure';
  readonly code: SdkErrorCode;
  readonly fatal: boolean;

  constructor(code: SdkErrorCode, message: string, fatal: boolean, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.fatal = fatal;
  }
}

/** The code of the SDK for one of our codes. */
export function sdkErrorCode(code: string): SdkErrorCode {
  if (isRefusal(code)) return 'PROVIDER_AUTHENTICATION_ERROR';
  const entries: Readonly<Record<string, ErrorEntry>> = QUALYS_ERRORS;
  const entry = entries[code];
  if (entry?.skippable === true) return 'PROVIDER_AUTHORIZATION_ERROR';
  return code.startsWith('C_') || entry?.exitCode === 2
    ? 'CONFIG_VALIDATION_ERROR'
    : 'PROVIDER_API_ERROR';
}

/**
 * The error as the SDK wants it, out of a problem.
 *
 * @param where endpoint or address that it is about
 * @param isFatal ends the execution, and nothing is uploaded
 */
export function sdkError(
  problem: Problem,
  where: string,
  isFatal: boolean,
  cause?: Error,
): IntegrationFailure {
  const { code, message, whatToDo } = problem;
  const kind = sdkErrorCode(code);
  const text = `${message}${/[.!?]$/.test(message) ? '' : '.'} What to do: ${whatToDo}`;
  const Sdk = loadedClass(kind);
  if (Sdk === undefined) {
    return new IntegrationFailure(kind, `${where}: ${code} ${text}`, isFatal, { cause });
  }
  const error =
    kind === 'CONFIG_VALIDATION_ERROR'
      ? new Sdk(text)
      : new Sdk({ endpoint: where, status: code, statusText: text, cause });
  return Object.assign(error, { fatal: isFatal });
}

/** The same for what was thrown. What is none of our errors comes back as it is: the SDK reports it as unexpected. */
export function sdkErrorOf(error: unknown, where: string, isFatal: boolean): unknown {
  return isReportedError(error) ? sdkError(error, where, isFatal, error) : error;
}

type SdkErrorClass = new (options: unknown) => IntegrationFailure;

const CLASS_NAMES: Readonly<Record<SdkErrorCode, string>> = {
  CONFIG_VALIDATION_ERROR: 'IntegrationValidationError',
  PROVIDER_AUTHENTICATION_ERROR: 'IntegrationProviderAuthenticationError',
  PROVIDER_AUTHORIZATION_ERROR: 'IntegrationProviderAuthorizationError',
  PROVIDER_API_ERROR: 'IntegrationProviderAPIError',
};

/**
 * The class for a code in the SDK that runs us. The SDK tells its errors apart by class (anything else is
 * shown to customers as an unexpected error, without its message) and it is no dependency of ours; but whoever
 * runs us has loaded it into this process, and that very copy is the one that counts.
 */
function loadedClass(code: SdkErrorCode): SdkErrorClass | undefined {
  const { cache } = createRequire(import.meta.url);
  const file = Object.keys(cache).find((path) =>
    /[\\/]@jupiterone[\\/]integration-sdk-core[\\/]dist[\\/]src[\\/]errors\.js$/.test(path),
  );
  const classes = file === undefined ? undefined : cache[file]?.exports;
  const found = classes?.[CLASS_NAMES[code]];
  return typeof found === 'function' ? found : undefined;
}

import type { EndpointName } from './endpoint-name.ts';
import { ERROR_ENTRIES, type ErrorEntry } from './error-catalogue.ts';

/** Stable codes of this room. */
export type QualysErrorCode = keyof typeof ERROR_ENTRIES;

/** The catalogue of this room: code, message template, exit code, what to do. */
export const QUALYS_ERRORS: Readonly<Record<QualysErrorCode, ErrorEntry>> = ERROR_ENTRIES;

/** What is known about the circumstances of an error. */
export interface QualysErrorContext {
  readonly endpoint?: EndpointName;
  readonly httpStatus?: number;
  /** Qualys' own code: a number of the FO API, or a responseCode of qps. */
  readonly qualysCode?: string;
  /** Qualys' own sentence, as sent. */
  readonly qualysMessage?: string;
  /** Put into the message template. Never a secret. */
  readonly values?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
  /** How long the answer asks to wait, milliseconds. */
  readonly waitMs?: number;
  /** When calls are allowed again, epoch milliseconds. */
  readonly resumeAt?: number;
}

/** What was spent on a page before it was given up. */
export interface Effort {
  /** Version that was called; empty for an unversioned endpoint. */
  readonly version: string;
  readonly requests: number;
  readonly retries: number;
  readonly waitedMs: number;
}

/**
 * Everything that can go wrong between us and Qualys. `code` is the contract; the message is for
 * people: what happened, where, and Qualys' own words. Never holds a secret.
 */
export class QualysError extends Error {
  readonly code: QualysErrorCode;
  readonly exitCode: 1 | 2 | 3;
  readonly whatToDo: string;
  readonly isRetryable: boolean;
  /** True if a run can go on without this part (module not licensed, not permitted). */
  readonly isSkippable: boolean;
  readonly endpoint: EndpointName | undefined;
  readonly httpStatus: number | undefined;
  readonly qualysCode: string | undefined;
  readonly qualysMessage: string | undefined;
  /** How long the answer asks to wait before the next attempt, milliseconds. */
  readonly waitMs: number | undefined;
  /** When calls are allowed again, epoch milliseconds; set where a wait would be too long. */
  readonly resumeAt: number | undefined;
  /** What was spent on the page; set where a page is given up. */
  effort: Effort | undefined;

  constructor(code: QualysErrorCode, context: QualysErrorContext = {}) {
    const entry = QUALYS_ERRORS[code];
    super(
      messageOf(entry, context),
      context.cause === undefined ? undefined : { cause: context.cause },
    );
    this.name = 'QualysError';
    this.code = code;
    this.exitCode = entry.exitCode;
    this.whatToDo = fill(entry.whatToDo, context);
    this.isRetryable = entry.retryable;
    this.isSkippable = entry.skippable === true;
    this.endpoint = context.endpoint;
    this.httpStatus = context.httpStatus;
    this.qualysCode = context.qualysCode;
    this.qualysMessage = context.qualysMessage;
    this.waitMs = context.waitMs;
    this.resumeAt = context.resumeAt;
  }
}

function messageOf(entry: ErrorEntry, context: QualysErrorContext): string {
  const what = fill(entry.message, context);
  const facts = [
    context.endpoint,
    context.httpStatus === undefined ? undefined : `HTTP ${context.httpStatus}`,
    context.qualysCode === undefined ? undefined : `Qualys code ${context.qualysCode}`,
  ].filter((fact) => fact !== undefined);
  const where = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
  const said = context.qualysMessage === undefined ? '' : ` Qualys says: ${context.qualysMessage}`;
  return `${what}${where}${said === '' || /[.!?]$/.test(what + where) ? said : `.${said}`}`;
}

function fill(template: string, context: QualysErrorContext): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(context.values?.[name] ?? 'unknown'),
  );
}

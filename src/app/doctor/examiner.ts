import {
  type EndpointName,
  type PageResult,
  type QualysClient,
  QualysError,
} from '../../qualys/index.ts';
import { AppError } from '../errors.ts';
import { reportError } from '../reported-error.ts';
import {
  detectionCall,
  HOST_CALL,
  hostAssetCall,
  knowledgeBaseCall,
  WEB_APP_CALL,
  WEB_APP_FINDING_CALL,
  WELL_KNOWN_QID,
} from './calls.ts';
import { type Finding, findingOf, WORKS } from './outcome.ts';
import type { EndpointState, Problem } from './report.ts';

/** How a call went. */
export interface Examined extends Finding {
  readonly tookMs: number;
  /** Records in the answer. */
  readonly records?: number;
  readonly problem?: Problem;
}

/** What an examiner works with. */
export interface ExaminerOptions {
  readonly client: QualysClient;
  readonly signal: AbortSignal;
  /** Aborts when an endpoint took too long. */
  readonly patience: (name: EndpointName) => AbortSignal;
  readonly clock: () => number;
  /** Why the present call waits or is repeated; empty if it does not. */
  readonly waitReason: () => string;
}

/** After these every other call would be refused or lost too. */
const ENDS_EVERYTHING: readonly EndpointState[] = ['login-refused', 'unreachable'];
/** So many calls to different APIs without any sign of Qualys: more would say the same. */
const STRANGERS_AT_MOST = 2;
/** Another program answers under this address, or nothing does. */
const NO_SIGN_OF_QUALYS: ReadonlySet<string> = new Set([
  'Q_HTML_ANSWER',
  'Q_NOT_XML',
  'Q_NOT_FOUND',
  'Q_REDIRECTED',
  'Q_WRONG_ROOT',
  'Q_TIMEOUT',
  'Q_CONNECTION_LOST',
  'A_NO_ANSWER_IN_TIME',
]);

const RETIRED_ADVICE =
  'Update graph-qualys, or name a version that Qualys still serves for this endpoint in QUALYS_API_VERSIONS.';

/** Makes the calls, one at a time, and remembers from each what the next one needs. */
export class Examiner {
  readonly #options: ExaminerOptions;
  #hostId: string | undefined;
  #qid: number | undefined;
  #moduleVersions: Readonly<Record<string, string>> = {};
  #hasToStop = false;
  #strangers = 0;
  #hasMetQualys = false;

  constructor(options: ExaminerOptions) {
    this.#options = options;
  }

  /** True once a login was refused (three refusals lock an account) or there is no way to Qualys. */
  get hasToStop(): boolean {
    return this.#hasToStop;
  }

  /** Versions of Qualys' modules; empty until the portal has told them. */
  get moduleVersions(): Readonly<Record<string, string>> {
    return this.#moduleVersions;
  }

  /**
   * Calls one endpoint.
   *
   * @throws what is no answer: interruptions, and settings that turn out to be wrong
   */
  async examine(name: EndpointName): Promise<Examined> {
    const { clock } = this.#options;
    const startedAt = clock();
    const patience = this.#options.patience(name);
    try {
      const { summary } = await this.#call(name, AbortSignal.any([this.#options.signal, patience]));
      this.#hasMetQualys = true;
      return { ...WORKS, tookMs: clock() - startedAt, records: summary.records };
    } catch (error) {
      const failure = patience.aborted ? this.#tooSlow(name, clock() - startedAt, error) : error;
      return { ...this.#failed(failure), tookMs: clock() - startedAt };
    }
  }

  /** What a failure says; what is none of Qualys' doing is thrown on. */
  #failed(error: unknown): Finding & { readonly problem: Problem } {
    const isAnswer = error instanceof QualysError || error instanceof AppError;
    if (!isAnswer || error.exitCode === 2 || this.#options.signal.aborted) throw error;
    const { code, message, whatToDo } = reportError(error);
    const { httpStatus, qualysCode } = error instanceof QualysError ? error : {};
    const finding = findingOf(code, httpStatus);
    if (NO_SIGN_OF_QUALYS.has(code)) this.#strangers++;
    else this.#hasMetQualys = true;
    this.#hasToStop =
      ENDS_EVERYTHING.includes(finding.state) ||
      (!this.#hasMetQualys && this.#strangers >= STRANGERS_AT_MOST);
    return {
      ...finding,
      problem: {
        code,
        ...(qualysCode !== undefined && { qualysCode }),
        message,
        whatToDo: finding.state === 'retired' ? RETIRED_ADVICE : whatToDo,
      },
    };
  }

  #tooSlow(name: EndpointName, tookMs: number, cause: unknown): AppError {
    const reason = this.#options.waitReason();
    return new AppError(
      'A_NO_ANSWER_IN_TIME',
      {
        endpoint: name,
        seconds: String(Math.ceil(tookMs / 1000)),
        reason: reason === '' ? '' : ` (${reason})`,
      },
      { cause },
    );
  }

  #call(name: EndpointName, signal: AbortSignal): Promise<PageResult<unknown>> {
    const { client } = this.#options;
    switch (name) {
      case 'portal-version':
        return this.#portalVersion(signal);
      case 'host-list':
        return client.hosts(
          HOST_CALL,
          each(({ id }) => this.#noteHost(id)),
          signal,
        );
      case 'host-detections':
        return client.detections(
          detectionCall(this.#hostId),
          each(({ detectionList }) => {
            this.#qid ??= detectionList?.[0]?.qid;
          }),
          signal,
        );
      case 'knowledge-base':
        return client.knowledgeBase(knowledgeBaseCall(this.#qid ?? WELL_KNOWN_QID), each(), signal);
      case 'host-assets':
        return client.hostAssets(hostAssetCall(this.#hostId), each(), signal);
      case 'web-apps':
        return client.webApps(WEB_APP_CALL, each(), signal);
      case 'web-app-findings':
        return client.webAppFindings(WEB_APP_FINDING_CALL, each(), signal);
    }
  }

  async #portalVersion(signal: AbortSignal): Promise<PageResult<unknown>> {
    const page = await this.#options.client.portalVersion(signal);
    this.#moduleVersions = { ...page.value.portal, ...page.value.qweb };
    return page;
  }

  #noteHost(id: string | undefined): void {
    this.#hostId ??= id;
  }
}

/** Reads a page to its end and shows each record once. */
function each<T>(look: (record: T) => void = () => undefined) {
  return async (batches: AsyncIterable<readonly T[]>): Promise<void> => {
    for await (const batch of batches) batch.forEach(look);
  };
}

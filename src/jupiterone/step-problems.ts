import {
  type CollectReport,
  type FailedPage,
  type RunWarning,
  STEPS,
  type StepMetadata,
} from '../integration/index.ts';
import { HOST_IDS_STEP, HOSTS_STEP } from '../integration/steps/hosts/constants.ts';
import { type Problem, sdkErrorCode } from './sdk-error.ts';

/** Something of a step that is missing. */
export interface StepProblem extends Problem {
  readonly endpoint: string;
}

/** Pages that a message names at most; the log must not grow with the tenant. */
const NAMED_AT_MOST = 8;

/** What a run has to be asked for. */
export interface RunFacts {
  readonly report: Pick<CollectReport, 'endpoints' | 'warnings' | 'completeTypes'>;
  /** An execution before this one succeeded. */
  readonly hasPredecessor: boolean;
  /** Ids of the steps that do not read everything, as they are configured. */
  readonly notReadWhole: ReadonlySet<string>;
}

/**
 * What is missing of a step: pages that failed, a module that is closed to the account, records that could
 * not be used, a list that came empty. Permissions come first, for they say best what to do.
 */
export function problemsOf(step: StepMetadata, facts: RunFacts): readonly StepProblem[] {
  const problems = [
    ...closedModules(step, facts),
    ...missingPages(step, facts),
    ...unusableRecords(step, facts),
    ...emptyList(step, facts),
  ];
  const found = problems.length > 0 ? problems : notCovered(step, facts);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ code }: Problem): number {
  return sdkErrorCode(code) === 'PROVIDER_AUTHORIZATION_ERROR' ? 0 : 1;
}

function missingPages(step: StepMetadata, { report }: RunFacts): readonly StepProblem[] {
  return report.endpoints
    .filter(({ name }) => step.endpoints.includes(name))
    .flatMap(({ name, failedPages }) => {
      const mine = failedPages.filter((page) => belongsTo(step, name, page));
      const reasons = Map.groupBy(mine, ({ code, message }) => `${code} ${message}`);
      return [...reasons.values()].flatMap((alike) => {
        const [first] = alike;
        if (first === undefined) return [];
        return [{ ...first, endpoint: name, message: `${scopesOf(alike)}: ${first.message}` }];
      });
    });
}

/** The list of ids is a step of its own; everything else of that endpoint is details of hosts. */
function belongsTo(step: StepMetadata, endpoint: string, { scope }: FailedPage): boolean {
  if (endpoint !== 'host-list') return true;
  const isOfIds = /^ids/.test(scope);
  return isOfIds ? step.id === HOST_IDS_STEP.id : step.id === HOSTS_STEP.id;
}

function scopesOf(pages: readonly FailedPage[]): string {
  const named = pages.slice(0, NAMED_AT_MOST).map(({ scope }) => scope);
  const more = pages.length - named.length;
  const rest = more > 0 ? ` and ${more} more` : '';
  return `${pages.length} ${pages.length === 1 ? 'page' : 'pages'} missing (${named.join(', ')}${rest})`;
}

/** What only enriches hosts may be closed: the graph does without it. */
function closedModules(step: StepMetadata, facts: RunFacts): readonly StepProblem[] {
  return warningsOf(step, facts, 'skipped')
    .filter(({ endpoint }) => endpoint !== 'host-assets')
    .map(({ endpoint, message }) => ({
      code: 'Q_MODULE_UNAVAILABLE',
      endpoint,
      message,
      whatToDo:
        'License the module and give the account access to it, or switch it off in the settings of the instance; what JupiterOne has of it is kept meanwhile.',
    }));
}

function unusableRecords(step: StepMetadata, facts: RunFacts): readonly StepProblem[] {
  return warningsOf(step, facts, 'bad-records').map(({ endpoint, message }) => ({
    code: 'I_COUNT_NOT_MET',
    endpoint,
    message,
    whatToDo: 'Nothing of this kind was taken for gone. If it stays so, tell the maintainers.',
  }));
}

function warningsOf(step: StepMetadata, { report }: RunFacts, kind: string) {
  return report.warnings.flatMap((warning: RunWarning) =>
    warning.kind === kind &&
    warning.endpoint !== undefined &&
    step.endpoints.includes(warning.endpoint)
      ? [{ endpoint: warning.endpoint, message: warning.message }]
      : [],
  );
}

/**
 * No host at all where there were some in an earlier execution: more likely this account sees them no longer
 * than that all have gone. Nobody remembers here how many there were.
 */
function emptyList(step: StepMetadata, facts: RunFacts): readonly StepProblem[] {
  const { report, hasPredecessor, notReadWhole } = facts;
  if (step.id !== HOST_IDS_STEP.id || !hasPredecessor || notReadWhole.has(HOSTS_STEP.id)) return [];
  const list = report.endpoints.find(({ name }) => name === 'host-list');
  if (list?.expected !== 0 || list.failedPages.length > 0) return [];
  return [
    {
      code: 'I_LIST_EMPTY',
      endpoint: 'host-list',
      message: 'Qualys lists no hosts at all, and earlier executions found some.',
      whatToDo:
        'Nothing was taken for gone. Check in Qualys what this account sees. If there really are no hosts any more, remove the instance and add it again.',
    },
  ];
}

/** Types that the run does not vouch for, though nothing else says why. */
function notCovered(step: StepMetadata, facts: RunFacts): readonly StepProblem[] {
  const { report, notReadWhole } = facts;
  if (notReadWhole.has(step.id) || dependsOnMissing(step, facts)) return [];
  const types = [
    ...step.entities.map(({ _type }) => _type),
    ...step.mappedRelationships
      .filter(({ direction }) => direction === 'FORWARD')
      .map(({ targetType }) => targetType),
  ].filter((type) => COVERED_AS_A_WHOLE.has(type) && !report.completeTypes.includes(type));
  if (types.length === 0) return [];
  return [
    {
      code: 'I_COUNT_NOT_MET',
      endpoint: step.endpoints[0] ?? '',
      message: `Not everything of ${types.join(', ')} was read.`,
      whatToDo:
        'Nothing of it was taken for gone. See the warnings of the job; the next execution reads it again.',
    },
  ];
}

/** The SDK says itself that a step depends on one that failed. */
function dependsOnMissing(step: StepMetadata, facts: RunFacts): boolean {
  return STEPS.some(
    (other) => step.dependsOn.includes(other.id) && problemsOf(other, facts).length > 0,
  );
}

/** Of these a run says whether it has all of them; the others follow from their pages. */
const COVERED_AS_A_WHOLE = new Set([
  'aws_instance',
  'azure_vm',
  'google_compute_instance',
  'discovered_host',
  'web_app',
  'qualys_web_app_finding',
]);

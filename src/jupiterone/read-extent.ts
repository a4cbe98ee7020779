import type { Config } from '../integration/index.ts';
import { HOST_FINDINGS_STEP } from '../integration/steps/host-findings/constants.ts';
import { HOSTS_STEP } from '../integration/steps/hosts/constants.ts';
import type { IngestionSourceId } from '../integration/steps/ingestion-sources.ts';
import { VULNERABILITIES_STEP } from '../integration/steps/vulnerabilities/constants.ts';
import { WEB_APP_FINDINGS_STEP } from '../integration/steps/web-app-findings/constants.ts';
import { WEB_APPS_STEP } from '../integration/steps/web-apps/constants.ts';
import type { ExecutionContext, ExecutionHistory } from './sdk-types.ts';

const DAY_MS = 86_400_000;

/** The clocks of JupiterOne and Qualys may differ, and what Qualys processes shows a little later. */
const OVERLAP_MS = 3_600_000;

/**
 * From when on changes of hosts and their findings are read, epoch milliseconds; undefined: all of them.
 *
 * An execution reads what changed since the last successful one, and everything once in so many days: only
 * then can it see what has gone, and fill up a look-back that was raised. Nothing is kept between
 * executions, so days are cut into periods that everybody counts alike; the first one that succeeds in
 * a period is a whole one.
 */
export function changedSince(
  { current, lastSuccessful }: ExecutionHistory,
  { fullReadEveryDays }: Pick<Config, 'fullReadEveryDays'>,
): number | undefined {
  if (lastSuccessful === undefined) return undefined;
  const periodOf = ({ startedOn }: { readonly startedOn: number }) =>
    Math.floor(startedOn / (fullReadEveryDays * DAY_MS));
  return periodOf(lastSuccessful) === periodOf(current)
    ? lastSuccessful.startedOn - OVERLAP_MS
    : undefined;
}

/**
 * Ids of the steps of which an execution does not read everything, because a window is set, because it is
 * switched off, or because it has nothing to begin with: what it does not bring has not gone.
 */
export function notReadWhole(
  config: Config,
  { instance, executionHistory }: Pick<ExecutionContext, 'instance' | 'executionHistory'>,
): ReadonlySet<string> {
  const disabled = new Set(instance.disabledSources?.map((source) => source.ingestionSourceId));
  const isOff = (...sources: readonly IngestionSourceId[]) =>
    sources.some((source) => disabled.has(source));
  const isWindow = changedSince(executionHistory, config) !== undefined;
  const hasHostWindow = isWindow || config.minScannedSinceDays !== undefined;
  const hasFindingWindow = config.minFindingsSinceDays !== undefined;

  const hosts = hasHostWindow || isOff('qualys-hosts');
  const hostFindings = hosts || hasFindingWindow || isOff('qualys-host-findings');
  const webApps = !config.ingestWebAppScans || isOff('qualys-web-apps');
  const webAppFindings = webApps || hasFindingWindow;
  // What findings that are kept refer to is kept too.
  const vulnerabilities = hostFindings || webAppFindings || isOff('qualys-vulnerabilities');
  const parts = [
    [HOSTS_STEP, hosts],
    [HOST_FINDINGS_STEP, hostFindings],
    [WEB_APPS_STEP, webApps],
    [WEB_APP_FINDINGS_STEP, webAppFindings],
    [VULNERABILITIES_STEP, vulnerabilities],
  ] as const;
  return new Set(parts.flatMap(([step, isPartly]) => (isPartly ? [step.id] : [])));
}

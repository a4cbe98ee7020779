import type { RunCoverage, TypeCoverage } from '../destinations/jupiterone/index.ts';
import type { CollectReport, Config } from '../integration/index.ts';
import type { EndpointName } from '../qualys/index.ts';

const OWN = ['qualys_account', 'qualys_vulnerability_manager', 'qualys_web_app_scanner'];
const HOSTS = ['aws_instance', 'azure_vm', 'google_compute_instance', 'discovered_host'];
const VULNERABILITIES = ['qualys_vuln', 'cve'];

/**
 * What a run covered of each entity type: what the graph holds all of after it. Sharper than what a run may
 * remove by: there one page of a host may be missing, since the list says that the host is there.
 */
export function runCoverage(config: Config, report: CollectReport): RunCoverage {
  if (report.status !== 'complete' && report.status !== 'partial') return {};
  const isWhole = (endpoint: EndpointName) => !isFlawed(report, endpoint);
  const has = (type: string) => report.completeTypes.includes(type);
  const areHostsWhole = HOSTS.every(has) && isWhole('host-list');
  const whole = (isSo: boolean): TypeCoverage => (isSo ? 'complete' : 'incomplete');
  // An incremental run leaves out what an earlier one read: it says nothing of all findings.
  const areFindingsWhole =
    areHostsWhole &&
    report.mode === 'full' &&
    config.minFindingsSinceDays === undefined &&
    isWhole('host-detections');
  return {
    ...all(OWN, 'complete'),
    ...all(HOSTS, whole(areHostsWhole)),
    qualys_host_finding: whole(areFindingsWhole),
    web_app: webAppCoverage(config, report, ['web-apps'], has('web_app') && isWhole('web-apps')),
    qualys_web_app_finding: webAppCoverage(
      config,
      report,
      ['web-apps', 'web-app-findings'],
      has('qualys_web_app_finding') && isWhole('web-app-findings'),
    ),
    ...all(
      VULNERABILITIES,
      isClosed(report, 'knowledge-base') ? 'not-licensed' : whole(isWhole('knowledge-base')),
    ),
  };
}

function all(types: readonly string[], coverage: TypeCoverage): RunCoverage {
  return Object.fromEntries(types.map((type) => [type, coverage]));
}

function webAppCoverage(
  config: Config,
  report: CollectReport,
  endpoints: readonly EndpointName[],
  isWhole: boolean,
): TypeCoverage {
  if (!config.ingestWebAppScans) return 'disabled';
  if (endpoints.some((endpoint) => isClosed(report, endpoint))) return 'not-licensed';
  return isWhole ? 'complete' : 'incomplete';
}

/** A page is missing, or records were unusable. */
function isFlawed({ endpoints, warnings }: CollectReport, endpoint: EndpointName): boolean {
  return (
    endpoints.some(({ name, failedPages }) => name === endpoint && failedPages.length > 0) ||
    warnings.some((warning) => warning.kind === 'bad-records' && warning.endpoint === endpoint)
  );
}

/** The account may not use it: noted where it never gave anything, else missing as a whole. */
function isClosed({ endpoints, warnings }: CollectReport, endpoint: EndpointName): boolean {
  return (
    warnings.some((warning) => warning.kind === 'skipped' && warning.endpoint === endpoint) ||
    endpoints.some(
      ({ name, failedPages }) =>
        name === endpoint && failedPages.some(({ scope }) => scope === 'all'),
    )
  );
}

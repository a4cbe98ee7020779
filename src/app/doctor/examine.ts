import { type Config, unknownOptionWarnings } from '../../integration/index.ts';
import { type EndpointName, platformOf, type QualysClient } from '../../qualys/index.ts';
import type { Environment } from '../environment.ts';
import type { Login } from '../login.ts';
import { qualysClient } from '../qualys-client.ts';
import { CALL_ORDER } from './calls.ts';
import { type Examined, Examiner } from './examiner.ts';
import { ENDPOINT_NEEDS, NO_API_ACCESS, ROLE_NOTE } from './needs.ts';
import { NOT_TRIED } from './outcome.ts';
import type { DoctorReport, EndpointDiagnosis, LimitsLeft } from './report.ts';
import { EXIT_CODES, isRefusedEverywhere, verdictOf } from './verdict.ts';
import { versionInUse } from './version-in-use.ts';

/** What an examination needs to know. */
export interface ExamineInput {
  /** For warnings about settings that are none. */
  readonly env: Environment;
  readonly config: Config;
  readonly login: Login;
  readonly signal: AbortSignal;
  /** Told before each call, with the name for people. */
  readonly onCall?: (label: string) => void;
  /** Told when a call has to wait or is repeated: why, in words. */
  readonly onWait?: (label: string, reason: string) => void;
  /** Aborts when an endpoint took too long, its retries and waits included. Default: after two minutes. */
  readonly patience?: (name: EndpointName) => AbortSignal;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

const twoMinutes = () => AbortSignal.timeout(120_000);

/** The cheapest call first, then as a run goes. */
const REPORT_ORDER: readonly EndpointName[] = [
  'portal-version',
  ...CALL_ORDER.filter((name) => name !== 'portal-version'),
];

/**
 * Calls every endpoint once, one after the other, and tells what these credentials can read. After a
 * refused login, and when there is no way to the server, nothing more is sent.
 *
 * @throws errors of the network settings, and of an interruption
 */
export async function examine(input: ExamineInput): Promise<DoctorReport> {
  const { env, config, login, signal, patience = twoMinutes, clock = Date.now } = input;
  let label = '';
  let waiting = '';
  const client = await qualysClient(config, {
    login,
    signal,
    clock,
    onProgress: (progress) => {
      if (progress.kind !== 'waiting') return;
      waiting = progress.reason;
      input.onWait?.(label, waiting);
    },
  });
  try {
    const waitReason = () => waiting;
    const examiner = new Examiner({ client, signal, patience, clock, waitReason });
    const found = new Map<EndpointName, Examined>();
    for (const name of CALL_ORDER) {
      if (examiner.hasToStop) break;
      waiting = '';
      label = ENDPOINT_NEEDS[name].label;
      input.onCall?.(label);
      found.set(name, await examiner.examine(name));
    }
    const limits = limitsByEndpoint(client);
    const endpoints = REPORT_ORDER.map((name) =>
      diagnosis(name, found.get(name), config, limits.get(name)),
    );
    return {
      ...summary(config, endpoints, clock()),
      account: login.identity,
      moduleVersions: examiner.moduleVersions,
      endpoints,
      ...(isRefusedEverywhere(endpoints) && { likelyCause: NO_API_ACCESS }),
      notes: [...unknownOptionWarnings(env), ...notes(endpoints)],
    };
  } finally {
    await client.close();
  }
}

function summary(
  config: Config,
  endpoints: readonly EndpointDiagnosis[],
  now: number,
): Pick<DoctorReport, 'verdict' | 'exitCode' | 'checkedAt' | 'apiUrl' | 'platform'> {
  const verdict = verdictOf(endpoints);
  const platform = platformOf(config.qualysApiUrl)?.code;
  return {
    verdict,
    exitCode: EXIT_CODES[verdict],
    checkedAt: new Date(now).toISOString(),
    apiUrl: config.qualysApiUrl,
    ...(platform !== undefined && { platform }),
  };
}

function diagnosis(
  name: EndpointName,
  examined: Examined | undefined,
  config: Config,
  limits: LimitsLeft | undefined,
): EndpointDiagnosis {
  const { label, lacks, grantedBy } = ENDPOINT_NEEDS[name];
  const isWanted = config.ingestWebAppScans || !name.startsWith('web-app');
  const outcome = examined ?? NOT_TRIED;
  const isMissing = isWanted && outcome.state !== 'works';
  return {
    name,
    label,
    isWanted,
    version: versionInUse(name, config.qualysApiVersions),
    ...outcome,
    ...(limits !== undefined && examined !== undefined && { limits }),
    ...(isMissing && { graphLacks: lacks, grantedBy }),
  };
}

function notes(endpoints: readonly EndpointDiagnosis[]): readonly string[] {
  const hosts = endpoints.find(({ name }) => name === 'host-list');
  const seesNoHost =
    'The account may read hosts, but sees none: nothing was scanned yet, or no asset group (role Reader, Scanner) or business unit (Unit Manager) with hosts is assigned to it.';
  const unwanted =
    'INGEST_WEB_APP_SCANS is false: web applications are not collected, whatever the answer above.';
  return [
    ...(hosts?.state === 'works' && hosts.records === 0 ? [seesNoHost] : []),
    ...(endpoints.some(({ isWanted }) => !isWanted) ? [unwanted] : []),
    ...(hosts?.state === 'works' ? [ROLE_NOTE] : []),
  ];
}

/** What the answers told of limits; endpoints that told nothing are left out (the portal never does). */
function limitsByEndpoint(client: QualysClient): ReadonlyMap<EndpointName, LimitsLeft> {
  const told = client.limits().filter(({ limit, remaining }) => {
    return limit !== undefined || remaining !== undefined;
  });
  return new Map(
    told.map(({ endpoint, limit, remaining, windowSec, concurrency }) => [
      endpoint,
      {
        ...(limit !== undefined && { limit }),
        ...(remaining !== undefined && { remaining }),
        ...(windowSec !== undefined && { windowSec }),
        ...(concurrency !== undefined && { concurrency }),
      },
    ]),
  );
}

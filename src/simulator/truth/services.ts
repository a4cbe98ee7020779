import { PORTAL_VERSIONS, QWEB_VERSIONS } from '../http/portal-versions.ts';
import { DAY_MS } from '../time/calendar.ts';
import type { World } from '../world/world.ts';
import { type TruthEntity, type TruthValue, truthEntity } from './truth-object.ts';
import type { TruthScope } from './truth-options.ts';

/** The account. */
export function accountEntity(scope: TruthScope): TruthEntity {
  const name = `Qualys - ${scope.accountName}`;
  return truthEntity(`qualys-account:${scope.instance}`, 'qualys_account', ['Account'], {
    ...scope.ownTags,
    name,
    displayName: name,
    vendor: 'Qualys',
    apiUrl: scope.apiUrl,
    portalVersion: PORTAL_VERSIONS['PortalApplication'],
    webVersion: QWEB_VERSIONS['WEB'],
  });
}

interface Activity {
  readonly count: number;
  readonly lastDay: number;
  readonly lastWeek: number;
  readonly latest: number | undefined;
}

function activityOf(now: number, times: Iterable<number>): Activity {
  let [count, lastDay, lastWeek] = [0, 0, 0];
  let latest: number | undefined;
  for (const time of times) {
    count++;
    if (time > now - DAY_MS) lastDay++;
    if (time > now - 7 * DAY_MS) lastWeek++;
    latest = Math.max(latest ?? 0, time);
  }
  return { count, lastDay, lastWeek, latest };
}

/** The vulnerability scanner with its facts. */
export function vulnerabilityManagerEntity(world: World, scope: TruthScope): TruthEntity {
  const activity = activityOf(
    world.now,
    world.hosts().map((host) => host.lastScanned),
  );
  return service('qualys_vulnerability_manager', 'vmdr', 'Qualys Vulnerability Manager', {
    ...scope.ownTags,
    function: ['vulnerability-management'],
    version: PORTAL_VERSIONS['VM'],
    scannerVersion: QWEB_VERSIONS['SCANNER'],
    vulnerabilitySignaturesVersion: QWEB_VERSIONS['VULNSIGS'],
    hostCount: activity.count,
    lastScannedOn: activity.latest,
    hostsScannedLast24Hours: activity.lastDay,
    hostsScannedLast7Days: activity.lastWeek,
  });
}

/** The web application scanner with its facts. */
export function webAppScannerEntity(world: World, scope: TruthScope): TruthEntity {
  return service('qualys_web_app_scanner', 'was', 'Qualys Web App Scanner', {
    ...scope.ownTags,
    function: ['DAST'],
    version: PORTAL_VERSIONS['WAS'],
    ...(scope.ingestWebApps ? webFacts(world) : {}),
  });
}

function webFacts(world: World): Readonly<Record<string, TruthValue | undefined>> {
  const apps = [...world.webApps()].filter(({ isScanned }) => isScanned);
  const activity = activityOf(
    world.now,
    apps.map(({ lastScan }) => lastScan?.date ?? 0),
  );
  const tests = apps.flatMap((app) =>
    world.webAppFindings(app).map(({ lastTested }) => lastTested),
  );
  return {
    webAppCount: activity.count,
    lastScannedOn:
      tests.length === 0 ? undefined : tests.reduce((one, other) => Math.max(one, other)),
    webAppsScannedLast24Hours: activity.lastDay,
    webAppsScannedLast7Days: activity.lastWeek,
  };
}

function service(
  type: string,
  shortName: string,
  name: string,
  properties: Readonly<Record<string, TruthValue | undefined>>,
): TruthEntity {
  return truthEntity(`qualys-service:${shortName}`, type, ['Service'], {
    name,
    displayName: name,
    category: ['software', 'other'],
    ...properties,
  });
}

import type { Vulnerability } from '../world/vulnerability.ts';
import type { WebApp } from '../world/web-app.ts';
import type { World } from '../world/world.ts';
import { hostFinding, hostFindingKey, isCollected } from './host-findings.ts';
import { hostEntities, placedHosts } from './hosts.ts';
import { accountEntity, vulnerabilityManagerEntity, webAppScannerEntity } from './services.ts';
import { type TruthObject, type TruthRelationship, truthRelationship } from './truth-object.ts';
import { type TruthOptions, type TruthScope, truthScope } from './truth-options.ts';
import { coveredCves, cveEntity, vulnerabilityEntity } from './vulnerabilities.ts';
import { webAppEntity, webAppFindingEntity } from './web-apps.ts';

const MANAGER = { _key: 'qualys-service:vmdr', _type: 'qualys_vulnerability_manager' };
const SCANNER = { _key: 'qualys-service:was', _type: 'qualys_web_app_scanner' };

/**
 * The graph that a complete collection gives now, written from what the world knows and by a mapping of
 * the simulator's own. Entities first, then relationships; nothing is kept but which QIDs were met, so
 * that it can be asked of a world of any size. The world must not move while it is read.
 */
export function* truthGraph(world: World, options: TruthOptions): Generator<TruthObject> {
  const scope = truthScope(options);
  const met = new Set<Vulnerability>();
  const account = accountEntity(scope);
  yield account;
  yield vulnerabilityManagerEntity(world, scope);
  yield webAppScannerEntity(world, scope);
  yield* hostEntities(world);
  for (const placed of placedHosts(world)) {
    for (const detection of world.detections(placed.host)) {
      if (!isCollected(world, scope, detection)) continue;
      met.add(detection.vulnerability);
      yield hostFinding(scope, placed, detection);
    }
  }
  for (const app of scannedApps(world, scope)) {
    yield webAppEntity(app);
    for (const finding of world.webAppFindings(app)) {
      met.add(finding.vulnerability);
      yield webAppFindingEntity(scope, finding);
    }
  }
  const cves = new Set<string>();
  for (const vulnerability of met) {
    yield vulnerabilityEntity(vulnerability);
    for (const cve of coveredCves(vulnerability)) cves.add(cve);
  }
  for (const cve of cves) yield cveEntity(cve);
  yield truthRelationship(account, 'HAS', MANAGER);
  yield truthRelationship(account, 'HAS', SCANNER);
  yield* hostRelationships(world, scope);
  yield* webAppRelationships(world, scope);
}

function scannedApps(world: World, scope: TruthScope): readonly WebApp[] {
  return scope.ingestWebApps ? [...world.webApps()].filter(({ isScanned }) => isScanned) : [];
}

function* hostRelationships(world: World, scope: TruthScope): Generator<TruthRelationship> {
  for (const placed of placedHosts(world)) {
    const host = { _key: placed.cloud.key, _type: placed.cloud.type };
    if (placed.isFirst) yield truthRelationship(MANAGER, 'SCANS', host);
    for (const detection of world.detections(placed.host)) {
      if (!isCollected(world, scope, detection)) continue;
      const finding = { _key: hostFindingKey(placed, detection), _type: 'qualys_host_finding' };
      yield truthRelationship(host, 'HAS', finding);
      yield* isRelationships(finding, detection.vulnerability);
    }
  }
}

function* webAppRelationships(world: World, scope: TruthScope): Generator<TruthRelationship> {
  for (const app of scannedApps(world, scope)) {
    const target = { _key: `qualys-web-app:${app.id}`, _type: 'web_app' };
    yield truthRelationship(SCANNER, 'SCANS', target);
    for (const record of world.webAppFindings(app)) {
      const finding = { _key: record.uniqueId, _type: 'qualys_web_app_finding' };
      yield truthRelationship(SCANNER, 'IDENTIFIED', finding);
      yield truthRelationship(target, 'HAS', finding);
      yield* isRelationships(finding, record.vulnerability);
    }
  }
}

function* isRelationships(
  finding: { readonly _key: string; readonly _type: string },
  vulnerability: Vulnerability,
): Generator<TruthRelationship> {
  const vuln = { _key: `vuln-qid:${vulnerability.qid}`, _type: 'qualys_vuln' };
  // These two types say the vendor twice, for they are older than the rule.
  yield truthRelationship(finding, 'IS', vuln, `${finding._type}_is_qualys_vuln`);
  for (const cve of coveredCves(vulnerability)) {
    yield truthRelationship(finding, 'IS', { _key: cve.toLowerCase(), _type: 'cve' });
  }
}

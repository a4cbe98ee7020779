import type { PortalVersion } from '../../qualys/index.ts';
import { convertAccount } from '../steps/account/converters.ts';
import { statedRelationship } from '../steps/relationship.ts';
import { SERVICES_STEP } from '../steps/services/constants.ts';
import {
  convertVulnerabilityManager,
  convertWebAppScanner,
  type HostScanFacts,
  type WebAppScanFacts,
} from '../steps/services/converters.ts';
import { stepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';

/**
 * Writes the account and its two scanners, last of all, because the scanners carry what the pages told
 * of their work. What a missing page would make wrong is left out.
 */
export async function writeServices(
  run: RunContext,
  portal: PortalVersion | undefined,
  hosts: HostScanFacts | undefined,
  webApps: WebAppScanFacts | undefined,
): Promise<void> {
  const progress = stepProgress(SERVICES_STEP, run.clock, run.onProgress);
  progress.expect(1);
  const account = convertAccount(portal, run.converter);
  const services = [
    convertVulnerabilityManager(portal, hosts, run.converter),
    convertWebAppScanner(portal, webApps, run.converter),
  ];
  const page = { endpoint: 'portal-version', scope: 'account' };
  if (run.ledger.find(page.endpoint, page.scope) !== undefined) return progress.finish();
  const segment = await run.spool.beginPage({ ...page, sequence: run.ledger.nextSequence() });
  segment.entity(account);
  for (const service of services) {
    segment.entity(service);
    segment.relationship(statedRelationship(account, 'HAS', service));
  }
  await segment.commit({ counts: { records: 1 + services.length } });
  progress.stored(1 + services.length);
  progress.done();
  progress.finish();
}

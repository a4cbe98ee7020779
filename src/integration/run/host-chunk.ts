import { type Host, type HostRequest, IdRanges } from '../../qualys/index.ts';
import { convertHost, hostFacts } from '../steps/hosts/converters.ts';
import type { HostFacts } from '../steps/hosts/host-facts.ts';
import { type AssetsByHost, type EnrichmentState, readHostAssets } from './host-assets.ts';
import { collectDetections } from './host-detections.ts';
import { HostScanCounter, type HostScanTally } from './host-scan-counter.ts';
import type { OptionalMembers } from './optional-parameters.ts';
import type { PageSegment } from './page-spool.ts';
import type { StepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { scopeOf } from './scope.ts';
import { type PageJob, storePages } from './store-page.ts';

/** A chunk of hosts, and what all chunks share. */
export interface HostChunk {
  readonly ids: IdRanges;
  /** Time of the server that windows refer to; epoch milliseconds. */
  readonly serverTime: number;
  readonly counter: HostScanCounter;
  readonly enrichment: EnrichmentState;
  readonly hostProgress: StepProgress;
  readonly findingProgress: StepProgress;
}

/** What came of a chunk. */
export interface HostChunkOutcome {
  /** Every page of hosts of the chunk is stored. */
  readonly areHostsStored: boolean;
}

/** Details that a host page can do without; what decides type, key or tags of a host is not among them. */
const OPTIONAL_HOST_MEMBERS: OptionalMembers<HostRequest> = {
  show_trurisk: 'showTruRisk',
  show_cloud_tags: 'showCloudTags',
};

/**
 * Reads a chunk: what the asset inventory adds, the hosts, their detections. Everything meets here and
 * is forgotten afterwards, so that memory does not depend on the size of the tenant.
 */
export async function collectHostChunk(
  run: RunContext,
  chunk: HostChunk,
): Promise<HostChunkOutcome> {
  const assets = await readHostAssets(run, chunk.ids, chunk.enrichment, chunk.hostProgress);
  const facts = new Map<string, HostFacts>();
  const areHostsStored = await storeHosts(run, chunk, assets, facts);
  chunk.hostProgress.done();

  const missing = chunk.ids.without(IdRanges.of(facts.keys()));
  if (areHostsStored && missing.count > 0) {
    run.recorder.collect(
      {
        kind: 'hosts-not-answered',
        endpoint: 'host-list',
        message: 'Hosts of the list of ids that the host list did not answer (purged meanwhile?)',
      },
      missing.toString(),
      missing.count,
    );
  }
  await collectDetections(run, {
    ids: chunk.ids,
    serverTime: chunk.serverTime,
    facts,
    // A host that its own page did not answer is not there: nothing can be said about its findings.
    notCovered: areHostsStored ? missing : IdRanges.empty,
    progress: chunk.findingProgress,
  });
  chunk.findingProgress.done();
  return { areHostsStored };
}

interface HostPage {
  readonly facts: Map<string, HostFacts>;
  readonly tally: HostScanTally;
}

async function storeHosts(
  run: RunContext,
  chunk: HostChunk,
  assets: AssetsByHost,
  facts: Map<string, HostFacts>,
): Promise<boolean> {
  let isWhole = true;
  const job = (page: number, cursor: string | undefined): PageJob<Host, HostPage> => ({
    endpoint: 'host-list',
    scope: scopeOf(chunk.ids, page),
    begin: () => ({ facts: new Map(), tally: HostScanCounter.tally() }),
    write: (segment, hosts, state) => {
      for (const host of hosts) writeHost(run, chunk, assets, host, facts, segment, state);
    },
    facts: ({ tally }) => ({
      hosts: tally.hosts,
      scannedLast24Hours: tally.last24Hours,
      scannedLast7Days: tally.last7Days,
      ...(tally.lastScannedOn === undefined ? {} : { lastScannedOn: tally.lastScannedOn }),
    }),
    request: (consume) =>
      run.optional.call(
        'host-list',
        OPTIONAL_HOST_MEMBERS,
        {
          ids: chunk.ids,
          details: 'All/AGs',
          showAssetId: true,
          showTags: true,
          showTruRisk: true,
          hostMetadata: true,
          showCloudTags: true,
          pageSize: run.settings.hostsPerChunk,
          ...(cursor === undefined ? {} : { cursor }),
        },
        (request: HostRequest) => run.client.hosts(request, consume, run.signal),
      ),
  });
  const areStored = await storePages(run, job, chunk.hostProgress, ({ state, summary }) => {
    for (const [id, host] of state.facts) facts.set(id, host);
    chunk.counter.add(state.tally);
    isWhole &&= summary.badRecords.length === 0;
  });
  return areStored && isWhole;
}

function writeHost(
  run: RunContext,
  chunk: HostChunk,
  assets: AssetsByHost,
  host: Host,
  known: ReadonlyMap<string, HostFacts>,
  segment: PageSegment,
  state: HostPage,
): void {
  const { id } = host;
  if (id === undefined || !chunk.ids.has(id)) {
    run.recorder.collect(
      {
        kind: 'hosts-not-asked',
        endpoint: 'host-list',
        message: 'Hosts that nobody asked for were left out',
      },
      id ?? 'without id',
    );
    return;
  }
  if (known.has(id) || state.facts.has(id)) {
    run.recorder.collect(
      { kind: 'repeated', endpoint: 'host-list', message: 'Hosts that came twice count once' },
      id,
    );
    return;
  }
  const identified = { ...host, id };
  state.facts.set(id, hostFacts(identified));
  chunk.counter.count(state.tally, host);
  segment.target(convertHost(identified, assets.get(id)));
}

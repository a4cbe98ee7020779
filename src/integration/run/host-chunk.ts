import { type Host, type HostRequest, IdRanges } from '../../qualys/index.ts';
import { convertHost, hostFacts } from '../steps/hosts/converters.ts';
import type { HostFacts } from '../steps/hosts/host-facts.ts';
import { type EnrichmentState, type HostAssets, readHostAssets } from './host-assets.ts';
import { collectDetections } from './host-detections.ts';
import { HostScanCounter, type HostScanTally } from './host-scan-counter.ts';
import type { OptionalMembers } from './optional-parameters.ts';
import type { PageSegment } from './page-spool.ts';
import type { StepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { scopeOf } from './scope.ts';
import { type IdsPart, storeInParts } from './store-in-parts.ts';
import type { PageJob } from './store-page.ts';

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
  /** Hosts of which everything was read: details and detections. */
  readonly complete: IdRanges;
  /** Hosts with their details in the spool. */
  readonly stored: IdRanges;
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
  const facts = new Map<string, HostFacts>();
  const { missing, bare } = await storeHosts(run, chunk, facts);
  chunk.hostProgress.done();

  const stored = IdRanges.of(facts.keys());
  const gone = chunk.ids.without(missing).without(stored);
  if (gone.count > 0) {
    run.recorder.collect(
      {
        kind: 'hosts-not-answered',
        endpoint: 'host-list',
        message: 'Hosts of the list of ids that the host list did not answer (purged meanwhile?)',
      },
      gone.toString(),
      gone.count,
    );
  }
  const read = await collectDetections(run, {
    ids: chunk.ids,
    // A host that its own page did not answer is not there: nothing can be said about its findings.
    notCovered: gone,
    serverTime: chunk.serverTime,
    facts,
    progress: chunk.findingProgress,
  });
  chunk.findingProgress.done();
  return { complete: read.without(missing).without(bare), stored };
}

interface HostPage {
  readonly facts: Map<string, HostFacts>;
  readonly tally: HostScanTally;
  /** Hosts that come without what the asset inventory knows, because a page of that is missing. */
  bare: IdRanges;
}

interface HostMemory {
  readonly facts: readonly HostFacts[];
  readonly tally: HostScanTally;
  readonly bare: string;
}

/** What is missing of the hosts of a chunk. */
interface HostGaps {
  /** Hosts without their details. */
  readonly missing: IdRanges;
  /** Hosts without what the asset inventory knows. */
  readonly bare: IdRanges;
}

/** Stores the details of the hosts. Who does not answer is asked once more: absence alone is no evidence. */
async function storeHosts(
  run: RunContext,
  chunk: HostChunk,
  facts: Map<string, HostFacts>,
): Promise<HostGaps> {
  let garbled = IdRanges.empty;
  let bare = IdRanges.empty;
  let assets: Promise<HostAssets> | undefined;
  // Asked for once, and not at all when the pages that want them are stored already.
  const assetsOfChunk = () => {
    assets ??= readHostAssets(run, chunk.ids, chunk.enrichment, chunk.hostProgress);
    return assets;
  };
  const jobOf =
    (prefix: string) =>
    (part: IdsPart): PageJob<Host, HostPage, HostMemory> => {
      let known: HostAssets = {
        byHost: new Map(),
        answered: IdRanges.empty,
        missing: IdRanges.empty,
      };
      return {
        endpoint: 'host-list',
        scope: `${prefix}${scopeOf(part.ids, part.page)}`,
        begin: () => ({
          facts: new Map(),
          tally: HostScanCounter.tally(),
          bare: known.missing.within(part.ids),
        }),
        write: (segment, hosts, state) => {
          for (const host of hosts) writeHost(run, chunk, known, host, facts, segment, state);
        },
        remember: (state) => ({
          facts: [...state.facts.values()],
          tally: state.tally,
          bare: state.bare.toString(),
        }),
        recall: (memory) => ({
          facts: new Map(memory.facts.map((each) => [each.hostId, each])),
          tally: memory.tally,
          bare: IdRanges.parse(memory.bare),
        }),
        request: async (consume) => {
          known = await assetsOfChunk();
          return run.optional.call(
            'host-list',
            OPTIONAL_HOST_MEMBERS,
            {
              ids: part.ids,
              details: 'All/AGs',
              showAssetId: true,
              showTags: true,
              showTruRisk: true,
              hostMetadata: true,
              showCloudTags: true,
              pageSize: run.settings.hostsPerChunk,
              ...(part.isHalf ? { attempts: 'few' as const } : {}),
              ...(part.cursor === undefined ? {} : { cursor: part.cursor }),
            },
            (request: HostRequest) => run.client.hosts(request, consume, run.signal),
          );
        },
      };
    };
  const store = (ids: IdRanges, prefix: string) =>
    storeInParts(run, ids, jobOf(prefix), chunk.hostProgress, ({ state, summary }) => {
      for (const [id, host] of state.facts) facts.set(id, host);
      chunk.counter.add(state.tally);
      bare = bare.with(state.bare);
      // Which host it was is not always known: then none of those that did not come has gone.
      if (summary.badRecords.length > 0) garbled = chunk.ids;
    });
  let missing = await store(chunk.ids, '');
  const unanswered = chunk.ids.without(missing).without(IdRanges.of(facts.keys()));
  if (unanswered.count > 0 && garbled.count === 0) {
    missing = missing.with(await store(unanswered, 'again_'));
    noteLeftOut(run, unanswered.within(IdRanges.of(facts.keys())));
  }
  return { missing: missing.with(garbled.without(IdRanges.of(facts.keys()))), bare };
}

function noteLeftOut({ recorder }: RunContext, ids: IdRanges): void {
  if (ids.count === 0) return;
  recorder.collect(
    {
      kind: 'hosts-left-out',
      endpoint: 'host-list',
      message: 'Hosts that were absent from a whole page and answered when asked for again',
    },
    ids.toString(),
    ids.count,
  );
}

function writeHost(
  run: RunContext,
  chunk: HostChunk,
  assets: HostAssets,
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
  segment.target(convertHost(identified, assets.byHost.get(id), assets.answered.has(id)));
}

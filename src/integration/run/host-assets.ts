import { type HostAsset, IdRanges } from '../../qualys/index.ts';
import { HOST_ASSET_FIELDS, isNewerAsset } from '../steps/hosts/enrichment.ts';
import { failedPage, kindOfFailure, sentenceOf } from './failure.ts';
import type { StepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { isShort, noteShort } from './store-page.ts';

/** Asset records by host id. */
export type AssetsByHost = ReadonlyMap<string, HostAsset>;

/** Whether this account may use the host asset search; found out by the first call. */
export interface EnrichmentState {
  isAllowed: boolean;
}

/** What the asset inventory told of some hosts. */
export interface HostAssets {
  readonly byHost: AssetsByHost;
  /**
   * Hosts of which everything came that it has; who has no record among these has none. An answer without
   * any record is no evidence of that: more likely this user sees none.
   */
  readonly answered: IdRanges;
  /** Hosts of which it could not be asked; each such page is named as failed. */
  readonly missing: IdRanges;
}

/**
 * What the asset inventory knows of some hosts. It only enriches: a failure is reported, and the hosts
 * keep what is known of them. Without permission the search is left out for the rest of the run.
 */
export async function readHostAssets(
  run: RunContext,
  ids: IdRanges,
  state: EnrichmentState,
  progress: StepProgress,
  attempt: 'first' | 'half' | 'again' = 'first',
): Promise<HostAssets> {
  const byHost = new Map<string, HostAsset>();
  const none: HostAssets = { byHost, answered: IdRanges.empty, missing: IdRanges.empty };
  if (!state.isAllowed) return none;
  try {
    if (!(await readAll(run, ids, byHost, attempt !== 'first'))) return { ...none, missing: ids };
    if (byHost.size === 0) return none;
    const unanswered = ids.without(IdRanges.of(byHost.keys()));
    if (attempt === 'again' || unanswered.count === 0) return { ...none, answered: ids };
    // Where this user sees records at all, those of single hosts can be left out by a page.
    const again = await readHostAssets(run, unanswered, state, progress, 'again');
    noteLeftOut(run, IdRanges.of(again.byHost.keys()));
    for (const asset of again.byHost.values()) keepNewest(byHost, asset);
    return { ...none, answered: ids.without(again.missing), missing: again.missing };
  } catch (error) {
    run.signal.throwIfAborted();
    const kind = kindOfFailure(error, 'host-assets');
    if (kind === 'whole-run') throw error;
    if (kind === 'not-allowed') {
      noteSkipped(run, state, error);
      return none;
    }
    if (!run.splitting.allows(ids, error)) {
      run.recorder.failed('host-assets', failedPage(scopeOfAssets(ids), error));
      progress.failed();
      return { ...none, missing: ids };
    }
    run.recorder.refused(error);
    return readHalves(run, ids, state, progress);
  }
}

function noteLeftOut({ recorder }: RunContext, ids: IdRanges): void {
  if (ids.count === 0) return;
  recorder.collect(
    {
      kind: 'hosts-left-out',
      endpoint: 'host-assets',
      message: 'Hosts that a whole page of assets left out and that came when asked for again',
    },
    ids.toString(),
    ids.count,
  );
}

/** How the report names a page of assets. */
function scopeOfAssets(ids: IdRanges): string {
  return ids.toString().slice(0, 120);
}

/** Around the one host that the server cannot give; see store-in-parts.ts. */
async function readHalves(
  run: RunContext,
  ids: IdRanges,
  state: EnrichmentState,
  progress: StepProgress,
): Promise<HostAssets> {
  const byHost = new Map<string, HostAsset>();
  let answered = IdRanges.empty;
  let missing = IdRanges.empty;
  for (const half of ids.chunks(Math.ceil(ids.count / 2))) {
    const part = await readHostAssets(run, half, state, progress, 'half');
    for (const asset of part.byHost.values()) keepNewest(byHost, asset);
    answered = answered.with(part.answered);
    missing = missing.with(part.missing);
  }
  return { byHost, answered, missing };
}

async function readAll(
  run: RunContext,
  ids: IdRanges,
  assets: Map<string, HostAsset>,
  isHalf: boolean,
): Promise<boolean> {
  let cursor: string | undefined;
  let isWhole = true;
  do {
    run.throwIfStopping();
    const page = new Map<string, HostAsset>();
    const { summary } = await run.client.hostAssets(
      {
        hostIds: ids,
        fields: HOST_ASSET_FIELDS,
        pageSize: 2 * run.settings.hostsPerChunk, // a host may have several records
        ...(isHalf ? { attempts: 'few' as const } : {}),
        ...(cursor === undefined ? {} : { cursor }),
      },
      async (batches) => {
        page.clear(); // the records of an attempt before this one
        for await (const batch of batches) for (const asset of batch) keepNewest(page, asset);
      },
      run.signal,
    );
    for (const asset of page.values()) keepNewest(assets, asset);
    run.recorder.stored(summary);
    noteShort(run, { endpoint: 'host-assets', scope: scopeOfAssets(ids) }, summary);
    isWhole &&= !isShort(summary) && summary.badRecords.length === 0;
    cursor = summary.next;
  } while (cursor !== undefined);
  return isWhole;
}

function noteSkipped(run: RunContext, state: EnrichmentState, error: unknown): void {
  run.recorder.refused(error);
  if (state.isAllowed) {
    run.recorder.warn({
      kind: 'skipped',
      endpoint: 'host-assets',
      message: `The host asset search was skipped: ${sentenceOf(error)} Hosts keep what it told before.`,
    });
  }
  state.isAllowed = false;
}

function keepNewest(assets: Map<string, HostAsset>, asset: HostAsset): void {
  const { qwebHostId } = asset;
  if (qwebHostId === undefined) return;
  const known = assets.get(qwebHostId);
  if (known === undefined || isNewerAsset(asset, known)) assets.set(qwebHostId, asset);
}

import type { HostAsset, IdRanges } from '../../qualys/index.ts';
import { HOST_ASSET_FIELDS, isNewerAsset } from '../steps/hosts/enrichment.ts';
import { failedPage, kindOfFailure, sentenceOf } from './failure.ts';
import type { StepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';

/** Asset records by host id. */
export type AssetsByHost = ReadonlyMap<string, HostAsset>;

/** Whether this account may use the host asset search; found out by the first call. */
export interface EnrichmentState {
  isAllowed: boolean;
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
): Promise<AssetsByHost> {
  const assets = new Map<string, HostAsset>();
  if (!state.isAllowed) return assets;
  let cursor: string | undefined;
  try {
    do {
      const page = new Map<string, HostAsset>();
      const { summary } = await run.client.hostAssets(
        {
          hostIds: ids,
          fields: HOST_ASSET_FIELDS,
          pageSize: 2 * run.settings.hostsPerChunk, // a host may have several records
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
      cursor = summary.next;
    } while (cursor !== undefined);
  } catch (error) {
    run.signal.throwIfAborted();
    const kind = kindOfFailure(error, 'host-assets');
    if (kind === 'whole-run') throw error;
    if (kind === 'not-allowed') {
      run.recorder.refused(error);
      if (state.isAllowed) {
        run.recorder.warn({
          kind: 'skipped',
          endpoint: 'host-assets',
          message: `The host asset search was skipped: ${sentenceOf(error)} Hosts keep what it told before.`,
        });
      }
      state.isAllowed = false;
    } else {
      run.recorder.failed('host-assets', failedPage(ids.toString().slice(0, 120), error));
      progress.failed();
    }
  }
  return assets;
}

function keepNewest(assets: Map<string, HostAsset>, asset: HostAsset): void {
  const { qwebHostId } = asset;
  if (qwebHostId === undefined) return;
  const known = assets.get(qwebHostId);
  if (known === undefined || isNewerAsset(asset, known)) assets.set(qwebHostId, asset);
}

import {
  type Detection,
  type DetectionRequest,
  type HostDetections,
  IdRanges,
} from '../../qualys/index.ts';
import type { StoredPage } from '../../spool/index.ts';
import type { Config } from '../config/index.ts';
import { HOST_FINDING_TYPE } from '../steps/host-findings/constants.ts';
import { convertDetection, isUsable } from '../steps/host-findings/converters.ts';
import { hostFacts } from '../steps/hosts/converters.ts';
import type { HostFacts } from '../steps/hosts/host-facts.ts';
import type { OptionalMembers } from './optional-parameters.ts';
import type { PageSegment } from './page-spool.ts';
import type { StepProgress } from './progress.ts';
import { DAY_MS, type RunContext } from './run-context.ts';
import { scopeOf } from './scope.ts';
import { hostsStillThere } from './still-there.ts';
import { type IdsPart, storeInParts } from './store-in-parts.ts';
import type { PageJob } from './store-page.ts';
import { findingWindow, later } from './windows.ts';

/** The detections of which hosts, and what is known of these. */
export interface DetectionTask {
  readonly ids: IdRanges;
  readonly serverTime: number;
  /** What the host page told, by host id. */
  readonly facts: ReadonlyMap<string, HostFacts>;
  /** Hosts of which absence says nothing. */
  readonly notCovered: IdRanges;
  readonly progress: StepProgress;
}

/** Details that a page of detections can do without (uncertain by version and licence, reference 9.1). */
const OPTIONAL_MEMBERS: OptionalMembers<DetectionRequest> = {
  show_qds: 'showQds',
  show_qds_factors: 'showQdsFactors',
  show_reopened_info: 'showReopenedInfo',
  show_asset_id: 'showAssetId',
  vuln_detection_source: 'vulnDetectionSource',
  arf_kernel_filter: 'arfKernelFilter',
  arf_service_filter: 'arfServiceFilter',
  arf_config_filter: 'arfConfigFilter',
};

/**
 * Which of the reads: what is open now, what was fixed lately (Qualys gives Fixed on request only), or
 * either of them once more.
 */
type Part = 'open' | 'fixed' | 'again' | 'fixed_again';

const isFixed = (part: Part) => part.startsWith('fixed');

const isAgain = (part: Part) => part.endsWith('again');

interface DetectionPage {
  /** Keys in this page: a row that came before must not come again. */
  readonly keys: Set<string>;
  readonly qids: Set<number>;
  /** How many detections came, by host. */
  readonly hosts: Map<string, number>;
}

/** The page without its keys, which can be read out of its segment. */
interface DetectionMemory {
  readonly qids: readonly number[];
  readonly hosts: readonly (readonly [string, number])[];
}

/** What came of a chunk of hosts so far. */
interface ChunkState {
  /** Keys of all pages so far. */
  readonly keys: Set<string>;
  /** Pages of an earlier part of the run whose keys were not needed yet. */
  readonly unread: StoredPage[];
  /** Hosts with a record that could not be used: something of them is missing. Empty text: nobody knows which. */
  readonly garbled: Set<string>;
  /** How many detections came, by part and host. */
  readonly answered: Readonly<Record<Part, Map<string, number>>>;
}

/** From this number on, hosts of which something vanished are asked for again together: so many is no accident. */
const ASKED_SINGLY = 10;

/**
 * Reads the detections of a chunk of hosts in two calls: the open ones, ignored and disabled included,
 * and those fixed within the configured days. Qualys leaves clean hosts out of its answers: a host of which
 * fewer findings came than the graph has is asked for once more by itself before any counts as gone; should
 * nothing come of it at all, it has to be there still.
 *
 * @returns the hosts that were read completely; of these it is said in the spool that what is not there
 *   has gone
 */
export async function collectDetections(run: RunContext, task: DetectionTask): Promise<IdRanges> {
  const state: ChunkState = {
    keys: new Set(),
    unread: [],
    garbled: new Set(),
    answered: { open: new Map(), fixed: new Map(), again: new Map(), fixed_again: new Map() },
  };
  let missing = IdRanges.empty;
  const parts = partsOf(run.config);
  for (const part of parts) {
    missing = missing.with(await storePart(run, task, part, task.ids, state));
  }
  const { serverTime } = task;
  const fewer = hostsWithFewer(run, task.ids.without(missing).without(task.notCovered), {
    serverTime,
    state,
  });
  const single = fewer.count <= ASKED_SINGLY ? 1 : fewer.count;
  for (const ids of fewer.chunks(single)) {
    for (const part of parts) {
      const again = part === 'fixed' ? 'fixed_again' : 'again';
      missing = missing.with(await storePart(run, task, again, ids, state));
    }
  }
  noteAnsweredAgain(run, state);
  const silent = fewer.without(missing).without(IdRanges.of(answeredHosts(state)));
  const gone =
    silent.count === 0
      ? IdRanges.empty
      : silent.without(await hostsStillThere(run, silent, task.progress));
  // A window on findings says nothing of what is outside of it.
  const isWindow = findingWindow(run, task.serverTime) !== undefined;
  if (isWindow || state.garbled.has('')) return IdRanges.empty;
  const complete = task.ids
    .without(missing)
    .without(task.notCovered)
    .without(gone)
    .without(IdRanges.of(state.garbled));
  await storeCovered(run, task, complete, state);
  return complete;
}

function storePart(
  run: RunContext,
  task: DetectionTask,
  part: Part,
  ids: IdRanges,
  state: ChunkState,
): Promise<IdRanges> {
  const isWanted = wantedBy(run.config, part);
  return storeInParts(
    run,
    ids,
    (slice) => detectionJob(run, task, { ...slice, part, isWanted, state }),
    task.progress,
    ({ state: page, summary, recalled }) => {
      if (recalled === undefined) for (const key of page.keys) state.keys.add(key);
      else state.unread.push(recalled);
      for (const qid of page.qids) run.qids.add(qid);
      for (const [id, count] of page.hosts) {
        state.answered[part].set(id, (state.answered[part].get(id) ?? 0) + count);
      }
      for (const bad of summary.badRecords) state.garbled.add(bad.recordId ?? '');
    },
  );
}

/** Hosts of which fewer findings came than the graph has. */
function hostsWithFewer(
  run: RunContext,
  ids: IdRanges,
  { serverTime, state: { answered } }: { readonly serverTime: number; readonly state: ChunkState },
): IdRanges {
  // A window leaves findings out that are there all the same, and nothing ends because of it.
  if (findingWindow(run, serverTime) !== undefined) return IdRanges.empty;
  const fewer: number[] = [];
  for (const number of ids) {
    const id = String(number);
    const came = (answered.open.get(id) ?? 0) + (answered.fixed.get(id) ?? 0);
    if (came < (run.known.get(number)?.findings ?? 0)) fewer.push(number);
  }
  return IdRanges.of(fewer);
}

/** Hosts of which anything came. */
function answeredHosts({ answered }: ChunkState): readonly string[] {
  return Object.values(answered).flatMap((hosts) => [...hosts.keys()]);
}

function noteAnsweredAgain(run: RunContext, { answered }: ChunkState): void {
  for (const part of ['again', 'fixed_again'] as const) {
    for (const [id, count] of answered[part]) {
      if (count === 0) continue;
      run.recorder.collect(
        {
          kind: 'hosts-left-out',
          endpoint: 'host-detections',
          message:
            'Hosts of which a whole page of detections left something out that came when they were asked for by themselves',
        },
        id,
      );
    }
  }
}

/** Information is never fixed, so that without the other types there is nothing fixed to read. */
function partsOf(config: Config): readonly Part[] {
  return config.vmdrFindingTypes.some((type) => type !== 'Info') ? ['open', 'fixed'] : ['open'];
}

interface DetectionPart extends IdsPart {
  readonly part: Part;
  readonly isWanted: (detection: Detection) => boolean;
  readonly state: ChunkState;
}

function detectionJob(
  run: RunContext,
  task: DetectionTask,
  part: DetectionPart,
): PageJob<HostDetections, DetectionPage, DetectionMemory> {
  return {
    endpoint: 'host-detections',
    scope: `${part.part}_${scopeOf(part.ids, part.page)}`,
    begin: () => ({ keys: new Set(), qids: new Set(), hosts: new Map() }),
    counted: ({ keys }) => keys.size,
    write: (segment, hosts, state) => {
      for (const host of hosts) writeHost(run, task, part, host, segment, state);
    },
    remember: ({ qids, hosts }) => ({
      qids: [...qids],
      hosts: [...hosts],
    }),
    recall: ({ qids, hosts }) => ({
      keys: new Set(),
      qids: new Set(qids),
      hosts: new Map(hosts),
    }),
    request: async (consume) => {
      await readKeys(run, part.state);
      return run.optional.call(
        'host-detections',
        OPTIONAL_MEMBERS,
        {
          ...detectionRequest(
            run.config,
            part.part,
            task.serverTime,
            findingWindow(run, task.serverTime),
          ),
          ids: part.ids,
          pageSize: run.settings.hostsPerChunk,
          ...(part.isHalf ? { attempts: 'few' as const } : {}),
          ...(part.cursor === undefined ? {} : { cursor: part.cursor }),
        },
        (request: DetectionRequest) => run.client.detections(request, consume, run.signal),
      );
    },
  };
}

/** Before something new of a chunk is read, the keys of what an earlier part of the run stored are needed. */
async function readKeys(run: RunContext, { keys, unread }: ChunkState): Promise<void> {
  for (const page of unread.splice(0)) {
    for await (const key of run.ledger.findingKeys(page)) keys.add(key);
  }
}

function writeHost(
  run: RunContext,
  task: DetectionTask,
  part: DetectionPart,
  host: HostDetections,
  segment: PageSegment,
  state: DetectionPage,
): void {
  const { id } = host;
  if (id === undefined || !task.ids.has(id)) {
    run.recorder.collect(
      {
        kind: 'hosts-not-asked',
        endpoint: 'host-detections',
        message: 'Hosts that nobody asked for were left out',
      },
      id ?? 'without id',
    );
    return;
  }
  const facts = task.facts.get(id) ?? hostFacts({ ...host, id });
  let count = state.hosts.get(id) ?? 0;
  for (const detection of host.detectionList ?? []) {
    if (!isUsable(detection) || !part.isWanted(detection)) continue;
    const finding = convertDetection(detection, facts, run.converter);
    const key = finding.entity._key;
    const { size } = state.keys;
    // One look into the keys of the page, not two: it grows unless the key was there.
    if (part.state.keys.has(key) || state.keys.add(key).size === size) {
      if (isAgain(part.part)) continue;
      run.recorder.collect(
        {
          kind: 'repeated',
          endpoint: 'host-detections',
          message: 'Detections that came twice count once',
        },
        key,
      );
      continue;
    }
    count += 1;
    state.qids.add(detection.qid);
    segment.finding(finding);
  }
  state.hosts.set(id, count);
}

/** Says which hosts were read completely, in a page of its own: only now is it known. */
async function storeCovered(
  run: RunContext,
  task: DetectionTask,
  ids: IdRanges,
  { answered }: ChunkState,
): Promise<void> {
  const scope = `covered_${scopeOf(task.ids, 1)}`;
  if (ids.count === 0 || run.ledger.find('host-detections', scope) !== undefined) return;
  const segment = await run.spool.beginPage({
    sequence: run.ledger.nextSequence(),
    endpoint: 'host-detections',
    scope,
  });
  for (const number of ids) {
    const id = String(number);
    const isAnswered = Object.values(answered).some((hosts) => hosts.has(id));
    segment.covered({ space: 'host', id }, HOST_FINDING_TYPE, {
      readOn: task.serverTime,
      ...(isAnswered || !hasLostTag(run.config, task.facts.get(id))
        ? {}
        : { reason: 'outOfScope' as const }),
    });
  }
  await segment.commit({ counts: {} });
}

/** Whether the host is left out because it has none of the tags that are asked for, not because it is clean. */
function hasLostTag({ includeOnlyDetectionTags }: Config, facts: HostFacts | undefined): boolean {
  if (includeOnlyDetectionTags.length === 0) return false;
  const tags = new Set(facts?.tags);
  return !includeOnlyDetectionTags.some((tag) => tags.has(tag));
}

/**
 * The request for one of the parts, without the hosts. Ignored and disabled detections come along
 * and are marked; left out they would look as if they had gone.
 */
export function detectionRequest(
  config: Config,
  part: Part,
  serverTime: number,
  window: number | undefined,
): DetectionRequest {
  const types = config.vmdrFindingTypes;
  const hasConfirmed = types.includes('Confirmed');
  const hasPotential = types.includes('Potential');
  const since = updatedSince(config, part, serverTime, window);
  return {
    statuses: isFixed(part) ? ['Fixed'] : ['New', 'Active', 'Re-Opened'],
    severities: config.vmdrFindingSeverities,
    ...(hasConfirmed === hasPotential
      ? {}
      : { includeVulnType: hasConfirmed ? 'confirmed' : 'potential' }),
    // Information has no status; asked for with the fixed ones it would come twice.
    showIgs: !isFixed(part) && types.includes('Info'),
    ...(since === undefined ? {} : { detectionUpdatedSince: since }),
    ...(config.includeOnlyDetectionTags.length === 0
      ? {}
      : { tags: { by: 'name', include: config.includeOnlyDetectionTags } }),
    showResults: config.vmdrFindingResultQids.length > 0,
    includeIgnored: true,
    includeDisabled: true,
    showReopenedInfo: true,
    showAssetId: true,
    showQds: true,
    showQdsFactors: true,
    vulnDetectionSource: true,
    // 0 filters nothing, but AFFECT_RUNNING_KERNEL and its like come only when they are set.
    arfKernelFilter: 0,
    arfServiceFilter: 0,
    arfConfigFilter: 0,
  };
}

function updatedSince(
  config: Config,
  part: Part,
  serverTime: number,
  window: number | undefined,
): number | undefined {
  const fixed = isFixed(part) ? serverTime - config.fixedFindingsSinceDays * DAY_MS : undefined;
  return later(window, fixed);
}

/** Repeats the filters of the request: what a server ignores must not change the graph. */
function wantedBy(config: Config, part: Part): (detection: Detection) => boolean {
  const types = new Set(config.vmdrFindingTypes.map((type) => type.toLowerCase()));
  const severities = new Set(config.vmdrFindingSeverities);
  return ({ type, severity, status }) =>
    (status?.toLowerCase() === 'fixed') === isFixed(part) &&
    (type === undefined || types.has(type.toLowerCase())) &&
    (severity === undefined || severities.has(severity));
}

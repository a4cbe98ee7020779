import type { Detection, DetectionRequest, HostDetections, IdRanges } from '../../qualys/index.ts';
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
import { type PageJob, storePages } from './store-page.ts';

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

/** Which of the two reads: what is open now, or what was fixed lately. Qualys gives Fixed on request only. */
type Part = 'open' | 'fixed';

interface DetectionPage {
  /** Keys in this page: a row that came before must not come again. */
  readonly keys: Set<string>;
  readonly qids: Set<number>;
}

/**
 * Reads the detections of a chunk of hosts in two calls: the open ones, ignored and disabled included,
 * and those fixed within the configured days. Only when both are stored completely is it said that
 * the hosts were read completely; a window on findings says nothing of what is outside of it.
 */
export async function collectDetections(run: RunContext, task: DetectionTask): Promise<void> {
  const keys = new Set<string>();
  /** Hosts with a record that could not be used: something of them is missing. */
  const garbled = new Set<string>();
  const parts = partsOf(run.config);
  let isCompleteSoFar = true;
  for (const part of parts) {
    const isWanted = wantedBy(run.config, part);
    const isCovering: boolean = isCompleteSoFar && part === parts.at(-1);
    const isComplete: boolean = await storePages<HostDetections, DetectionPage>(
      run,
      (page, cursor) =>
        detectionJob(run, task, { part, page, cursor, keys, garbled, isCovering, isWanted }),
      task.progress,
      ({ state }) => {
        for (const key of state.keys) keys.add(key);
        for (const qid of state.qids) run.qids.add(qid);
      },
    );
    isCompleteSoFar &&= isComplete;
  }
}

/** Information is never fixed, so that without the other types there is nothing fixed to read. */
function partsOf(config: Config): readonly Part[] {
  return config.vmdrFindingTypes.some((type) => type !== 'Info') ? ['open', 'fixed'] : ['open'];
}

interface DetectionPart {
  readonly part: Part;
  readonly page: number;
  readonly cursor: string | undefined;
  /** Keys of the pages before this one. */
  readonly keys: ReadonlySet<string>;
  readonly isWanted: (detection: Detection) => boolean;
  /** Whether the last page of this part ends a complete read of the hosts. */
  readonly isCovering: boolean;
  readonly garbled: Set<string>;
}

function detectionJob(
  run: RunContext,
  task: DetectionTask,
  part: DetectionPart,
): PageJob<HostDetections, DetectionPage> {
  return {
    endpoint: 'host-detections',
    scope: `${part.part}_${scopeOf(task.ids, part.page)}`,
    begin: () => ({ keys: new Set(), qids: new Set() }),
    counted: ({ keys }) => keys.size,
    write: (segment, hosts, state) => {
      for (const host of hosts) writeHost(run, task, part, host, segment, state);
    },
    finish: (segment, _state, summary) => {
      for (const bad of summary.badRecords) part.garbled.add(bad.recordId ?? '');
      if (summary.next === undefined && part.isCovering) writeCovered(run, task, part, segment);
    },
    request: (consume) =>
      run.optional.call(
        'host-detections',
        OPTIONAL_MEMBERS,
        {
          ...detectionRequest(run.config, part.part, task.serverTime),
          ids: task.ids,
          pageSize: run.settings.hostsPerChunk,
          ...(part.cursor === undefined ? {} : { cursor: part.cursor }),
        },
        (request: DetectionRequest) => run.client.detections(request, consume, run.signal),
      ),
  };
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
  for (const detection of host.detectionList ?? []) {
    if (!isUsable(detection) || !part.isWanted(detection)) continue;
    const finding = convertDetection(detection, facts, run.converter);
    const key = finding.entity._key;
    const { size } = state.keys;
    // One look into the keys of the page, not two: it grows unless the key was there.
    if (part.keys.has(key) || state.keys.add(key).size === size) {
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
    state.qids.add(detection.qid);
    segment.finding(finding);
  }
}

/** Says which hosts were read completely; not those of which a record was garbled. */
function writeCovered(
  run: RunContext,
  task: DetectionTask,
  part: DetectionPart,
  segment: PageSegment,
): void {
  if (run.config.minFindingsSinceDays !== undefined || part.garbled.has('')) return;
  for (const number of task.ids) {
    const id = String(number);
    if (!task.notCovered.has(number) && !part.garbled.has(id)) {
      segment.covered({ space: 'host', id }, HOST_FINDING_TYPE);
    }
  }
}

/**
 * The request for one of the two parts, without the hosts. Ignored and disabled detections come along
 * and are marked; left out they would look as if they had gone.
 */
export function detectionRequest(config: Config, part: Part, serverTime: number): DetectionRequest {
  const types = config.vmdrFindingTypes;
  const hasConfirmed = types.includes('Confirmed');
  const hasPotential = types.includes('Potential');
  const since = updatedSince(config, part, serverTime);
  return {
    statuses: part === 'fixed' ? ['Fixed'] : ['New', 'Active', 'Re-Opened'],
    severities: config.vmdrFindingSeverities,
    ...(hasConfirmed === hasPotential
      ? {}
      : { includeVulnType: hasConfirmed ? 'confirmed' : 'potential' }),
    // Information has no status; asked for with the fixed ones it would come twice.
    showIgs: part === 'open' && types.includes('Info'),
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

function updatedSince(config: Config, part: Part, serverTime: number): number | undefined {
  const days = [
    ...(config.minFindingsSinceDays === undefined ? [] : [config.minFindingsSinceDays]),
    ...(part === 'fixed' ? [config.fixedFindingsSinceDays] : []),
  ];
  return days.length === 0 ? undefined : serverTime - Math.min(...days) * DAY_MS;
}

/** Repeats the filters of the request: what a server ignores must not change the graph. */
function wantedBy(config: Config, part: Part): (detection: Detection) => boolean {
  const types = new Set(config.vmdrFindingTypes.map((type) => type.toLowerCase()));
  const severities = new Set(config.vmdrFindingSeverities);
  return ({ type, severity, status }) =>
    (status?.toLowerCase() === 'fixed') === (part === 'fixed') &&
    (type === undefined || types.has(type.toLowerCase())) &&
    (severity === undefined || severities.has(severity));
}

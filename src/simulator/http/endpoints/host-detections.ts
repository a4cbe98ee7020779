import { DetectionRenderer, type DetectionView } from '../../render/detections.ts';
import type { MetadataChoice } from '../../render/host-parts.ts';
import { DAY_MS } from '../../time/calendar.ts';
import type { Detection } from '../../world/detection.ts';
import { runningFacts } from '../../world/detection-facts.ts';
import type { Host } from '../../world/host.ts';
import { xmlAnswer } from '../answer.ts';
import { documentHead, documentTail, pageWarning } from '../fo-document.ts';
import type { FoEndpoint, FoRequest } from '../fo-endpoint.ts';
import { FoError } from '../fo-error.ts';
import { chosenHosts, HOST_FILTER_EXCLUSIVE, HOST_FILTER_RULES } from '../host-filter.ts';
import {
  dateTime,
  flag,
  idRanges,
  listOf,
  oneOf,
  type Parameters,
  wholeNumber,
} from '../parameters.ts';
import { isInRanges } from '../ranges.ts';

const ROOT = 'HOST_LIST_VM_DETECTION_OUTPUT';
const DEFAULT_PAGE = 1000;
const FILTER = oneOf('0', '1', '2', '3', '4');

type Test = (detection: Detection) => boolean;

function detectionTest(request: FoRequest): Test {
  const { parameters, world } = request;
  const tests: Test[] = [statusTest(parameters)];
  if (!parameters.isOn('show_igs')) tests.push(({ type }) => type !== 'Info');
  const vulnTypes = parameters.list('include_vuln_type');
  if (vulnTypes !== undefined) {
    tests.push(({ type }) => type === 'Info' || vulnTypes.includes(type.toLowerCase()));
  }
  const severities = parameters.ranges('severities');
  if (severities !== undefined) {
    tests.push(({ vulnerability }) => isInRanges(severities, vulnerability.severity));
  }
  const qids = parameters.ranges('qids');
  if (qids !== undefined) tests.push(({ vulnerability }) => isInRanges(qids, vulnerability.qid));
  if (!parameters.isOn('include_ignored')) tests.push(({ isIgnored }) => !isIgnored);
  if (!parameters.isOn('include_disabled')) tests.push(({ isDisabled }) => !isDisabled);
  const window = (after: string, before: string, of: (detection: Detection) => number): void => {
    const least = parameters.date(after);
    const most = parameters.date(before);
    if (least !== undefined) tests.push((detection) => of(detection) >= least);
    if (most !== undefined) tests.push((detection) => of(detection) <= most);
  };
  window('detection_updated_since', 'detection_updated_before', ({ changed }) => changed);
  window(
    'detection_processed_after',
    'detection_processed_before',
    ({ lastProcessed }) => lastProcessed,
  );
  window(
    'detection_last_tested_since',
    'detection_last_tested_before',
    ({ lastTested }) => lastTested,
  );
  const days = parameters.number('max_days_since_detection_updated');
  if (days !== undefined) tests.push(({ changed }) => changed >= world.now - days * DAY_MS);
  scoreTests(parameters, tests);
  runningTests(parameters, tests);
  return (detection) => tests.every((test) => test(detection));
}

function statusTest(parameters: Parameters): Test {
  const wanted = new Set(parameters.list('status') ?? ['New', 'Active', 'Re-Opened']);
  return ({ status }) => status === undefined || wanted.has(status);
}

function scoreTests(parameters: Parameters, tests: Test[]): void {
  const least = parameters.number('qds_min');
  const most = parameters.number('qds_max');
  if (least === undefined && most === undefined) return;
  if (!parameters.isOn('show_qds')) {
    throw new FoError(1907, 400, 'qds_min and qds_max can only be specified with show_qds=1');
  }
  tests.push(({ qds }) => qds !== undefined && qds >= (least ?? 0) && qds <= (most ?? 100));
}

function runningTests(parameters: Parameters, tests: Test[]): void {
  const kernel = parameters.text('arf_kernel_filter') ?? '0';
  if (kernel !== '0') {
    tests.push((detection) => {
      const fact = runningFacts(detection).kernel;
      if (kernel === '1') return fact !== false;
      return kernel === '4' ? fact !== undefined : fact === (kernel === '3');
    });
  }
  for (const kind of ['service', 'config'] as const) {
    const choice = parameters.text(`arf_${kind}_filter`) ?? '0';
    if (choice === '0') continue;
    tests.push((detection) => {
      const fact = runningFacts(detection)[kind];
      if (choice === '1') return fact !== true;
      return choice === '4' ? fact !== undefined : fact === (choice === '2');
    });
  }
}

function viewOf({ parameters, version, options }: FoRequest): DetectionView {
  const metadata = parameters.text('host_metadata') as MetadataChoice | undefined;
  return {
    version: Number(version),
    showResults: parameters.isOn('show_results', true),
    showReopened: parameters.isOn('show_reopened_info'),
    showAssetId: parameters.isOn('show_asset_id'),
    showTags: parameters.isOn('show_tags'),
    ...(metadata !== undefined && { metadata }),
    showCloudTags: parameters.isOn('show_cloud_tags'),
    showQds: parameters.isOn('show_qds'),
    showQdsFactors: parameters.isOn('show_qds_factors'),
    showSources: Number(version) >= 5 && parameters.isOn('vuln_detection_source'),
    shape: options.listShape ?? 'nested',
  };
}

function* body(request: FoRequest, chosen: Iterable<Host>, test: Test): Generator<string> {
  const { parameters, world } = request;
  const limit = parameters.number('truncation_limit') ?? DEFAULT_PAGE;
  const renderer = new DetectionRenderer(viewOf(request));
  yield documentHead(
    request,
    ROOT,
    `/api/${request.version}/fo/asset/host/vm/detection/dtd/output.dtd`,
  );
  let hosts = 0;
  let next: number | undefined;
  for (const host of chosen) {
    const detections = world.detections(host).filter(test);
    if (detections.length === 0) continue;
    if (limit !== 0 && hosts === limit) {
      next = host.id;
      break;
    }
    if (hosts === 0) yield '<HOST_LIST>\n';
    hosts++;
    yield* renderer.host(host, detections);
  }
  if (hosts > 0) yield '</HOST_LIST>\n';
  if (next !== undefined) yield pageWarning(request, hosts, next);
  yield documentTail(ROOT);
}

/** The host list detection: hosts with at least one detection that fits, and those detections. */
export const HOST_DETECTIONS: FoEndpoint = {
  name: 'host-detections',
  path: 'asset/host/vm/detection',
  versions: ['2.0', '3.0', '4.0', '5.0'],
  rules: {
    ...HOST_FILTER_RULES,
    status: listOf('New', 'Active', 'Re-Opened', 'Fixed'),
    severities: idRanges,
    qids: idRanges,
    include_vuln_type: listOf('confirmed', 'potential'),
    show_igs: flag,
    show_results: flag,
    show_reopened_info: flag,
    show_qds: flag,
    show_qds_factors: flag,
    qds_min: wholeNumber(0, 100),
    qds_max: wholeNumber(0, 100),
    include_ignored: flag,
    include_disabled: flag,
    max_days_since_detection_updated: wholeNumber(1),
    detection_updated_since: dateTime,
    detection_updated_before: dateTime,
    detection_processed_after: dateTime,
    detection_processed_before: dateTime,
    detection_last_tested_since: dateTime,
    detection_last_tested_before: dateTime,
    arf_kernel_filter: FILTER,
    arf_service_filter: FILTER,
    arf_config_filter: FILTER,
    vuln_detection_source: flag,
    output_format: oneOf('XML'),
  },
  exclusive: [
    ...HOST_FILTER_EXCLUSIVE,
    ['detection_updated_since', 'max_days_since_detection_updated'],
  ],
  answer: (request) =>
    xmlAnswer(
      body(request, chosenHosts(request.world, request.parameters), detectionTest(request)),
    ),
};

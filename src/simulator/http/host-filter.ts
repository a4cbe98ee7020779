import { DAY_MS } from '../time/calendar.ts';
import type { Host } from '../world/host.ts';
import type { World } from '../world/world.ts';
import { FoError } from './fo-error.ts';
import {
  anyText,
  dateTime,
  flag,
  idRanges,
  oneOf,
  type ParameterRule,
  type Parameters,
  pattern,
  wholeNumber,
} from './parameters.ts';
import { isInRanges, type Ranges } from './ranges.ts';

/** Parameters that choose hosts; host list and detection list share them (reference 8.1, 9.1). */
export const HOST_FILTER_RULES: Readonly<Record<string, ParameterRule>> = {
  ids: idRanges,
  id_min: wholeNumber(1),
  id_max: wholeNumber(1),
  ips: anyText,
  ipv6: anyText,
  network_ids: anyText,
  ag_ids: idRanges,
  ag_titles: anyText,
  os_pattern: pattern,
  compliance_enabled: flag,
  vm_scan_since: dateTime,
  no_vm_scan_since: dateTime,
  vm_processed_after: dateTime,
  vm_processed_before: dateTime,
  vm_scan_date_after: dateTime,
  vm_scan_date_before: dateTime,
  vm_auth_scan_date_after: dateTime,
  vm_auth_scan_date_before: dateTime,
  max_days_since_last_vm_scan: wholeNumber(1),
  use_tags: flag,
  tag_set_by: oneOf('id', 'name'),
  tag_include_selector: oneOf('any', 'all'),
  tag_exclude_selector: oneOf('any', 'all'),
  tag_set_include: anyText,
  tag_set_exclude: anyText,
  show_trurisk: flag,
  show_ars: flag,
  trurisk_min: wholeNumber(0, 1000),
  trurisk_max: wholeNumber(0, 1000),
  truncation_limit: wholeNumber(0, 1_000_000),
  action: oneOf('list'),
  echo_request: flag,
  show_asset_id: flag,
  show_tags: flag,
  show_cloud_tags: flag,
  host_metadata: oneOf('all', 'ec2', 'azure', 'google'),
};

/** Groups of host parameters of which only one may be given. */
export const HOST_FILTER_EXCLUSIVE: readonly (readonly string[])[] = [
  ['ag_ids', 'ag_titles'],
  ['vm_scan_since', 'no_vm_scan_since', 'max_days_since_last_vm_scan'],
];

const ASSET_GROUPS = new Map([
  ['All', 7001],
  ['Branches', 7002],
  ['Data centre', 7004],
]);

type Test = (host: Host) => boolean;

/**
 * The hosts that a request asks for, ascending by id. The parameters are understood at once, the hosts come
 * as they are read.
 *
 * @throws {FoError} for parameters that do not go together, at the call
 */
export function chosenHosts(world: World, parameters: Parameters): Iterable<Host> {
  return readHosts(world, parameters, hostTest(world, parameters));
}

function* readHosts(world: World, parameters: Parameters, test: Test): Generator<Host> {
  const least = parameters.number('id_min') ?? 0;
  const most = parameters.number('id_max') ?? Number.POSITIVE_INFINITY;
  const ranges: Ranges = parameters.ranges('ids') ?? [[0, Number.POSITIVE_INFINITY]];
  for (const [first, last] of ranges) {
    for (const host of world.hosts(Math.max(first, least), Math.min(last, most))) {
      if (test(host)) yield host;
    }
  }
}

/** Whether a request narrows hosts by more than their ids. */
export function isByIdOnly(parameters: Parameters): boolean {
  const others = new Set([
    'ids',
    'id_min',
    'id_max',
    'action',
    'details',
    'truncation_limit',
    'echo_request',
  ]);
  return [...parameters.entries()].every(([name]) => others.has(name));
}

function hostTest(world: World, parameters: Parameters): Test {
  const tests: Test[] = [];
  const window = (after: string, before: string, of: (host: Host) => number | undefined): void => {
    const least = parameters.date(after);
    const most = parameters.date(before);
    if (least !== undefined) tests.push((host) => (of(host) ?? Number.NEGATIVE_INFINITY) >= least);
    if (most !== undefined) tests.push((host) => (of(host) ?? Number.POSITIVE_INFINITY) <= most);
  };
  window('vm_processed_after', 'vm_processed_before', (host) => host.lastScanned);
  window('vm_scan_since', 'no_vm_scan_since', (host) => host.lastVmScanned);
  window('vm_scan_date_after', 'vm_scan_date_before', (host) => host.lastVmScanned);
  window('vm_auth_scan_date_after', 'vm_auth_scan_date_before', (host) => host.lastAuthScanned);
  const days = parameters.number('max_days_since_last_vm_scan');
  if (days !== undefined) tests.push((host) => host.lastVmScanned >= world.now - days * DAY_MS);
  addressTests(parameters, tests);
  const networks = parameters.list('network_ids');
  if (networks !== undefined) tests.push((host) => networks.includes(String(host.networkId)));
  const groups =
    parameters.ranges('ag_ids') ??
    parameters
      .list('ag_titles')
      ?.map((title): [number, number] => [
        ASSET_GROUPS.get(title) ?? 1,
        ASSET_GROUPS.get(title) ?? 1,
      ]);
  if (groups !== undefined) {
    tests.push((host) => host.assetGroups.some((group) => isInRanges(groups, group)));
  }
  const os = parameters.text('os_pattern');
  if (os !== undefined) {
    const expression = new RegExp(os);
    tests.push((host) => expression.test(host.os ?? ''));
  }
  if (parameters.has('compliance_enabled')) {
    const wanted = parameters.isOn('compliance_enabled');
    tests.push((host) => (host.lastCompliance !== undefined) === wanted);
  }
  const leastRisk = parameters.number('trurisk_min');
  if (leastRisk !== undefined) tests.push((host) => (host.truRisk ?? -1) >= leastRisk);
  const mostRisk = parameters.number('trurisk_max');
  if (mostRisk !== undefined) tests.push((host) => (host.truRisk ?? 1001) <= mostRisk);
  tagTests(parameters, tests);
  return tests.length === 0 ? () => true : (host) => tests.every((test) => test(host));
}

function addressTests(parameters: Parameters, tests: Test[]): void {
  const ips = parameters.list('ips');
  if (ips !== undefined) {
    const ranges = ips.map((part): [number, number] => {
      const [first = '', last = first] = part.split('-');
      return [addressNumber('ips', first), addressNumber('ips', last)];
    });
    tests.push((host) =>
      (host.ip?.split(',') ?? []).some((ip) => {
        const value = addressNumber('ips', ip);
        return ranges.some(([least, most]) => value >= least && value <= most);
      }),
    );
  }
  const ipv6 = parameters.list('ipv6');
  if (ipv6 !== undefined) tests.push((host) => host.ipv6 !== undefined && ipv6.includes(host.ipv6));
}

function addressNumber(parameter: string, text: string): number {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim());
  if (match === null) {
    throw new FoError(
      1905,
      400,
      `parameter ${parameter} has invalid value: ${text} (not an IP address)`,
    );
  }
  return match.slice(1).reduce((value, part) => value * 256 + Number(part), 0);
}

function tagTests(parameters: Parameters, tests: Test[]): void {
  const isOn = parameters.isOn('use_tags');
  const include = parameters.list('tag_set_include');
  const exclude = parameters.list('tag_set_exclude');
  if (!isOn) {
    if (include === undefined && exclude === undefined) return;
    throw new FoError(1907, 400, 'tag parameters can only be specified with use_tags=1');
  }
  if (include === undefined && exclude === undefined) {
    throw new FoError(1922, 400, 'use_tags=1 requires tag_set_include or tag_set_exclude');
  }
  const byName = parameters.text('tag_set_by') === 'name';
  const matches = (wanted: readonly string[], selector: string | undefined): Test => {
    return (host) => {
      const own = new Set(host.tags.map((tag) => (byName ? tag.name : String(tag.id))));
      return selector === 'all'
        ? wanted.every((tag) => own.has(tag))
        : wanted.some((tag) => own.has(tag));
    };
  };
  if (include !== undefined) tests.push(matches(include, parameters.text('tag_include_selector')));
  if (exclude !== undefined) {
    const excluded = matches(exclude, parameters.text('tag_exclude_selector'));
    tests.push((host) => !excluded(host));
  }
}

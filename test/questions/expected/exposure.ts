import {
  cells,
  distinct,
  grouped,
  numbers,
  type Row,
  sorted,
  type TruthModel,
} from '../truth-model.ts';

type Expected = Readonly<Record<string, (truth: TruthModel) => readonly (readonly Row[])[]>>;

const isSevere = (severity: unknown) => severity === 'critical' || severity === 'high';
const REMOTE = [22, 23, 445, 2222, 3389, 5900, 5985, 5986];

/** Answers of questions/exposure.yaml. */
export const EXPOSURE: Expected = {
  'public-hosts-with-severe-findings': ({ open }) => {
    const severe = open.filter(
      ({ on, finding }) => 'publicIpAddress' in on && isSevere(finding['severity']),
    );
    const rows = grouped(severe, ({ on }) => [on._key]).map(({ items: [first, ...others] }) => {
      const own = first === undefined ? [] : [first, ...others];
      const scores = numbers(own.map(({ finding }) => finding['qds']));
      return [
        first?.on['displayName'],
        first?.on['publicIpAddress'],
        first?.on._key,
        own.length,
        scores.length === 0 ? null : Math.max(...scores),
      ];
    });
    return [sorted(rows, -4, 3)];
  },
  'remotely-detectable-on-public-hosts': ({ open }) => {
    const seen = open.filter(
      ({ on, vulnerability }) =>
        'publicIpAddress' in on && vulnerability['discoveryRemote'] === true,
    );
    const rows = seen.map(({ on, finding, vulnerability }) => [
      ...cells(on, 'displayName', 'publicIpAddress'),
      ...cells(finding, 'port', 'severity', 'qid'),
      vulnerability['name'],
      finding._key,
    ]);
    return [sorted(rows, 7)];
  },
  'open-findings-by-port': ({ open }) => {
    const onPorts = open.filter(({ finding }) => 'port' in finding);
    const rows = grouped(onPorts, ({ finding }) => cells(finding, 'port', 'protocol')).map(
      ({ key, items }) => [...key, distinct(items.map(({ on }) => on)), items.length],
    );
    return [sorted(rows, -3, -4, 1, 2)];
  },
  'findings-on-remote-administration': ({ open }) => {
    const found = open.filter(({ finding }) => REMOTE.some((port) => finding['port'] === port));
    const rows = found.map(({ on, finding }) => [
      ...cells(on, 'displayName', 'ipAddress'),
      ...cells(finding, 'port', 'service', 'severity', 'qid', '_key'),
    ]);
    return [sorted(rows, 7)];
  },
  'findings-in-running-software': ({ open }) => {
    const names = ['affectsRunningKernel', 'affectsRunningService', 'affectsExploitableConfig'];
    const running = open.filter(({ finding }) => names.some((name) => finding[name] === true));
    const rows = running.map(({ finding }) =>
      cells(finding, 'hostId', 'qid', 'severity', ...names, '_key'),
    );
    return [sorted(rows, 7)];
  },
  'container-hosts-with-severe-findings': ({ open }) => {
    const severe = open.filter(
      ({ on, finding }) => on['isDockerHost'] === true && isSevere(finding['severity']),
    );
    const rows = grouped(severe, ({ on }) => cells(on, 'displayName', '_key')).map(
      ({ key, items }) => [...key, items.length],
    );
    return [sorted(rows, -3, 2)];
  },
};

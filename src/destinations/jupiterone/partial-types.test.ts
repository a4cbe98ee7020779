import { describe, expect, test } from 'vitest';
import { EDGE_KINDS } from '../../model/edge-kinds.ts';
import { ENTITY_KINDS } from '../../model/entity-kinds.ts';
import { partialTypes, type RunCoverage, type TypeCoverage } from './partial-types.ts';

const KINDS = [
  ...ENTITY_KINDS.map(({ type, classes }, id) => ({ id, type, classes })),
  { id: 99, type: 'user_endpoint', classes: ['Host'] },
];
const idOf = (type: string) => KINDS.find((kind) => kind.type === type)!.id;

const EDGES = [
  ...EDGE_KINDS.flatMap((edge, id) => {
    if (!('type' in edge.from && 'type' in edge.to)) return [];
    const { type: from } = edge.from;
    const { type: to } = edge.to;
    return [
      { ...edge, id, type: `${from} ${edge.class} ${to}`, fromKind: idOf(from), toKind: idOf(to) },
    ];
  }),
  {
    id: 90,
    class: 'SCANS',
    type: 'manager SCANS user_endpoint',
    fromKind: idOf('qualys_vulnerability_manager'),
    toKind: 99,
    origin: 'mapped' as const,
  },
];

function run(differing: Readonly<Record<string, TypeCoverage>> = {}): RunCoverage {
  const whole = ENTITY_KINDS.map(({ type }): [string, TypeCoverage] => [type, 'complete']);
  return { ...Object.fromEntries(whole), ...differing };
}

const typesOf = (runs: readonly RunCoverage[]) =>
  partialTypes(runs, KINDS, EDGES).map(({ type, reason }) => `${type}: ${reason}`);

const WEB_APPS = (reason: string) =>
  [
    'qualys_web_app_finding',
    'qualys_web_app_finding IS cve',
    'qualys_web_app_finding IS qualys_vuln',
    'qualys_web_app_scanner IDENTIFIED qualys_web_app_finding',
    'qualys_web_app_scanner SCANS web_app',
    'web_app',
  ].map((type) => `${type}: ${reason}`);

describe('types of which nothing is removed', () => {
  test('are none after a run that read everything, whatever a later one missed', () => {
    expect(typesOf([run()])).toEqual([]);
    expect(
      typesOf([run({ qualys_host_finding: 'incomplete', web_app: 'incomplete' }), run()]),
    ).toEqual([]);
  });

  test('are all of them where no run says anything', () => {
    expect(typesOf([]).length).toBe(KINDS.length - 1 + EDGES.length);
  });

  test('are those never completely read, their relationships, and what is read for findings', () => {
    const types = typesOf([run({ qualys_host_finding: 'incomplete' })]);
    expect(types).toEqual(
      [
        'cve',
        'qualys_host_finding',
        'qualys_host_finding IS cve',
        'qualys_host_finding IS qualys_vuln',
        'qualys_vuln',
        'qualys_web_app_finding IS cve',
        'qualys_web_app_finding IS qualys_vuln',
      ].map((type) => `${type}: never-completely-read`),
    );
  });

  test('include relationships to hosts of others, which are known by reading ours', () => {
    expect(typesOf([run({ discovered_host: 'incomplete' })])).toContain(
      'manager SCANS user_endpoint: never-completely-read',
    );
  });

  test('are those that are switched off, also if they were read before', () => {
    const off = { web_app: 'disabled', qualys_web_app_finding: 'disabled' } as const;
    expect(typesOf([run(off), run()])).toEqual(WEB_APPS('disabled'));
    expect(typesOf([run(), run(off)])).toEqual([]);
  });

  test('are those that the account may not read', () => {
    const closed = { web_app: 'not-licensed', qualys_web_app_finding: 'not-licensed' } as const;
    expect(typesOf([run(closed)])).toEqual(WEB_APPS('not-licensed'));
  });
});

import { describe, expect, test } from 'vitest';
import type { Entity } from '../../model/graph-object.ts';
import { mappedRelationship } from '../../model/mapped-relationship.ts';
import { uploadedEntity } from './upload-objects.ts';

const CHOICES = { cveRelationships: true, assetRelationships: true, privateTargets: false };

const finding = (targets: readonly string[]): Entity => ({
  _key: 'host-finding:1:1',
  _type: 'qualys_host_finding',
  _class: ['Finding'],
  targets,
});

describe('targets of findings', () => {
  test.each([
    [
      ['10.1.2.3', '7', 'a.example.net'],
      ['7', 'a.example.net'],
    ],
    [
      ['192.0.2.7', '7'],
      ['192.0.2.7', '7'],
    ],
    [['fe80::1', '172.20.0.1', '100.64.3.3'], undefined],
  ])('%j without private addresses are %j', (targets, told) => {
    expect(uploadedEntity(finding(targets), CHOICES)['targets']).toEqual(told);
  });

  test('keep them on demand', () => {
    const wanted = { ...CHOICES, privateTargets: true };
    expect(uploadedEntity(finding(['10.1.2.3']), wanted)['targets']).toEqual(['10.1.2.3']);
  });
});

describe('a mapped relationship', () => {
  const kind = { class: 'SCANS', type: 'qualys_vulnerability_manager_scans_discovered_host' };
  const host: Entity = {
    _key: 'qualys-host:7',
    _type: 'discovered_host',
    _class: ['Host'],
    qualysQwebHostId: '7',
    'tag.cost_center': 'x',
  };

  test('has the target without nulls, found by host id', () => {
    expect(
      mappedRelationship({
        kind,
        sourceKey: 'qualys-service:vmdr',
        target: host,
        direction: 'FORWARD',
      }),
    ).toEqual({
      _key: 'qualys-service:vmdr|scans|qualys-host:7',
      _type: kind.type,
      _class: 'SCANS',
      displayName: 'SCANS',
      _mapping: {
        relationshipDirection: 'FORWARD',
        sourceEntityKey: 'qualys-service:vmdr',
        targetFilterKeys: [['_class', 'qualysQwebHostId']],
        targetEntity: {
          _key: 'qualys-host:7',
          _type: 'discovered_host',
          _class: ['Host'],
          qualysQwebHostId: '7',
          'tag.cost-center': 'x',
        },
        skipTargetCreation: false,
      },
    });
  });

  test('that leads to the source has the key of the graph', () => {
    const has = { class: 'HAS', type: 'discovered_host_has_qualys_host_finding' };
    const ends = { kind: has, sourceKey: 'host-finding:7:1', target: host };
    expect(mappedRelationship({ ...ends, direction: 'REVERSE' })._key).toBe(
      'qualys-host:7|has|host-finding:7:1',
    );
  });

  test('makes no target that another integration brings, and finds it by type and key', () => {
    const ends = {
      kind,
      sourceKey: 'qualys-service:vmdr',
      target: host,
      direction: 'FORWARD',
    } as const;
    expect(mappedRelationship({ ...ends, isForeign: true })._mapping).toMatchObject({
      targetFilterKeys: [['_type', '_key']],
      skipTargetCreation: true,
    });
  });
});

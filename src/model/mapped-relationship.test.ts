import { describe, expect, test } from 'vitest';
import type { Entity } from './graph-object.ts';
import { mappedRelationship } from './mapped-relationship.ts';

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

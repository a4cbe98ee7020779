import { describe, expect, test } from 'vitest';
import type { Entity } from './graph-object.ts';
import { uploadedEntity } from './uploaded-entity.ts';

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
    expect(uploadedEntity(finding(targets), { privateTargets: false })['targets']).toEqual(told);
  });

  test('keep them on demand', () => {
    const wanted = { privateTargets: true };
    expect(uploadedEntity(finding(['10.1.2.3']), wanted)['targets']).toEqual(['10.1.2.3']);
  });
});

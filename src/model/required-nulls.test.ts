import { expect, test } from 'vitest';
import { withRequiredNulls } from './required-nulls.ts';

test('what a class requires is there, null where it is absent', () => {
  const host = withRequiredNulls({
    _key: 'qualys-host:1',
    _type: 'discovered_host',
    _class: ['Host'],
    hostname: 'web01',
    make: undefined,
  });
  expect(host).toMatchObject({ hostname: 'web01', make: null, fqdn: null, osVersion: null });
  expect(host).not.toHaveProperty('netbiosName');
  expect(
    withRequiredNulls({ _key: 'k', _type: 'qualys_host_finding', _class: ['Finding'] }),
  ).toEqual({
    _key: 'k',
    _type: 'qualys_host_finding',
    _class: ['Finding'],
    severity: null,
    numericSeverity: null,
  });
});

test('tags get a name that the schemas accept', () => {
  const named = withRequiredNulls({
    _key: 'k',
    _type: 'other',
    _class: ['Host'],
    'tag.env': 'prod',
    'tag.cost_center': '1',
    'tag.cost:center': '2',
  });
  expect(Object.keys(named)).toEqual(['_key', '_type', '_class', 'tag.env', 'tag.cost-center']);
  expect(named['tag.cost-center']).toBe('1');
});

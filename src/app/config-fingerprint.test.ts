import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, readConfig } from '../integration/index.ts';
import { configFingerprint } from './config-fingerprint.ts';

const ENV = {
  QUALYS_API_URL: 'https://qualysapi.qualys.eu',
  QUALYS_USERNAME: 'a',
  QUALYS_PASSWORD: 'b',
};

test('changes with every setting and with the size of pages, not with a secret', () => {
  const of = (env: Record<string, string>) => configFingerprint(readConfig({ ...ENV, ...env }));
  expect(of({})).toBe(of({ QUALYS_PASSWORD: 'c' }));
  const larger = { ...DEFAULT_SETTINGS, hostsPerChunk: DEFAULT_SETTINGS.hostsPerChunk + 1 };
  const all = [
    of({}),
    of({ VMDR_FINDING_SEVERITIES: '5' }),
    of({ ACCOUNT_NAME: 'x' }),
    of({ QUALYS_USERNAME: 'x' }),
    configFingerprint(readConfig(ENV), larger),
  ];
  expect(new Set(all).size).toBe(all.length);
});

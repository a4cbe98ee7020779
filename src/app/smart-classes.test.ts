import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataDir } from './data-dir.ts';
import { loadSmartClasses, parseSmartClasses, SMART_CLASSES_FILE } from './smart-classes.ts';

const FILE = `
smartClasses:
  - name: Exposed
    description: What anybody can reach.
    queries:
      - FIND Host WITH publicIpAddress != undefined
      - description: Web applications too
        query: FIND web_app
  - name: CriticalAsset
    queries: []
`;

test('reads names and queries', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'smart-classes-'));
  expect(await loadSmartClasses(dataDir(folder, {}))).toEqual({});
  writeFileSync(join(folder, SMART_CLASSES_FILE), FILE);
  expect(await loadSmartClasses(dataDir(folder, {}))).toEqual({
    Exposed: { queries: ['FIND Host WITH publicIpAddress != undefined', 'FIND web_app'] },
    CriticalAsset: { queries: [] },
  });
});

test.each([
  ['smartClasses: 5', 'smartClasses'],
  ['smartClasses: [{ name: small, queries: [] }]', 'name'],
  ['smartClasses: [{ name: A, queries: [] }, { name: A, queries: [] }]', '"A" is used twice'],
  ['smartClasses: [', 'Flow sequence'],
])('%s is refused with a reason', (text, reason) => {
  expect(() => parseSmartClasses('smart-classes.yaml', text)).toThrow(
    expect.objectContaining({
      code: 'A_SMART_CLASSES_INVALID',
      message: expect.stringContaining(reason),
    }),
  );
});

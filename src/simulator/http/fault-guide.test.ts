import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseFaultScript } from './fault-schema.ts';
import { FAULT_KINDS } from './faults.ts';

const GUIDE = readFileSync(
  new URL('../../../docs/guide/fault-scripts.md', import.meta.url),
  'utf8',
);

test('the guide has a valid example of every kind', () => {
  const examples = [...GUIDE.matchAll(/```yaml\n([\s\S]*?)```/g)].flatMap(([, text = '']) =>
    parseFaultScript(text),
  );
  const shown = new Set(examples.map(({ kind }) => kind));
  expect(FAULT_KINDS.filter((kind) => !shown.has(kind))).toEqual([]);
});

test('the guide tells of every kind and every member', () => {
  for (const kind of FAULT_KINDS) expect(GUIDE).toContain(`\`${kind}\`:`);
});

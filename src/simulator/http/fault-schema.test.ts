import { expect, test } from 'vitest';
import { FaultScriptError, parseFaultScript } from './fault-schema.ts';

function problems(text: string): readonly string[] {
  try {
    parseFaultScript(text);
  } catch (error) {
    if (error instanceof FaultScriptError) return error.problems;
    throw error;
  }
  return [];
}

test('a script is YAML or JSON', () => {
  const faults = [
    { kind: 'cut', endpoint: 'host-detections', at: 2, times: 3, bytes: 700 },
    { kind: 'maintenance', parameters: { ids: '7' } },
  ];
  expect(parseFaultScript(JSON.stringify(faults))).toEqual(faults);
  expect(
    parseFaultScript(`
- kind: cut
  endpoint: host-detections
  at: 2
  times: 3
  bytes: 700
- { kind: maintenance, parameters: { ids: 7 } }   # numbers are fine
`),
  ).toEqual(faults);
  expect(parseFaultScript('')).toEqual([]);
});

test.each([
  ['- kind: explode', /^line 1: fault 1, kind: there is no kind "explode"; known: hangUp, reset/],
  ['- kind: hangUp\n- at: 2', /^line 2: fault 2: "kind" is missing/],
  ['- kind: hangUp\n  at: 1\n  bytes: 4', /^line 3: fault 1, bytes: hangUp does not take/],
  ['- kind: cut\n  bytes: -4', /^line 2: fault 1, bytes: /],
  ['- kind: cut\n  bytes: many', /^line 2: fault 1, bytes: /],
  ['- kind: cut\n  endpoint: hosts', /^line 2: fault 1, endpoint: .*host-list/],
  ['- kind: cut\n  at: 2\n  every: 3', /^line 2: fault 1, at: goes with "times" only/],
  ['- kind: failingHost', /^line 1: fault 1, host: /],
  ['- kind: clockSkew\n  seconds: 0', /^line 2: fault 1, seconds: must not be 0/],
  ['kind: cut', /^(line 1: )?a fault script is a list of faults/],
  ['- cut', /^line 1: fault 1: a fault is an object with a "kind"/],
  ['- kind: "cut', /^line \d: /],
])('%j is refused with its place', (text, message) => {
  expect(problems(text)).toHaveLength(1);
  expect(problems(text)[0]).toMatch(message);
});

test('everything that is wrong is told at once', () => {
  const text = '- kind: cut\n  bytes: -1\n  times: 0\n- kind: nothing';
  expect(problems(text)).toHaveLength(3);
});

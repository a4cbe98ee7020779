import { expect, test } from 'vitest';
import type { RunRecord } from '../app/run-record.ts';
import { runSummary } from './run-summary.ts';

function record(endpoints: RunRecord['endpoints'], failure?: RunRecord['failure']): RunRecord {
  return {
    runId: '20261124T080000Z-abcdef',
    instance: 'qualys',
    mode: 'full',
    status: failure === undefined ? 'partial' : 'failed',
    startedAt: '2026-11-24T08:00:00.000Z',
    endedAt: '2026-11-24T08:00:01.000Z',
    endpoints,
    entities: {},
    relationships: {},
    completeTypes: [],
    coverage: {},
    resumedPages: 0,
    closed: {},
    merged: 0,
    warnings: [],
    ...(failure && { failure }),
  };
}

function endpoint(name: 'host-list' | 'host-detections', messages: readonly string[]) {
  const page = { code: 'Q_UNAVAILABLE', whatToDo: 'Try again later.' };
  return {
    name,
    requests: 6,
    retries: 5,
    waitedMs: 0,
    pages: 0,
    received: 0,
    failedPages: messages.map((message, index) => ({ ...page, scope: `part-${index}`, message })),
  };
}

test('an outage that costs many pages is told once, with the first of them', () => {
  const messages = Array.from({ length: 1234 }, () => 'Not available.');
  const text = runSummary(record([endpoint('host-detections', messages)]));
  expect(text).toContain('1,234 pages missing');
  expect(text).toMatch(/part-0, part-1.*and 1,226 more: Q_UNAVAILABLE Not available\./);
  expect(text.match(/What to do/g)).toHaveLength(1);
});

test('reasons that differ are told apart, and the end of the run is told once', () => {
  const failure = { code: 'Q_X', message: 'Refused.', whatToDo: 'Ask.', exitCode: 1 } as const;
  const endpoints = [
    endpoint('host-detections', ['A.', 'B.']),
    endpoint('host-list', ['Refused.']),
  ];
  const text = runSummary(record(endpoints, failure));
  expect(text).toContain('2 pages missing');
  expect(text.match(/Refused\./g)).toHaveLength(1);
});

import { describe, expect, test } from 'vitest';
import { readConfig } from '../integration/index.ts';
import { changedSince, notReadWhole } from './read-extent.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A day on which a period of seven days begins. */
const MONDAY = 7 * DAY * 2_900;

const at = (startedOn: number) => ({ startedOn });

describe('from when on changes are read', () => {
  const seven = { fullReadEveryDays: 7 };

  test('the first execution, and one after nothing but failures, reads everything', () => {
    expect(changedSince({ current: at(MONDAY) }, seven)).toBeUndefined();
  });

  test('one after a success of the same period reads what changed since, with an overlap', () => {
    const history = { current: at(MONDAY + 3 * DAY), lastSuccessful: at(MONDAY + 2 * DAY) };
    expect(changedSince(history, seven)).toBe(MONDAY + 2 * DAY - HOUR);
  });

  test('the first of a period reads everything, and so does the next until one succeeded', () => {
    const lastSuccessful = at(MONDAY - HOUR);
    expect(changedSince({ current: at(MONDAY), lastSuccessful }, seven)).toBeUndefined();
    expect(changedSince({ current: at(MONDAY + DAY), lastSuccessful }, seven)).toBeUndefined();
    const history = { current: at(MONDAY + 2 * DAY), lastSuccessful: at(MONDAY + DAY) };
    expect(changedSince(history, seven)).toBe(MONDAY + DAY - HOUR);
  });

  test('FULL_READ_EVERY_DAYS=1: once a day', () => {
    const one = { fullReadEveryDays: 1 };
    const history = { current: at(MONDAY + 25 * HOUR), lastSuccessful: at(MONDAY + 23 * HOUR) };
    expect(changedSince(history, one)).toBeUndefined();
    expect(changedSince({ ...history, current: at(MONDAY + 23.5 * HOUR) }, one)).toBeDefined();
  });
});

describe('what an execution does not read completely', () => {
  const partly = (env: Record<string, string>, disabled: readonly string[] = [], since?: number) =>
    [
      ...notReadWhole(
        readConfig({
          QUALYS_USERNAME: 'quays_ab1',
          QUALYS_PASSWORD: 'p',
          QUALYS_API_URL: 'https://qualysapi.qualys.eu',
          ...env,
        }),
        {
          instance: {
            id: 'i-1',
            name: 'main',
            config: {},
            disabledSources: disabled.map((ingestionSourceId) => ({ ingestionSourceId })),
          },
          executionHistory: {
            current: at(MONDAY + DAY),
            ...(since !== undefined && { lastSuccessful: at(since) }),
          },
        },
      ),
    ].map((id) => id.replace(/^fetch-(scanned-)?/, ''));
  const HOSTS = ['host-details', 'host-detections', 'finding-vulns'];
  const WEB_APPS = ['webapps', 'webapp-findings', 'finding-vulns'];

  test.each([
    ['nothing is set', {}, [], undefined, []],
    ['a look-back on hosts', { MIN_SCANNED_SINCE_DAYS: '7' }, [], undefined, HOSTS],
    [
      'a look-back on findings',
      { MIN_FINDINGS_SINCE_DAYS: '7' },
      [],
      undefined,
      ['host-detections', 'webapp-findings', 'finding-vulns'],
    ],
    ['web applications are not wanted', { INGEST_WEB_APP_SCANS: 'false' }, [], undefined, WEB_APPS],
    ['hosts are switched off', {}, ['qualys-hosts'], undefined, HOSTS],
    [
      'host findings are switched off',
      {},
      ['qualys-host-findings'],
      undefined,
      ['host-detections', 'finding-vulns'],
    ],
    ['web applications are switched off', {}, ['qualys-web-apps'], undefined, WEB_APPS],
    [
      'vulnerabilities are switched off',
      {},
      ['qualys-vulnerabilities'],
      undefined,
      ['finding-vulns'],
    ],
    ['an execution of the same period succeeded', {}, [], MONDAY, HOSTS],
  ] as const)('%s', (_, env, disabled, since, expected) => {
    expect(partly(env, disabled, since).toSorted()).toEqual([...expected].toSorted());
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { temporaryDataDir } from '../../../test/support/collected-graph.ts';
import { brokenRunRecord } from '../../app/run-record.ts';
import type { PollingInterval } from '../api/instances.ts';
import { EventHub } from '../events/index.ts';
import type { RunCause, RunInstance } from '../jobs/index.ts';
import { Metrics } from '../metrics.ts';
import { jitterOf } from './due.ts';
import { Scheduler, type SchedulerServices } from './scheduler.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 24, 9);

const instanceOf = (id: string, pollingInterval: PollingInterval = 'ONE_HOUR'): RunInstance => ({
  id,
  name: `name of ${id}`,
  pollingInterval,
  dailyHour: null,
  isEnabled: true,
  createdAt: START - 24 * HOUR,
});

/** Time, instances and jobs that do as they are told. */
class World {
  now = START;
  instances: RunInstance[] = [];
  readonly dir = temporaryDataDir('scheduler');
  readonly events = new EventHub();
  readonly begun: string[] = [];
  readonly running = new Set<string>();
  readonly refused = new Set<string>();
  failure: Error | undefined;

  scheduler(): Scheduler {
    const jobs = {
      start: async (id: string, _wishes: unknown, { trigger, restarts }: RunCause) => {
        if (this.failure) throw this.failure;
        this.begun.push(`${id} ${trigger}${trigger === 'restart' ? ` ${restarts}` : ''}`);
        this.running.add(id);
        this.events.publish('run', { runId: 'run', instanceId: id, state: 'running' });
      },
      list: () => [...this.running],
      ofInstance: (id: string) => (this.running.has(id) ? id : undefined),
    };
    return new Scheduler({
      dataDir: this.dir,
      instances: {
        list: () => this.instances,
        find: (id) => this.instances.find((each) => each.id === id),
        findByName: (name) => this.instances.find((each) => each.name === name),
        environment: () => ({}),
      },
      isRefused: async (id) => this.refused.has(id),
      jobs: jobs as unknown as SchedulerServices['jobs'],
      events: this.events,
      metrics: new Metrics(),
      log: pino({ enabled: false }),
      clock: () => this.now,
    });
  }

  end(id: string): void {
    this.running.delete(id);
  }

  /** A run of before, with or without a record. */
  ran(id: string, begunAt: number, origin: object | undefined, hasRecord: boolean): void {
    const runId = `${new Date(begunAt).toISOString().replace(/[-:]|\.\d+/g, '')}-abcdef`;
    const folder = join(this.dir.runsDir, runId);
    mkdirSync(join(folder, 'pages'), { recursive: true });
    const name = `name of ${id}`;
    const header = {
      format: 1,
      runId,
      instance: { name, integrationType: 'qualys' },
      configFingerprint: 'same',
      mode: 'full',
      startedAt: begunAt,
    };
    writeFileSync(join(folder, 'pages', 'run.json'), JSON.stringify(header));
    if (origin !== undefined) {
      const full = { instanceId: id, startedBy: null, begunAt, stoppedBy: null, ...origin };
      writeFileSync(join(folder, 'origin.json'), JSON.stringify(full));
    }
    if (!hasRecord) return;
    const run = { runId, instance: name, mode: 'full', startedAt: new Date(begunAt).toISOString() };
    const failure = { code: 'X', message: '', whatToDo: '', exitCode: 1 } as const;
    const record = brokenRunRecord({ ...run, mode: 'full' }, failure, begunAt);
    writeFileSync(join(folder, 'record.json'), JSON.stringify(record));
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});

test('a new instance is collected at once, and again after its interval', async () => {
  world.instances = [instanceOf('a')];
  const scheduler = world.scheduler();
  await scheduler.start();
  // What was due before the start is made up, some moments later.
  world.now += jitterOf('a', HOUR);
  await scheduler.tick();
  expect(world.begun).toEqual(['a schedule']);
  world.end('a');
  const { at = 0 } = scheduler.nextRun(world.instances[0]!);
  expect(at).toBe(world.now + HOUR + jitterOf('a', HOUR));
  world.now = at - 1;
  await scheduler.tick();
  expect(world.begun).toHaveLength(1);
  world.now = at;
  await scheduler.tick();
  expect(world.begun).toHaveLength(2);
  await scheduler.close();
});

test('what was missed while the server was down is made up once, from the runs that there are', async () => {
  world.instances = [instanceOf('a'), instanceOf('b', 'ONE_WEEK')];
  world.ran('a', START - 10 * HOUR, undefined, true);
  world.ran('b', START - 10 * HOUR, undefined, true);
  const scheduler = world.scheduler();
  await scheduler.start();
  expect(world.begun).toEqual([]);
  world.now += jitterOf('a', HOUR);
  await scheduler.tick();
  world.end('a');
  await scheduler.tick();
  expect(world.begun).toEqual(['a schedule']);
  await scheduler.close();
});

test('a run goes on after a start when the server was gone in the middle of it, and only then', async () => {
  const ids = ['killed', 'stopped', 'by-user', 'from-shell', 'too-often', 'long-ago', 'over'];
  world.instances = ids.map((id) => ({ ...instanceOf(id, 'DISABLED') }));
  const origin = { trigger: 'manual', restarts: 0 };
  world.ran('killed', START - HOUR, origin, false);
  world.ran('stopped', START - HOUR - 1000, { ...origin, restarts: 2 }, false);
  world.ran('by-user', START - HOUR - 2000, { ...origin, stoppedBy: 'user' }, false);
  world.ran('from-shell', START - HOUR - 3000, undefined, false);
  world.ran('too-often', START - HOUR - 4000, { ...origin, restarts: 3 }, false);
  world.ran('long-ago', START - 25 * HOUR, origin, false);
  world.ran('over', START - HOUR - 5000, origin, true);
  const scheduler = world.scheduler();
  await scheduler.start();
  expect(world.begun).toEqual(['killed restart 1', 'stopped restart 3']);
  await scheduler.close();
});

test('no run begins by itself where that is not wanted, and each is told why', async () => {
  world.instances = [
    { ...instanceOf('off'), isEnabled: false },
    instanceOf('by-hand', 'DISABLED'),
    instanceOf('refused'),
  ];
  world.refused.add('refused');
  const scheduler = world.scheduler();
  await scheduler.start();
  world.now += 2 * HOUR;
  await scheduler.tick();
  expect(world.begun).toEqual([]);
  expect(world.instances.map((each) => scheduler.nextRun(each).pausedBecause)).toEqual([
    'disabled',
    'no-interval',
    'login-refused',
  ]);
  world.refused.clear();
  await scheduler.tick();
  expect(world.begun).toEqual(['refused schedule']);
  await scheduler.close();
});

test('two runs of the schedule are under way at most, and the next begins when one has ended', async () => {
  world.instances = ['a', 'b', 'c'].map((id) => instanceOf(id));
  const scheduler = world.scheduler();
  await scheduler.start();
  world.now += HOUR;
  await scheduler.tick();
  expect(world.begun).toHaveLength(2);
  const [first = ''] = world.running;
  world.end(first);
  await scheduler.tick();
  expect(world.begun).toHaveLength(3);
  await scheduler.close();
});

test('a run that cannot begin is tried again after half an hour, whatever the interval', async () => {
  world.instances = [instanceOf('a', 'ONE_WEEK')];
  world.failure = new Error('the disk is full');
  const scheduler = world.scheduler();
  await scheduler.start();
  world.now += HOUR;
  await scheduler.tick();
  world.failure = undefined;
  expect(scheduler.nextRun(world.instances[0]!).at).toBe(world.now + HOUR / 2);
  world.now += HOUR / 2;
  await scheduler.tick();
  expect(world.begun).toEqual(['a schedule']);
  await scheduler.close();
});

test('a closed schedule begins nothing', async () => {
  world.instances = [instanceOf('a')];
  const scheduler = world.scheduler();
  await scheduler.start();
  await scheduler.close();
  world.now += HOUR;
  await scheduler.tick();
  expect(world.begun).toEqual([]);
});

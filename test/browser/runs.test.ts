import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openGraph } from '../../src/app/with-graph.ts';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';
import { collectorHere, type InProcessOptions } from '../support/in-process.ts';
import type { TrueFinding } from '../support/scenario.ts';
import { describeInBrowser } from './support/chromium.ts';
import { axe, inspect } from './support/look.ts';
import { Site } from './support/site.ts';

const ACTOR = { name: 'test', via: 'setup', address: '' } as const;
const SETTINGS = { hostsPerChunk: 6 };
const HOUR_MS = 3_600_000;

describeInBrowser('runs', () => {
  let simulator: Simulator;
  let site: Site;
  let url: string;
  let instance: string;
  let hooks: InProcessOptions = {};

  beforeAll(async () => {
    const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    simulator = createSimulator({
      hosts: 18,
      detections: 14,
      webApps: 2,
      now,
      limits: 'generous',
    });
    ({ url } = await simulator.listen());
    site = await Site.start({ collector: collectorHere(() => hooks) });
    instance = site.services.instances.create(productionOf(), ACTOR).id;
  });
  afterAll(async () => {
    await site.stop();
    await simulator.close();
  });
  beforeEach(() => {
    simulator.setFaults([]);
    hooks = { settings: SETTINGS };
  });

  const productionOf = () =>
    ({
      name: 'Production',
      type: 'qualys',
      description: '',
      options: { qualysApiUrl: url, qualysUsername: simulator.username },
      secrets: { qualysPassword: simulator.password },
      pollingInterval: 'DISABLED',
      dailyHour: null,
      isEnabled: true,
    }) as const;

  const start = async (wishes: { full?: boolean } = {}) => {
    const { jobs } = site.services;
    const cause = { trigger: 'manual', startedBy: 'ada', restarts: 0 } as const;
    const { runId } = await jobs.start(
      instance,
      { full: wishes.full === true, insist: false },
      cause,
    );
    return runId;
  };

  const hostIds = () => {
    const findings = [...simulator.truth({ apiUrl: url })].filter(
      ({ _type }) => _type === 'qualys_host_finding',
    ) as unknown as readonly TrueFinding[];
    return [...new Set(findings.map(({ hostId }) => Number(hostId)))];
  };

  test('a run is watched, cancelled, and gone on with', async () => {
    const reached = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    hooks = {
      settings: SETTINGS,
      onRequest: async (n) => {
        if (n !== 7) return;
        reached.resolve();
        await go.promise;
      },
    };
    const runId = await start();
    await reached.promise;
    const page = await site.page(`/runs/${runId}`);
    await page.getByRole('heading', { level: 2, name: 'Running', exact: true }).waitFor();
    await page
      .getByText(/^Full run: 18 hosts, about/)
      .first()
      .waitFor();
    await page.getByRole('progressbar').first().waitFor();
    await inspect(page, 'run-live');
    await page.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this run?' });
    await dialog.getByText('The graph stays as it was.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await page.getByRole('heading', { level: 2, name: 'Stopping', exact: true }).waitFor();
    go.resolve();
    await page.getByRole('heading', { level: 2, name: 'Cancelled', exact: true }).waitFor();
    await page.getByText('The next run goes on with the pages that this one has read.').waitFor();
    hooks = { settings: SETTINGS };
    await page.getByRole('button', { name: 'Go on with this run' }).click();
    await page.getByRole('heading', { level: 2, name: 'Complete', exact: true }).waitFor();
    await page.getByText('No page is missing.').waitFor();
    await page.getByText(/^Goes on where it was cut off, by admin/).waitFor();
    await page.close();
  });

  test('a run that waits for the graph is told, and cancelled before it begins', async () => {
    // Its own console, which has not opened the graph yet: another process is faster.
    const waiting = await Site.start({ collector: collectorHere(() => hooks) });
    waiting.watch.expect(/status of 409/);
    const { id } = waiting.services.instances.create(productionOf(), ACTOR);
    const graph = await openGraph(waiting.dir);
    const page = await waiting.page(`/integrations/${id}`);
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByText('Waiting to begin').waitFor();
    await page.getByText('A run waits for its beginning').waitFor();
    await axe(page);
    await page.getByRole('button', { name: 'Cancel this run' }).click();
    await page.getByText('The run of Production was cancelled before it began.').waitFor();
    await page.getByText('Never run', { exact: true }).waitFor();
    await graph.close();
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('heading', { level: 2, name: 'Complete', exact: true }).waitFor();
    await waiting.stop();
  });

  test('missing pages are told in plain words, and read again at a click', async () => {
    const [host = 0] = hostIds();
    simulator.setFaults([{ kind: 'failingHost', host, endpoint: 'host-detections' }]);
    const page = await site.page(`/runs/${await start({ full: true })}`);
    await page.getByRole('heading', { level: 2, name: 'Partial', exact: true }).waitFor();
    await page.getByText(/^\d of \d+ pages of host detections missing since \d\d:\d\d$/).waitFor();
    await page.getByText('Nothing was closed or removed in their scope').waitFor();
    await page.getByText('This run', { exact: true }).waitFor();
    await inspect(page, 'run-partial');
    simulator.setFaults([]);
    await page.getByRole('button', { name: 'Retry the missing pages now' }).click();
    await page.getByRole('heading', { level: 2, name: 'Complete', exact: true }).waitFor();
    await page.getByText('No page is missing.').waitFor();
    await page.close();
  });

  test('held removals pass when somebody accepts them by name', async () => {
    for (const id of hostIds().slice(2)) simulator.events.purgeHost(id);
    const page = await site.page(`/runs/${await start({ full: true })}`);
    await page.getByRole('heading', { level: 2, name: 'Removals are held' }).waitFor();
    await inspect(page, 'run-held');
    await page.getByRole('button', { name: /^Accept the removal of/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Accept the held removals' });
    await dialog.getByLabel(/Type Production/).fill('Production');
    await dialog.getByRole('button', { name: /^Accept the removal of/ }).click();
    await page.getByRole('heading', { level: 2, name: 'Complete', exact: true }).waitFor();
    await page.close();
  });

  test('the list has all runs, and who only looks is offered nothing to change', async () => {
    const page = await site.page('/runs', 'viewer');
    await page.getByRole('row').nth(1).waitFor();
    expect(await page.getByRole('row').count()).toBe(6);
    await inspect(page, 'runs');
    await page.getByRole('link', { name: 'Partial' }).first().click();
    await page.getByRole('heading', { level: 2, name: 'Completeness' }).waitFor();
    expect(
      await page.getByRole('button', { name: /Retry|Run again|Accept|Cancel run/ }).count(),
    ).toBe(0);
    site.watch.expect(/status of 404/);
    await page.goto(`${site.url}/runs/20200101T000000Z-abcdef`);
    await page.getByText('There is no such run').waitFor();
    await page.close();
  });
});

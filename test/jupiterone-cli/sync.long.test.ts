import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/index.ts';
import { collectInto, graphOf, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { INSTANCE_ID, stubbed, uploadedGraph } from '../support/jupiterone/synced.ts';
import { inJupiterOne } from '../support/sdk-mapper.ts';
import { builtPackage } from './built-package.ts';
import { installJupiterOneCli } from './install.ts';
import { runNode } from './run-node.ts';

let program: string;
let root: string;

beforeAll(async () => {
  program = await installJupiterOneCli();
  root = await builtPackage();
});

async function setting(options: SimulatorOptions = {}) {
  const simulator = createSimulator({ hosts: 25, detections: 6, webApps: 3, seed: 9, ...options });
  onTestFinished(() => simulator.close());
  const { url } = await simulator.listen();
  const { stub, env } = await stubbed();
  const j1 = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    runNode([program, ...args], root, {
      INTEGRATION_INSTANCE_ID: 'qualys',
      INTEGRATION_INSTANCE_NAME: 'qualys',
      ...settingsFor(simulator, url),
      JUPITERONE_API_KEY: env['JUPITERONE_API_KEY'] ?? '',
      JUPITERONE_ACCOUNT: env['JUPITERONE_ACCOUNT'] ?? '',
      ...more,
    });
  const upload = [
    ...['-p', 'dist', '--source', 'integration-external', '--integrationInstanceId', INSTANCE_ID],
    ...['--api-base-url', env['JUPITERONE_API_BASE_URL'] ?? ''],
  ];
  const standAlone = async () => {
    const dir = temporaryDataDir('stand-alone');
    await collectInto(dir, settingsFor(simulator, url));
    return inJupiterOne(await graphOf(dir));
  };
  /** The CLI does not wait until the job is worked in. */
  const finished = async () => {
    const { id } = stub.lastJob;
    for (let at = 0; at < 5 && stub.lastJob.status !== 'FINISHED'; at += 1) {
      await fetch(`${env['JUPITERONE_API_BASE_URL']}/persister/synchronization/jobs/${id}`, {
        headers: { authorization: `Bearer ${stub.apiKey}`, 'jupiterone-account': stub.account },
      });
    }
    expect(stub.lastJob.status).toBe('FINISHED');
  };
  return { simulator, stub, j1, upload, standAlone, finished };
}

test('collect and sync of the official CLI upload the graph', async () => {
  const { stub, j1, upload, standAlone, finished } = await setting();
  expect((await j1(['collect', '-p', 'dist'])).exitCode).toBe(0);
  const synced = await j1(['sync', ...upload]);
  if (synced.exitCode !== 0) throw new Error(synced.stderr + synced.stdout);
  await finished();
  expect(graphDifferences(await standAlone(), uploadedGraph(stub)).slice(0, 20)).toEqual([]);
});

test('run of the official CLI uploads the graph while it is collected', async () => {
  const { stub, j1, upload, standAlone, finished } = await setting();
  const run = await j1(['run', ...upload]);
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 0 });
  await finished();
  expect(graphDifferences(await standAlone(), uploadedGraph(stub)).slice(0, 20)).toEqual([]);
});

test('what JupiterOne gets is chosen as for our own upload', async () => {
  const { stub, j1, upload, finished } = await setting({ hosts: 8 });
  const choices = { SYNC_CVE_RELATIONSHIPS: 'false', SYNC_ASSET_RELATIONSHIPS: 'false' };
  expect((await j1(['run', ...upload], choices)).exitCode).toBe(0);
  await finished();
  const types = uploadedGraph(stub).map((object) => String(Reflect.get(object, '_type')));
  expect(types).toContain('qualys_host_finding_is_qualys_vuln');
  expect(types.filter((type) => /_is_cve$|_has_qualys_\w+_finding$/.test(type))).toEqual([]);
  const wrong = await j1(['run', ...upload], { SYNC_PRIVATE_TARGETS: 'perhaps' });
  expect(wrong.stdout).toContain('errorCode="CONFIG_VALIDATION_ERROR"');
  expect(wrong.stdout).toContain('SYNC_PRIVATE_TARGETS');
  expect(stub.lastJob.status).toBe('ABORTED');
});

test('what is switched off, or failed, stays where it was', async () => {
  const { simulator, stub, j1, upload, finished } = await setting({ hosts: 8 });
  expect((await j1(['run', ...upload])).exitCode).toBe(0);
  await finished();
  const before = uploadedGraph(stub);
  simulator.setFaults([{ kind: 'wrongStatus', status: 404, endpoint: 'host-detections', from: 1 }]);
  await j1(['run', ...upload], { INGEST_WEB_APP_SCANS: 'false' });
  await finished();
  const lost = graphDifferences(before, uploadedGraph(stub)).filter((line) =>
    line.startsWith('missing'),
  );
  expect(lost).toEqual([]);
  // Nothing stays because nothing came: what was read whole was uploaded, and could have lost something.
  const { entities, partialTypes } = stub.lastJob;
  expect([...entities.values()].map(({ _type }) => _type)).toContain('qualys_account');
  expect(partialTypes).toEqual(
    expect.arrayContaining(['qualys_host_finding', 'qualys_web_app_finding']),
  );
  expect(partialTypes).not.toContain('qualys_account');
});

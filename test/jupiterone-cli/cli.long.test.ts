import { cpSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.ts';
import { type CommandResult, temporaryFolder } from '../support/cli.ts';
import { collectInto, graphOf, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { type GraphObject, graphDifferences } from '../support/compare-graphs.ts';
import { inJupiterOne, placeMapped } from '../support/sdk-mapper.ts';
import { builtPackage } from './built-package.ts';
import { installJupiterOneCli } from './install.ts';
import { runNode } from './run-node.ts';

const MODEL = fileURLToPath(new URL('model-integration/', import.meta.url));

let program: string;
let root: string;

beforeAll(async () => {
  program = await installJupiterOneCli();
  root = await builtPackage();
});

/** The CLI, in a folder. */
const j1 = (args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) =>
  runNode([program, ...args], cwd, env);

async function platform(options: SimulatorOptions = {}) {
  const simulator = createSimulator({ hosts: 40, detections: 8, webApps: 4, seed: 8, ...options });
  onTestFinished(() => simulator.close());
  const { url } = await simulator.listen();
  return { simulator, url };
}

/** `collect -p dist` in the built package. */
function collect(simulator: Simulator, url: string, env: Record<string, string> = {}) {
  return j1(['collect', '-p', 'dist'], root, { ...settingsFor(simulator, url), ...env });
}

/** Everything that was printed and is no progress: warnings and errors, without times and process ids. */
function complaints({ stdout, stderr }: CommandResult): readonly string[] {
  return [
    ...stdout.split('\n').filter((line) => /\b(WARN|ERROR|FATAL)\b/.test(line)),
    ...stderr.split('\n').filter((line) => line.trim() !== ''),
  ].map((line) => line.replace(/^[\d:.]+Z\s*|\(node:\d+\)/g, '').trim());
}

function objectsOnDisk(): readonly GraphObject[] {
  const folder = join(root, 'dist/.j1-integration/graph');
  return globSync('*/{entities,relationships}/*.json', { cwd: folder }).flatMap((name) => {
    const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<
      'entities' | 'relationships',
      readonly GraphObject[] | undefined
    >;
    return [...(file.entities ?? []), ...(file.relationships ?? [])];
  });
}

interface Summary {
  readonly integrationStepResults: readonly { readonly id: string; readonly status: string }[];
  readonly metadata: { readonly partialDatasets: { readonly types: readonly string[] } };
}

function summary(): Summary {
  return JSON.parse(readFileSync(join(root, 'dist/.j1-integration/summary.json'), 'utf8'));
}

function statuses(): Readonly<Record<string, string>> {
  return Object.fromEntries(summary().integrationStepResults.map(({ id, status }) => [id, status]));
}

test('collect and visualize: the graph on disk is that of the stand-alone product, without a complaint of its own', async () => {
  const { simulator, url } = await platform();
  const result = await collect(simulator, url);
  expect({ exitCode: result.exitCode, stderr: result.stderr }).toMatchObject({ exitCode: 0 });
  const folder = temporaryFolder('model');
  cpSync(MODEL, folder, { recursive: true });
  const model = await j1(['collect', '-p', '.'], folder);
  expect(model.exitCode).toBe(0);
  const ofModel = complaints(model);
  expect(complaints(result).filter((line) => !ofModel.includes(line))).toEqual([]);

  expect(new Set(Object.values(statuses()))).toEqual(new Set(['success', 'disabled']));
  expect(summary().metadata.partialDatasets.types).toEqual([]);
  const dir = temporaryDataDir('stand-alone');
  await collectInto(dir, settingsFor(simulator, url));
  const alone = await graphOf(dir);
  expect(alone.length).toBeGreaterThan(500);
  expect(graphDifferences(inJupiterOne(alone), placeMapped(objectsOnDisk())).slice(0, 20)).toEqual(
    [],
  );

  const drawn = await j1(['visualize'], join(root, 'dist'));
  expect(drawn.exitCode).toBe(0);
  const page = readFileSync(join(root, 'dist/.j1-integration/index.html'), 'utf8');
  expect(page).toContain('Qualys Vulnerability Manager');
  expect(page).not.toContain('MISSING ENTITY');
});

test('the package exports the integration by name', async () => {
  const script =
    "import { invocationConfig } from 'graph-qualys/jupiterone'; console.log(invocationConfig.integrationSteps.length);";
  const result = await runNode(['--input-type=module', '--eval', script], root);
  expect(result).toEqual({ exitCode: 0, stdout: '13\n', stderr: '' });
});

test('a step that misses pages is a failure of the provider, and its types are partial', async () => {
  const { simulator, url } = await platform({ hosts: 10 });
  simulator.setFaults([{ kind: 'wrongStatus', status: 404, endpoint: 'host-detections', from: 1 }]);
  const result = await collect(simulator, url);
  expect(result.exitCode).toBe(0);
  expect(result.stdout).toContain('errorCode="PROVIDER_API_ERROR"');
  expect(statuses()).toMatchObject({
    'fetch-scanned-host-details': 'success',
    'fetch-scanned-host-detections': 'failure',
    'fetch-scanned-webapp-findings': 'success',
  });
  expect(summary().metadata.partialDatasets.types).toContain('qualys_host_finding');
});

test('what is not wanted stays: its types are partial', async () => {
  const { simulator, url } = await platform({ hosts: 3 });
  const result = await collect(simulator, url, { INGEST_WEB_APP_SCANS: 'false' });
  expect(result.exitCode).toBe(0);
  expect(statuses()).toMatchObject({
    'fetch-scanned-webapps': 'disabled',
    'keep-scanned-webapps': 'success',
  });
  expect(summary().metadata.partialDatasets.types).toContain('qualys_web_app_finding');
});

test('a refused login and wrong settings are told as such, with what to do', async () => {
  const { simulator, url } = await platform({ hosts: 1, webApps: 0 });
  const refused = await collect(simulator, url, { QUALYS_PASSWORD: 'wrong' });
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain('errorCode="PROVIDER_AUTHENTICATION_ERROR"');
  expect(refused.stdout).toMatch(/Q_LOGIN_REFUSED.*What to do: Check/);
  const wrong = await collect(simulator, url, { VMDR_FINDING_SEVERITIES: '9' });
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stdout).toContain('errorCode="CONFIG_VALIDATION_ERROR"');
  expect(wrong.stdout).toContain('VMDR_FINDING_SEVERITIES');
});

test('its own generator makes the tables of our page', async () => {
  const page = join(root, 'docs/jupiterone.md');
  const tables = () =>
    readFileSync(page, 'utf8')
      .slice(readFileSync(page, 'utf8').indexOf('J1_DOCUMENTATION_MARKER_START'))
      .split('\n')
      .filter((line) => line.startsWith('|') && !/^[|\s:-]+$/.test(line))
      .map((line) => line.replace(/\s+/g, ' '));
  const ours = tables();
  expect(ours.length).toBeGreaterThan(20);
  const result = await j1(['document', '-p', 'dist', '-o', '../docs/jupiterone.md'], root);
  expect(result.exitCode).toBe(0);
  expect(readFileSync(page, 'utf8')).not.toContain('graph-qualys document`; changes');
  expect(tables()).toEqual(ours);
});

test('the question file is valid', async () => {
  const result = await j1(
    ['validate-question-file', '--dry-run', '--file-path', 'questions/qualys.yaml'],
    root,
  );
  expect({ exitCode: result.exitCode, stderr: result.stderr }).toMatchObject({ exitCode: 0 });
  expect(result.stdout).toContain('Successfully validated');
});

test('ingestion sources and the graph schema can be generated', async () => {
  const sources = await j1(['generate-ingestion-sources-config', '-p', 'dist'], root);
  expect(sources.stdout).toContain('qualys-host-findings');
  const schema = await j1(['generate-integration-graph-schema', '-p', 'dist'], root);
  expect(schema.stdout).toContain('"_type": "qualys_host_finding"');
  expect([sources.exitCode, schema.exitCode]).toEqual([0, 0]);
});

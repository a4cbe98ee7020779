import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Ajv } from 'ajv';
import { expect, onTestFinished, test, vi } from 'vitest';
import { schemaErrors } from '../../src/integration/testing/class-schemas.ts';
import { invocationConfig } from '../../src/jupiterone/index.ts';
import type { Entity } from '../../src/model/graph-object.ts';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { type GraphObject, graphDifferences } from '../support/compare-graphs.ts';
import { runInSdk, type SdkExecutionInput, type SdkResult } from '../support/sdk-host.ts';
import { inJupiterOne, placeMapped } from '../support/sdk-mapper.ts';

const DAY = 86_400_000;

async function platform(options: SimulatorOptions = {}) {
  const simulator = createSimulator({ hosts: 25, detections: 6, webApps: 3, ...options });
  onTestFinished(() => simulator.close());
  const { url } = await simulator.listen();
  const { username, password } = simulator;
  const config = { qualysUsername: username, qualysPassword: password, qualysApiUrl: url };
  return {
    simulator,
    truth: () => inJupiterOne(simulator.truth({ apiUrl: url })),
    run: (input: Partial<SdkExecutionInput> = {}) =>
      runInSdk({ ...input, config: { ...config, ...input.config } }),
  };
}

/** An execution on the first day of a period of seven, and one two days later. */
const FIRST = { startedOn: 7 * DAY * 2920 };
const TWO_DAYS_LATER = { current: { startedOn: FIRST.startedOn + 2 * DAY }, lastSuccessful: FIRST };

function typesOf(objects: readonly GraphObject[]): readonly string[] {
  return [...new Set(objects.map((object) => String(object['_type'])))].toSorted();
}

function failures({ steps }: SdkResult) {
  return Object.fromEntries(
    Object.entries(steps).flatMap(([id, { status, error }]) =>
      status === 'success' || status === 'disabled' ? [] : [[id, error?.code ?? status]],
    ),
  );
}

test('what the steps bring is the graph, once the mapper has placed what it owns', async () => {
  const { run, truth } = await platform({ hosts: 60, detections: 10, seed: 4 });
  const result = await run();
  expect(failures(result)).toEqual({});
  expect(result.undeclared).toEqual([]);
  expect(result.partialTypes).toEqual([]);
  const graph = placeMapped(result.objects);
  expect(graph.length).toBeGreaterThan(1000);
  expect(graphDifferences(truth(), graph).slice(0, 20)).toEqual([]);
});

test('an execution whose begin nobody tells is one of now, and reads everything', async () => {
  const { run, truth } = await platform({ hosts: 3, webApps: 1 });
  const nobodyKnows = { current: {} as { startedOn: number } };
  const result = await run({ history: { ...nobodyKnows, lastSuccessful: FIRST } });
  expect(failures(result)).toEqual({});
  expect(graphDifferences(truth(), placeMapped(result.objects))).toEqual([]);
});

test('every entity is what its classes and the schema of its step want', async () => {
  const { run } = await platform({ hosts: 30, seed: 12 });
  const { objects } = await run();
  const ajv = new Ajv({ allowUnionTypes: true });
  const schemas = new Map(
    invocationConfig.integrationSteps.flatMap((step) =>
      step.entities.map(({ _type, schema }) => [_type, schema] as const),
    ),
  );
  const entities = objects.filter(
    (object) => !('_mapping' in object || '_fromEntityKey' in object),
  );
  expect(new Set(entities.map(({ _type }) => _type))).toEqual(new Set(schemas.keys()));
  for (const [type, schema] of schemas) {
    const validate = ajv.compile(schema);
    const mine = entities.filter(({ _type }) => _type === type) as unknown as Entity[];
    expect(mine.flatMap((entity) => (validate(entity) ? [] : validate.errors))).toEqual([]);
    expect(mine.flatMap((entity) => schemaErrors(entity))).toEqual([]);
  }
});

test('nothing is left in the folder for temporary files', async () => {
  const folder = temporaryFolder('sdk-tmp');
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(tmpdir()).toBe(folder);
  const { run } = await platform({ hosts: 2, webApps: 0 });
  await run();
  expect(existsSync(folder)).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
});

test('a step that misses something brings the rest and fails, so that nothing of its types goes', async () => {
  const { simulator, run, truth } = await platform();
  simulator.setFaults([{ kind: 'wrongStatus', status: 404, endpoint: 'host-detections', from: 1 }]);
  const result = await run();
  expect(failures(result)).toEqual({ 'fetch-scanned-host-detections': 'PROVIDER_API_ERROR' });
  expect(result.partialTypes).toEqual([
    'aws_instance_has_qualys_host_finding',
    'azure_vm_has_qualys_host_finding',
    'discovered_host_has_qualys_host_finding',
    'google_compute_instance_has_qualys_host_finding',
    'qualys_host_finding',
  ]);
  const graph = placeMapped(result.objects);
  const missing = graphDifferences(truth(), graph);
  expect(missing.length).toBeGreaterThan(100);
  expect(
    missing.filter(
      (line) =>
        !/^missing: (qualys_host_finding|\S+_has_qualys_host_finding|qualys_vuln|cve)/.test(line),
    ),
  ).toEqual([]);
});

test('records that cannot be used make a step fail, though everything else is there', async () => {
  const { simulator, run, truth } = await platform({ hosts: 5, webApps: 0 });
  simulator.setFaults([{ kind: 'garbageRecord', endpoint: 'host-detections', at: 1 }]);
  const result = await run();
  expect(failures(result)).toEqual({ 'fetch-scanned-host-detections': 'PROVIDER_API_ERROR' });
  expect(graphDifferences(truth(), placeMapped(result.objects))).toEqual([]);
});

test('a module that is closed to the account is a matter of authorization, and its data stays', async () => {
  const { run } = await platform({ licensed: { was: false } });
  const result = await run();
  expect(failures(result)).toEqual({
    'fetch-scanned-webapps': 'PROVIDER_AUTHORIZATION_ERROR',
    'fetch-scanned-webapp-findings': 'partial_success_due_to_dependency_failure',
  });
  expect(result.partialTypes).toContain('qualys_web_app_finding');
  expect(result.partialTypes).toContain('qualys_web_app_scanner_scans_web_app');
  expect(result.partialTypes).not.toContain('qualys_host_finding');
});

test('without the knowledge base vulnerabilities stay; without the asset inventory nothing is missing', async () => {
  const { run } = await platform({ licensed: { knowledgeBase: false, hostasset: false } });
  const result = await run();
  expect(failures(result)).toEqual({ 'fetch-finding-vulns': 'PROVIDER_AUTHORIZATION_ERROR' });
  expect(result.partialTypes).toContain('cve');
  expect(result.partialTypes).not.toContain('qualys_host_finding');
  expect(result.events.join()).toContain('skipped');
});

test('a refused login fails in validation, as a matter of authentication', async () => {
  const { run, simulator } = await platform();
  await expect(run({ config: { qualysPassword: 'wrong' } })).rejects.toMatchObject({
    code: 'PROVIDER_AUTHENTICATION_ERROR',
    fatal: true,
    message: expect.stringMatching(/Q_LOGIN_REFUSED.*What to do: /),
  });
  // One refusal, and no second one that would bring the account closer to being locked.
  expect(simulator.requests.length).toBe(1);
});

test('settings that make no sense fail in validation, all of them at once', async () => {
  const { run, simulator } = await platform();
  const config = { vmdrFindingSeverities: '9', vmdrFindingTypes: 'Some' };
  await expect(run({ config })).rejects.toMatchObject({
    code: 'CONFIG_VALIDATION_ERROR',
    message: expect.stringMatching(/VMDR_FINDING_SEVERITIES[\s\S]*VMDR_FINDING_TYPES/),
  });
  expect(simulator.requests.length).toBe(0);
});

test('a login that is refused in mid-run ends the execution', async () => {
  const { run, simulator } = await platform();
  simulator.setFaults([{ kind: 'passwordExpires', at: 3 }]);
  await expect(run()).rejects.toMatchObject({ fatal: true });
});

test('web applications that are not wanted are not read, and stay', async () => {
  const { run, simulator } = await platform();
  const result = await run({ config: { ingestWebAppScans: false } });
  expect(result.steps['fetch-scanned-webapps']).toEqual({ status: 'disabled' });
  expect(result.steps['keep-scanned-webapps']).toEqual({ status: 'success' });
  expect(result.partialTypes).toContain('qualys_web_app_finding');
  expect(result.partialTypes).toContain('qualys_vuln');
  expect(result.partialTypes).not.toContain('qualys_host_finding');
  expect(simulator.requests.some(({ endpoint }) => endpoint === 'web-apps')).toBe(false);
});

test('an ingestion source that is switched off brings nothing, and what is there of it stays', async () => {
  const { run } = await platform();
  const result = await run({ disabledSources: ['qualys-hosts'] });
  const types = typesOf(result.objects);
  expect(types.filter((type) => /host|instance|azure/.test(type))).toEqual([]);
  expect(types).toContain('qualys_web_app_finding_is_qualys_vuln');
  expect(result.partialTypes).toContain('qualys_host_finding');
  expect(result.partialTypes).toContain('qualys_vulnerability_manager_scans_discovered_host');
  expect(result.partialTypes).not.toContain('qualys_web_app_finding');
  placeMapped(result.objects);
});

test('between two whole reads only what changed since the last success is read, and the rest stays', async () => {
  const { run, simulator } = await platform({ now: FIRST.startedOn + 2 * DAY, hosts: 60 });
  const whole = await run();
  simulator.clearRequests();
  const since = await run({ history: TWO_DAYS_LATER });
  const counts = (result: SdkResult) =>
    result.objects.filter(({ _type }) => _type === 'qualys_host_finding').length;
  expect(counts(since)).toBeGreaterThan(0);
  expect(counts(since)).toBeLessThan(counts(whole));
  expect(since.partialTypes).toContain('qualys_host_finding');
  expect(since.partialTypes).toContain('qualys_vulnerability_manager_scans_discovered_host');
  // Web applications are read whole each time.
  expect(since.partialTypes).not.toContain('web_app');
  expect(since.partialTypes).not.toContain('qualys_web_app_finding');
  placeMapped(since.objects);
});

test('no host at all where earlier executions found some is not believed', async () => {
  const { run } = await platform({ hosts: 0, webApps: 0 });
  expect(failures(await run())).toEqual({});
  const lastSuccessful = { startedOn: FIRST.startedOn - DAY };
  const again = await run({ history: { current: FIRST, lastSuccessful } });
  expect(again.steps['fetch-scanned-host-ids']?.error).toMatchObject({
    code: 'PROVIDER_API_ERROR',
    message: expect.stringContaining('no hosts at all'),
  });
  expect(again.partialTypes).toContain('qualys_vulnerability_manager_scans_discovered_host');
});

test('the fields of the form are the options, with secrets masked', () => {
  const { instanceConfigFields: fields } = invocationConfig;
  expect(fields).toMatchObject({
    qualysUsername: { type: 'string' },
    qualysPassword: { type: 'string', mask: true },
    ingestWebAppScans: { type: 'boolean', optional: true },
  });
  expect(fields['qualysApiUrl']).toEqual({ type: 'string' });
  expect(Object.keys(fields)).not.toContain('qualysPasswordCommand');
});

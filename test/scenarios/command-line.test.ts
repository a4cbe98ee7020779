import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataDir } from '../../src/app/data-dir.ts';
import { loadQuestions } from '../../src/app/questions.ts';
import type { RunRecord } from '../../src/app/run-record.ts';
import { runCommand, temporaryFolder } from '../support/cli.ts';
import { graphOf } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';

const BIN = fileURLToPath(new URL('../../bin/graph-qualys', import.meta.url));
const PLATFORM = ['--hosts', '60', '--detections', '10', '--seed', 'command-line'];

describe('the command line, from a simulated platform to an answer', () => {
  let platform: ChildProcess;
  let settings: Record<string, string>;
  let port: string;
  let record: RunRecord;
  const folder = temporaryFolder('command-line');
  const graph = (...args: string[]) => runCommand([...args, '--data-dir', folder]);

  beforeAll(async () => {
    platform = spawn(process.execPath, [BIN, 'simulate', '--json', '--port', '0', ...PLATFORM], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(platform.stdout!, 'data')) as [Buffer];
    const { url, username, password } = JSON.parse(line.toString()) as Record<string, string>;
    port = new URL(url!).port;
    settings = { QUALYS_API_URL: url!, QUALYS_USERNAME: username!, QUALYS_PASSWORD: password! };
    const result = await runCommand(['collect', '--json', '--data-dir', folder], settings);
    expect(result.stderr).not.toContain('Error');
    expect(result.exitCode).toBe(0);
    record = JSON.parse(result.stdout) as RunRecord;
  });

  afterAll(async () => {
    platform.kill('SIGTERM');
    await once(platform, 'close');
  });

  test('the run record says what was asked, what came and what changed', () => {
    expect(record).toMatchObject({
      instance: 'qualys',
      mode: 'full',
      status: 'complete',
      runId: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/),
    });
    expect(Date.parse(record.endedAt)).toBeGreaterThanOrEqual(Date.parse(record.startedAt));
    const names = record.endpoints.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['host-list', 'knowledge-base']));
    for (const endpoint of record.endpoints) {
      expect(endpoint.requests).toBeGreaterThanOrEqual(endpoint.pages);
      expect(endpoint.failedPages).toEqual([]);
    }
    const findings = record.entities['qualys_host_finding'];
    expect(findings?.seen).toBeGreaterThan(0);
    expect(findings).toMatchObject({ created: findings?.seen, updated: 0, deleted: 0 });
    expect(readdirSync(join(folder, 'runs', record.runId))).toEqual(['record.json']);
  });

  test('the graph equals the truth that another process prints', async () => {
    const truth = await runCommand(['simulate', '--print-truth', '--port', port, ...PLATFORM]);
    expect(truth.exitCode).toBe(0);
    const objects = truth.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(objects.length).toBeGreaterThan(500);
    expect(graphDifferences(objects, await graphOf(dataDir(folder, {})))).toEqual([]);
  });

  test('a second run without changes makes no version', async () => {
    const { stdout } = await runCommand(['collect', '--json', '--data-dir', folder], settings);
    const again = JSON.parse(stdout) as RunRecord;
    for (const counts of Object.values({ ...again.entities, ...again.relationships })) {
      expect(counts).toMatchObject({ created: 0, updated: 0, deleted: 0 });
    }
  });

  const COLUMNS =
    'FIND Host AS h THAT HAS Finding AS f RETURN h.displayName AS host, count(f) AS n';

  test('the formats hold the same rows', async () => {
    const json = await graph('query', COLUMNS, '--format', 'json');
    const rows = JSON.parse(json.stdout) as { host: string; n: number }[];
    expect(rows.length).toBeGreaterThan(10);
    expect(Object.keys(rows[0]!)).toEqual(['host', 'n']);

    const ndjson = await graph('query', COLUMNS, '--format', 'ndjson');
    expect(
      ndjson.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual(rows);

    const csv = await graph('query', COLUMNS, '--format', 'csv');
    const records = parse(csv.stdout, { columns: true }) as { host: string; n: string }[];
    expect(records.map(({ n }) => Number(n))).toEqual(rows.map(({ n }) => n));

    const table = await graph('query', COLUMNS);
    expect(table.stdout.trimEnd().split('\n')).toHaveLength(rows.length + 2);
    expect(table.stderr).toContain(`${rows.length} rows`);
  });

  test('no rows are an empty array, and a class that nobody has is mentioned', async () => {
    const result = await graph('query', 'FIND Starship', '--json');
    expect(JSON.parse(result.stdout)).toEqual([]);
    expect(result.stderr).toContain('Starship');
    expect(result.exitCode).toBe(0);
  });

  // Answers of all questions are compared with the truth in test/questions.
  test('the questions that the demo asks have rows', async () => {
    const questions = (await loadQuestions()).filter(({ tags }) => tags.includes('overview'));
    expect(questions.length).toBe(5);
    for (const { id } of questions) {
      const result = await graph('questions', 'run', id, '--json');
      expect({ id, exitCode: result.exitCode }).toEqual({ id, exitCode: 0 });
      const { queries } = JSON.parse(result.stdout) as { queries: { rows: object[] }[] };
      for (const { rows } of queries)
        expect({ id, rows: rows.length > 0 }).toEqual({ id, rows: true });
    }
  });

  test('questions are listed, by tag if wanted', async () => {
    const all = await runCommand(['questions', 'list', '--json']);
    const some = await runCommand(['questions', 'list', '--tag', 'host', '--json']);
    const listed = JSON.parse(all.stdout) as { tags: string[] }[];
    expect(listed.length).toBeGreaterThanOrEqual(40);
    expect(JSON.parse(some.stdout)).toEqual(listed.filter(({ tags }) => tags.includes('host')));
  });

  test('capture keeps raw pages without secrets', async () => {
    const capture = temporaryFolder('capture');
    await runCommand(
      ['collect', '--data-dir', temporaryFolder('captured'), '--capture', capture],
      settings,
    );
    const files = readdirSync(capture);
    expect(files.some((name) => name.includes('knowledge-base'))).toBe(true);
    for (const name of files) {
      const text = readFileSync(join(capture, name), 'utf8');
      expect(text).not.toMatch(/demo-password|authorization:/i);
    }
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand, temporaryFolder } from '../support/cli.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { scenario } from '../support/scenario.ts';

test('what is exported is the graph, on stdout and in a file', async () => {
  const here = await scenario({ hosts: 8, detections: 4, webApps: 2 });
  await here.run();
  const lines = await here.command(['export']);
  expect(lines.exitCode).toBe(0);
  const objects = lines.stdout.trimEnd().split('\n');
  expect(
    graphDifferences(
      await here.graph(),
      objects.map((line) => JSON.parse(line)),
    ),
  ).toEqual([]);

  const file = join(temporaryFolder('export'), 'graph.html');
  const written = await here.command(['export', '--format', 'html', '--output', file, '--json']);
  expect(JSON.parse(written.stdout)).toEqual({ format: 'html', file });
  expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);

  const nowhere = join(temporaryFolder('export'), 'no-folder', 'graph.html');
  const failed = await here.command(['export', '--format', 'html', '--output', nowhere]);
  expect(failed.exitCode).toBe(2);
  expect(failed.stderr).toContain('A_EXPORT');
  expect(failed.stderr).toContain('does not exist');
});

test('without a graph there is nothing to export', async () => {
  const result = await runCommand(['export', '--data-dir', temporaryFolder('empty')]);
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toContain('A_NO_DATA');
});

test('document writes the data model where it is told to', async () => {
  const folder = temporaryFolder('document');
  const result = await runCommand(['document', '--json'], {}, folder);
  expect(JSON.parse(result.stdout)).toEqual({
    page: 'docs/jupiterone.md',
    diagram: 'docs/data-model.mmd',
  });
  expect(readFileSync(join(folder, 'docs/jupiterone.md'), 'utf8')).toContain('`qualys_account`');
  expect(readFileSync(join(folder, 'docs/data-model.mmd'), 'utf8')).toMatch(/^flowchart LR/);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** One folder for the temporary files of all tests of a project, which goes when they are over. */
export function setup(): void {
  folder = mkdtempSync(join(tmpdir(), 'graph-qualys-tests-'));
  // The processes of the tests are started after this, and take it over.
  process.env['TMPDIR'] = folder;
}

/** Removes the folder and everything in it. */
export function teardown(): void {
  if (folder === undefined) return;
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  } catch (error) {
    // biome-ignore lint/suspicious/noConsole: what is left behind is no failure of a test, and should be known all the same
    console.warn(`${folder} is left behind: ${String(error)}`);
  }
}

import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { access, copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import envPaths from 'env-paths';

const run = promisify(execFile);
const HERE = new URL('./', import.meta.url);
const FILES = ['package.json', 'package-lock.json', '.npmrc'];

/**
 * Installs the official CLI as the lock file here says, once, into the cache of the user. What another test run
 * has begun and not ended is left alone: the folder gets its name when it is whole.
 *
 * @returns path of its program
 */
export async function installJupiterOneCli(): Promise<string> {
  const lock = await readFile(new URL('package-lock.json', HERE), 'utf8');
  const cache = envPaths('graph-qualys-tests', { suffix: '' }).cache;
  const folder = join(cache, `jupiterone-cli-${hash('sha256', lock).slice(0, 16)}`);
  const program = join(folder, 'node_modules/.bin/j1-integration');
  if (await exists(program)) return program;
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    for (const name of FILES) await copyFile(new URL(name, HERE), join(draft, name));
    await run('npm', ['ci'], { cwd: draft });
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return program;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

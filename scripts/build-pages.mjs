// Plain JavaScript for any Node from 18 on: builds the pages of the console into `dist/web`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode, projectEnvironment, projectRoot } from './install.mjs';

const BUILT = `${projectRoot}dist/web/index.html`;
const SOURCES = ['web', 'package-lock.json'].map((path) => `${projectRoot}${path}`);

/** When a file, or the newest one in a folder, was changed last; what is removed changes its folder. */
function lastChange(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).map((name) => lastChange(join(path, name)));
  return Math.max(stat.mtimeMs, ...inside);
}

/** Builds the pages. Ends the process when that fails. */
export function buildPages() {
  const vite = `${projectRoot}node_modules/vite/bin/vite.js`;
  const { status } = spawnSync(pinnedNode, [vite, 'build', 'web', '--logLevel', 'warn'], {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: projectEnvironment(),
  });
  if (status === 0) return;
  console.error('The pages of the console were not built. See the messages above.');
  process.exit(status ?? 1);
}

/** Builds them when they were never built, or when something has changed since. */
export function ensurePages() {
  const isBuilt =
    existsSync(BUILT) && SOURCES.every((path) => lastChange(path) <= statSync(BUILT).mtimeMs);
  if (isBuilt) return;
  console.error('Building the pages of the console …');
  buildPages();
}

// Plain JavaScript for any Node from 18 on: what the commands that test have in common.
import { spawnSync } from 'node:child_process';
import { ensurePages } from './build-pages.mjs';
import {
  ensureChromium,
  ensureInstalled,
  pinnedNode,
  projectEnvironment,
  projectRoot,
} from './install.mjs';

/** Installs and builds what tests need and is not there. */
export function prepareChecks() {
  ensureInstalled();
  ensureChromium();
  ensurePages();
}

/** Runs a program of the project's packages to its end; gives its exit code. */
export function runCheck(program, args) {
  const { status } = spawnSync(pinnedNode, [`${projectRoot}node_modules/${program}`, ...args], {
    cwd: projectRoot,
    stdio: 'inherit',
    env: projectEnvironment(),
  });
  return status ?? 1;
}

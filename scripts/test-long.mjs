// `npm run test:long`: installs and builds what is missing, then runs chaos, randomised lives, stories in the browser and the
// measures of memory. Arguments go to vitest: `npm run test:long -- test/browser`.
import { spawnSync } from 'node:child_process';
import { ensurePages } from './build-pages.mjs';
import {
  ensureChromium,
  ensureInstalled,
  pinnedNode,
  projectEnvironment,
  projectRoot,
} from './install.mjs';

ensureInstalled();
ensureChromium();
ensurePages();
const { status } = spawnSync(
  pinnedNode,
  [
    `${projectRoot}node_modules/vitest/vitest.mjs`,
    'run',
    '--project',
    'long',
    '--project',
    'scale',
    ...process.argv.slice(2),
  ],
  { cwd: projectRoot, stdio: 'inherit', env: projectEnvironment() },
);
process.exit(status ?? 1);

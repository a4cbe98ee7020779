// `npm test`: installs and builds what is missing, then runs every check in turn and stops at the first red one.
// Arguments go to vitest: `npm test -- src/model`.
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
const bin = `${projectRoot}node_modules/`;
const steps = [
  ['types', `${bin}typescript/bin/tsc`, ['--noEmit']],
  ['types of the pages', `${bin}typescript/bin/tsc`, ['--noEmit', '-p', 'web']],
  ['lint', `${bin}@biomejs/biome/bin/biome`, ['check', '--error-on-warnings', '.']],
  [
    'import direction',
    `${bin}dependency-cruiser/bin/dependency-cruiser.mjs`,
    [
      '--config',
      '.dependency-cruiser.json',
      '--output-type',
      'err',
      'src',
      'web',
      'test',
      'scripts',
      'benchmarks',
    ],
  ],
  ['tests', `${bin}vitest/vitest.mjs`, ['run', '--project', 'unit', ...process.argv.slice(2)]],
];

for (const [name, script, args] of steps) {
  console.error(`\n— ${name}`);
  const { status } = spawnSync(pinnedNode, [script, ...args], {
    cwd: projectRoot,
    stdio: 'inherit',
    env: projectEnvironment(),
  });
  if (status !== 0) {
    console.error(`\n${name}: failed`);
    process.exit(status ?? 1);
  }
}

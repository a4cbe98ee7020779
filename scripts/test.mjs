// `npm test`: installs and builds what is missing, then runs every check in turn and stops at the first red one.
// Arguments go to vitest: `npm test -- src/model`.
import { prepareChecks, runCheck } from './checks.mjs';

prepareChecks();
const sources = ['src', 'web', 'test', 'scripts', 'benchmarks'];
const steps = [
  ['types', 'typescript/bin/tsc', ['--noEmit']],
  ['types of the pages', 'typescript/bin/tsc', ['--noEmit', '-p', 'web']],
  ['lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']],
  [
    'import direction',
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    ['--config', '.dependency-cruiser.json', '--output-type', 'err', ...sources],
  ],
  ['tests', 'vitest/vitest.mjs', ['run', '--project', 'unit', ...process.argv.slice(2)]],
];

for (const [name, program, args] of steps) {
  console.error(`\n— ${name}`);
  const status = runCheck(program, args);
  if (status !== 0) {
    console.error(`\n${name}: failed`);
    process.exit(status);
  }
}

// `npm run test:long`: installs and builds what is missing, then runs chaos, randomised lives, stories in the browser and the
// measures of memory. Arguments go to vitest: `npm run test:long -- test/browser`.
import { prepareChecks, runCheck } from './checks.mjs';

prepareChecks();
const projects = ['--project', 'long', '--project', 'scale'];
process.exit(runCheck('vitest/vitest.mjs', ['run', ...projects, ...process.argv.slice(2)]));

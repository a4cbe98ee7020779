/**
 * A process to be killed: opens the store of a folder, says `ready`, and applies the runs named by its
 * arguments one after the other, saying `applied <run>` for each.
 *
 *     node crash-child.ts <store> <spool folder>=<run id> …
 */
import { openStore } from '../index.ts';
import { DAY_ONE, QUALYS } from './fixture.ts';

const [path = '', ...runs] = process.argv.slice(2);
const store = await openStore({ path });
process.stdout.write('ready\n');
for (const run of runs) {
  const [spoolDir = '', runId = ''] = run.split('=');
  await store.apply({
    runId,
    spoolDir,
    at: DAY_ONE,
    instance: QUALYS,
    completeTypes: ['discovered_host'],
  });
  process.stdout.write(`applied ${runId}\n`);
}
// Holds the store until it is killed.
process.stdin.resume();

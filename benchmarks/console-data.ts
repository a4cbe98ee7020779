/**
 * Makes the data folder that benchmarks of the console read: a graph of one synthetic run, with a million findings unless
 * told otherwise. A folder that has a graph already is left as it is.
 *
 *     node benchmarks/console-data.ts <folder> [hosts] [findings per host]
 */
import { existsSync } from 'node:fs';
import { dataDir, prepareDataDir } from '../src/app/data-dir.ts';
import { fillSyntheticStore } from './synthetic-store.ts';

const folder = process.argv[2];
const hosts = Number(process.argv[3] ?? 20_000);
const findingsPerHost = Number(process.argv[4] ?? 50);

if (folder === undefined) {
  process.stderr.write('Usage: node benchmarks/console-data.ts <folder> [hosts] [per host]\n');
  process.exitCode = 2;
} else {
  const dir = dataDir(folder, {});
  await prepareDataDir(dir);
  if (!existsSync(dir.storeFile)) {
    await fillSyntheticStore(dir.storeFile, dir.path, { hosts, findingsPerHost, isVaried: true });
  }
  process.stdout.write(`${dir.path}\n`);
}

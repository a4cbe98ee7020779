import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/cli.ts';
import { INSTALLED, packedArchive } from '../support/packed-archive.ts';

const run = promisify(execFile);

/**
 * The project as it is published, unpacked beside the dependencies that an installation would bring.
 *
 * @returns folder of the package
 */
export async function builtPackage(): Promise<string> {
  const folder = temporaryFolder('package');
  const archive = await packedArchive(folder);
  const target = join(folder, 'unpacked');
  await mkdir(target);
  await run('tar', ['-xzf', archive, '-C', target]);
  const root = join(target, 'package');
  await symlink(INSTALLED, join(root, 'node_modules'));
  return root;
}

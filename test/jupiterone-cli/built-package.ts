import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/cli.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Packs the project as it is published, built by that, and unpacks it elsewhere beside the dependencies that
 * an installation would bring.
 *
 * @returns folder of the package
 */
export async function builtPackage(): Promise<string> {
  const folder = temporaryFolder('package');
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  });
  const packed = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as readonly {
    readonly filename: string;
  }[];
  const [archive] = packed;
  if (archive === undefined) throw new Error(`npm pack said ${stdout}`);
  const target = join(folder, 'unpacked');
  await mkdir(target);
  await run('tar', ['-xzf', join(folder, archive.filename), '-C', target]);
  const root = join(target, 'package');
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

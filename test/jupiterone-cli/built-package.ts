import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/cli.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What is not copied: it is made anew, or does not belong to the project. */
const LEFT_OUT = new Set(['node_modules', 'dist', '.git'].map((name) => join(ROOT, name)));

/**
 * Packs a copy of the project as it is published, built by that, and unpacks it beside the dependencies that an
 * installation would bring. A copy, because test files run side by side and a build begins by removing the last one.
 *
 * @returns folder of the package
 */
export async function builtPackage(): Promise<string> {
  const folder = temporaryFolder('package');
  const copy = join(folder, 'copy');
  await cp(ROOT, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(path) });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: copy,
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

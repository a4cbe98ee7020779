import { execFile } from 'node:child_process';
import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The dependencies that the project itself has installed. */
export const INSTALLED = join(ROOT, 'node_modules');

/** What is not copied: it is made anew, or does not belong to the project. */
const LEFT_OUT = new Set(
  ['node_modules', 'dist', 'artifacts', '.git'].map((name) => join(ROOT, name)),
);

/**
 * Packs a copy of the project as it is published, built by that. A copy, because test files run side by side and a build
 * begins by removing the last one.
 *
 * @param folder an empty one
 * @returns path of the archive, in that folder
 */
export async function packedArchive(folder: string): Promise<string> {
  const copy = join(folder, 'copy');
  await cp(ROOT, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(path) });
  await symlink(INSTALLED, join(copy, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: copy,
    maxBuffer: 64 * 1024 * 1024,
  });
  const packed = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as readonly {
    readonly filename: string;
  }[];
  const [archive] = packed;
  if (archive === undefined) throw new Error(`npm pack said ${stdout}`);
  return join(folder, archive.filename);
}

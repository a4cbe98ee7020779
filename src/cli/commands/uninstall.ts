import { basename } from 'node:path';
import type { Command } from 'commander';
import { dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { AppError } from '../../app/errors.ts';
import { folderSizes } from '../../app/folder-sizes.ts';
import { assertIdle, ourNames, uninstall } from '../../app/maintenance/index.ts';
import { count } from '../../app/units.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';

interface UninstallOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly name?: string;
}

/** `uninstall`: the data folder goes. */
export function addUninstallCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('uninstall'))
    .description('remove everything that graph-qualys keeps in the data folder')
    .option('--yes', 'without asking for the name')
    .option('--name <name>', 'name of the data folder, to show that it is the right one')
    .action(async (options: UninstallOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const dir = dataDir(options.dataDir, env);
      await assertIdle(dir);
      const names = await ourNames(dir);
      const sizes = await folderSizes(dir);
      const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
      const name = basename(dir.path);
      if (names.length > 0) {
        io.err(
          `In ${dir.path} these will be gone for good, ${count(bytes)} bytes in all: ${names.join(', ')}.\n`,
        );
      }
      if (options.yes !== true && options.name !== name) {
        throw new AppError('A_NOT_CONFIRMED', { name });
      }
      const done = await uninstall(dir);
      const rest =
        done.left.length === 0
          ? ''
          : `The folder stays, because it also has ${done.left.join(', ')}.\n`;
      const told =
        done.removed.length === 0
          ? `There is nothing of graph-qualys in ${dir.path}.\n`
          : `Removed ${done.removed.join(', ')} from ${dir.path}.\n${rest}`;
      await io.out(options.json ? `${JSON.stringify({ dataDir: dir.path, ...done })}\n` : told);
    });
}

import { basename } from 'node:path';
import type { Command } from 'commander';
import { type DataDir, dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { AppError } from '../../app/errors.ts';
import { assertIdle, type Going, uninstall, whatGoes } from '../../app/maintenance/index.ts';
import { bytes } from '../../app/units.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';

interface UninstallOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly name?: string;
}

/** `uninstall`: the data folder goes, once somebody has said that it is the one. */
export function addUninstallCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('uninstall'))
    .description('remove everything that graph-qualys keeps in the data folder')
    .option('--yes', 'without asking for the name')
    .option('--name <name>', 'name of the data folder, to show that it is the right one')
    .action(async (options: UninstallOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const dir = dataDir(options.dataDir, env);
      await assertIdle(dir);
      const going = await whatGoes(dir);
      if (going.length > 0) {
        io.err(inventory(dir, going));
        await assertMeant(basename(dir.path), options, io);
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

/** What will be gone, a line each. */
function inventory(dir: DataDir, going: readonly Going[]): string {
  const width = Math.max(...going.map(({ name }) => name.length));
  const lines = going.map(
    (each) => `  ${each.name.padEnd(width)}  ${bytes(each.bytes).padStart(8)}  ${each.what}\n`,
  );
  const total = going.reduce((sum, each) => sum + each.bytes, 0);
  return `In ${dir.path} these will be gone for good, ${bytes(total)} in all:\n${lines.join('')}`;
}

/** @throws {AppError} A_NOT_CONFIRMED */
async function assertMeant(name: string, options: UninstallOptions, io: CommandIo): Promise<void> {
  if (options.yes === true) return;
  const said = options.name ?? (await io.ask?.(`To remove them, type ${name}: `));
  if (said?.trim() !== name) throw new AppError('A_NOT_CONFIRMED', { name });
}

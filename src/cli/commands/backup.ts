import type { Command } from 'commander';
import { dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { makeBackup, restoreBackup } from '../../app/maintenance/index.ts';
import { plural } from '../../app/units.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import { patienceOf } from '../patience.ts';

interface BackupOptions extends CommonOptions {
  readonly withKey?: boolean;
}

interface RestoreOptions extends CommonOptions {
  readonly force?: boolean;
}

const WITHOUT_KEY =
  'The key of the secrets (console.key) is not in it: keep it elsewhere, or the integrations need their passwords again after a restore.\n';
const WITH_KEY =
  'The key of the secrets (console.key) is in it: whoever can read this backup can read the passwords of the integrations.\n';

/** `backup` and `restore`: a data folder as a whole. */
export function addBackupCommands(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('backup'))
    .description('copy the data folder, also while the console or a run works with it')
    .argument('<folder>', 'folder to make; it must not be there yet, or be empty')
    .option('--with-key', 'also the key of the secrets of the integrations')
    .action(async (folder: string, options: BackupOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const manifest = await makeBackup({
        dataDir: dataDir(options.dataDir, env),
        folder,
        includesKey: options.withKey === true,
        now: Date.now(),
        ...patienceOf(io),
      });
      const { files, hasKey } = manifest;
      io.err(hasKey ? WITH_KEY : WITHOUT_KEY);
      await io.out(
        options.json
          ? `${JSON.stringify({ folder, ...manifest })}\n`
          : `Wrote ${plural(files.length, 'file')} to ${folder}.\n`,
      );
    });

  withCommonOptions(program.command('restore'))
    .description('put a backup into the data folder')
    .argument('<folder>', 'folder of the backup')
    .option('--force', 'replace what the data folder has')
    .action(async (folder: string, options: RestoreOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const dir = dataDir(options.dataDir, env);
      const { CONSOLE_LAYOUT } = await import('../../server/index.ts');
      const isForced = options.force === true;
      const input = { dataDir: dir, folder, isForced, consoleLayout: CONSOLE_LAYOUT };
      const { files, madeAt } = await restoreBackup(input);
      await io.out(
        options.json
          ? `${JSON.stringify({ dataDir: dir.path, madeAt, files: files.length })}\n`
          : `Restored ${plural(files.length, 'file')} of ${madeAt} into ${dir.path}.\n`,
      );
    });
}

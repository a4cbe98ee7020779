import { type Command, Option } from 'commander';
import { dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { syncExitCode, syncInThread } from '../../app/sync/index.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, instanceOption, withCommonOptions } from '../options.ts';
import { patienceOf } from '../patience.ts';
import { uploadProgress } from '../progress/upload.ts';
import { syncSummary } from '../sync-summary.ts';

interface SyncOptions extends CommonOptions {
  readonly instance: string;
  readonly mode: 'diff' | 'patch';
  readonly dryRun?: boolean;
}

/** `sync`: the stored graph goes to JupiterOne. */
export function addSyncCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('sync'))
    .description(
      'upload the stored graph to JupiterOne, as JUPITERONE_* in the environment or .env say',
    )
    .addOption(instanceOption())
    .addOption(
      new Option(
        '--mode <mode>',
        'diff: JupiterOne has what the graph holds; patch: entities only, nothing is removed',
      )
        .choices(['diff', 'patch'])
        .default('diff'),
    )
    .option('--dry-run', 'only show how much there is to upload')
    .action(async (options: SyncOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const record = await syncInThread(
        {
          env,
          dataDir: dataDir(options.dataDir, env),
          instance: options.instance,
          mode: options.mode === 'patch' ? 'PATCH' : 'DIFF',
          isDryRun: options.dryRun === true,
        },
        {
          signal: io.signal,
          onProgress: uploadProgress(io.err, Date.now),
          onWait: patienceOf(io).onWait,
        },
      );
      process.exitCode = syncExitCode(record);
      const summary = `\n${syncSummary(record)}`;
      if (!options.json) return await io.out(summary);
      io.err(summary);
      await io.out(`${JSON.stringify(record, null, 2)}\n`);
    });
}

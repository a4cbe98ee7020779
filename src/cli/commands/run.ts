import type { Command } from 'commander';
import { graphOf } from '../../app/console/index.ts';
import { dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { collectAndSync, collectAndSyncExitCode } from '../../app/sync/index.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, instanceOption, withCommonOptions } from '../options.ts';
import { patienceOf } from '../patience.ts';
import { progressDisplay } from '../progress/index.ts';
import { uploadProgress } from '../progress/upload.ts';
import { runSummary } from '../run-summary.ts';
import { syncSummary } from '../sync-summary.ts';

interface RunOptions extends CommonOptions {
  readonly instance: string;
  readonly full?: boolean;
}

/** `run`: collect and upload. */
export function addRunCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('run'))
    .description('read Qualys into the local graph, then upload that to JupiterOne')
    .addOption(instanceOption())
    .option('--full', 'read everything, not only what changed or is due')
    .action(async (options: RunOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const dir = dataDir(options.dataDir, env);
      const display = progressDisplay(io);
      try {
        const tell = async (text: string) => (options.json ? io.err(text) : io.out(text));
        const record = await collectAndSync(
          {
            env,
            dataDir: dir,
            graph: graphOf(dir),
            instance: options.instance,
            isFull: options.full === true,
            signal: io.signal,
            onProgress: display.show,
          },
          { onProgress: uploadProgress(io.err, Date.now), onWait: patienceOf(io).onWait },
          (collected) => {
            display.stop();
            io.err(`\n${runSummary(collected)}\n`);
          },
        );
        process.exitCode = collectAndSyncExitCode(record);
        if (record.sync !== undefined) await tell(`\n${syncSummary(record.sync)}`);
        if (options.json) await io.out(`${JSON.stringify(record, null, 2)}\n`);
      } finally {
        display.stop();
      }
    });
}

import { type Command, Option } from 'commander';
import { collectRun } from '../../app/collect.ts';
import { graphOf } from '../../app/console/index.ts';
import { dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { runExitCode } from '../../app/run-record.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, instanceOption, withCommonOptions } from '../options.ts';
import { progressDisplay } from '../progress/index.ts';
import { runSummary } from '../run-summary.ts';

interface CollectOptions extends CommonOptions {
  readonly instance: string;
  readonly full?: boolean;
  readonly resume?: boolean;
  readonly acceptDeletions?: string;
  readonly insist?: boolean;
  readonly capture?: string;
}

/** `collect`: one run, Qualys to the local graph. */
export function addCollectCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('collect'))
    .description('read Qualys into the local graph, as QUALYS_* in the environment or .env say')
    .addOption(instanceOption())
    .addOption(
      new Option('--full', 'read everything, not only what changed or is due').conflicts('resume'),
    )
    .option('--resume', 'go on with the run that was cut off, or fail (without it: if possible)')
    .option('--accept-deletions <run>', 'let the removals pass that the last run, of this id, held')
    .option('--insist', 'ask Qualys although it refused this very login before')
    .option('--capture <folder>', 'keep raw pages there, with secrets removed, for support')
    .action(async (options: CollectOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const dir = dataDir(options.dataDir, env);
      const display = progressDisplay(io);
      try {
        const record = await collectRun({
          env,
          dataDir: dir,
          graph: graphOf(dir),
          instance: options.instance,
          isFull: options.full === true,
          isResume: options.resume === true,
          acceptDeletions: options.acceptDeletions,
          insist: options.insist === true,
          captureDir: options.capture,
          signal: io.signal,
          onProgress: display.show,
        });
        display.stop();
        process.exitCode = runExitCode(record);
        const summary = `\n${runSummary(record)}`;
        if (!options.json) return await io.out(summary);
        io.err(summary);
        await io.out(`${JSON.stringify(record, null, 2)}\n`);
      } finally {
        display.stop();
      }
    });
}

import { open, rename, rm } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { graphOf } from '../../app/console/index.ts';
import { dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { AppError, systemReason } from '../../app/errors.ts';
import { EXPORT_FORMATS, type ExportFormat, type Write } from '../../app/export/index.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, wholeNumber, withCommonOptions } from '../options.ts';
import { patienceOf } from '../patience.ts';

interface ExportOptions extends CommonOptions {
  readonly format?: ExportFormat;
  readonly output?: string;
  readonly most: number;
}

/** `export`: the current graph, as objects or as a page to look at. */
export function addExportCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('export'))
    .description('write the current graph: as a page to look at, or all of it as objects')
    .addOption(
      new Option('--format <format>', 'html: a page that draws it; json, ndjson: every object')
        .choices(Object.keys(EXPORT_FORMATS))
        .default(undefined, 'ndjson'),
    )
    .option('-o, --output <file>', 'file to write; without it stdout')
    .option(
      '--most <n>',
      'entities that a page shows at most: the worst ones',
      wholeNumber(50, 3000),
      600,
    )
    .action(async (options: ExportOptions) => {
      const { output, most, json } = options;
      const format = options.format ?? (json ? 'json' : 'ndjson');
      const env = await readEnvironment(io.env, io.cwd);
      await graphOf(dataDir(options.dataDir, env)).existing(
        async (store) => {
          const write = (to: Write) =>
            EXPORT_FORMATS[format](store, to, { most, signal: io.signal });
          if (output === undefined) return write(io.out);
          await intoFile(output, write);
          await io.out(
            json ? `${JSON.stringify({ format, file: output })}\n` : `Wrote ${output}.\n`,
          );
        },
        { ...patienceOf(io), isSteady: true },
      );
    });
}

/** Writes a file whole or not at all. */
async function intoFile(path: string, write: (to: Write) => Promise<void>): Promise<void> {
  const draft = `${path}.tmp`;
  try {
    const file = await open(draft, 'w');
    try {
      await write((text) => file.appendFile(text));
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new AppError('A_EXPORT', { path, reason: systemReason(error) }, { cause: error });
  }
}

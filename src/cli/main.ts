import { Command, CommanderError } from 'commander';
import { AppError } from '../app/errors.ts';
import { packageFacts } from '../app/package-facts.ts';
import { type ReportedError, reportError } from '../app/reported-error.ts';
import { addCollectCommand } from './commands/collect.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDiffCommand } from './commands/diff.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addDocumentCommand } from './commands/document.ts';
import { addExportCommand } from './commands/export.ts';
import { addQueryCommand } from './commands/query.ts';
import { addQuestionsCommand } from './commands/questions.ts';
import { addRunCommand } from './commands/run.ts';
import { addServeCommand } from './commands/serve.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { addSyncCommand } from './commands/sync.ts';
import { type CommandIo, processIo } from './io.ts';
import { renderError } from './render-error.ts';

const EXIT_USAGE = 2;

/** The whole command line. */
export function createProgram(io: CommandIo): Command {
  const program = new Command('graph-qualys')
    .description('Brings a Qualys subscription into a security graph that answers J1QL.')
    .version(packageFacts().version)
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help to see what this command takes)')
    .exitOverride();
  addDemoCommand(program, io);
  addCollectCommand(program, io);
  addDoctorCommand(program, io);
  addSyncCommand(program, io);
  addRunCommand(program, io);
  addQueryCommand(program, io);
  addQuestionsCommand(program, io);
  addDiffCommand(program, io);
  addServeCommand(program, io);
  addExportCommand(program, io);
  addDocumentCommand(program, io);
  addSimulateCommand(program, io);
  return program;
}

/**
 * Runs one command and sets the exit code of the process: 0 complete, 1 failed, 2 usage or
 * configuration, 3 partial. With `--json` an error is a JSON document on stdout too.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const io = processIo();
  try {
    await createProgram(io).parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return;
      process.exitCode = EXIT_USAGE;
      // For people commander has written its own message, with a suggestion.
      if (argv.includes('--json')) await io.out(errorDocument(reportError(usageError(error))));
      return;
    }
    const report = reportError(error);
    io.err(renderError(error));
    process.exitCode = report.exitCode;
    if (argv.includes('--json')) await io.out(errorDocument(report));
  }
}

function usageError(error: CommanderError): AppError {
  const isHelp = error.code === 'commander.help';
  const problem = isHelp ? 'no command was given.' : error.message.replace(/^error: /, '');
  return new AppError('A_USAGE', { problem }, { cause: error });
}

function errorDocument(error: ReportedError): string {
  return `${JSON.stringify({ error })}\n`;
}

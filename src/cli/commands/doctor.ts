import type { Command } from 'commander';
import { examine } from '../../app/doctor/index.ts';
import { readEnvironment } from '../../app/environment.ts';
import { doctorReport } from '../doctor-report.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';

/** `doctor`: what these credentials can read, endpoint by endpoint. */
export function addDoctorCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('doctor'))
    .description('tell what these credentials can read, and what the graph lacks without the rest')
    .action(async (options: CommonOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const report = await examine({
        env,
        signal: io.signal,
        onCall: (label) => io.err(`${label} …\n`),
        onWait: (label, reason) => io.err(`${label}: waiting, ${reason}\n`),
      });
      process.exitCode = report.exitCode;
      await io.out(
        options.json ? `${JSON.stringify(report, null, 2)}\n` : `\n${doctorReport(report)}`,
      );
    });
}

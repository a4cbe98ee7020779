import { reportError } from '../../src/app/reported-error.ts';
import { createProgram } from '../../src/cli/main.ts';
import { temporaryFolder } from '../support/cli.ts';

/** What a command said and how it ended. */
export interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

const cwd = temporaryFolder('command');

/**
 * A command in this process, as `main` runs it.
 *
 * @param ask the person at the terminal; nobody is there by default
 */
export async function command(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  signal: AbortSignal = new AbortController().signal,
  ask?: (question: string) => Promise<string>,
): Promise<Said> {
  let [out, err] = ['', ''];
  const before = process.exitCode;
  process.exitCode = undefined;
  const program = createProgram({
    env,
    cwd,
    out: async (text) => {
      out += text;
    },
    input: async () => '',
    ...(ask && { ask }),
    err: (text) => {
      err += text;
    },
    isTerminal: false,
    signal,
  });
  try {
    await program.parseAsync(['node', 'graph-qualys', ...args]);
    return { exitCode: Number(process.exitCode ?? 0), out, err };
  } catch (error) {
    const { code, message, exitCode } = reportError(error);
    return { exitCode, out, err: `${err}${code} ${message}` };
  } finally {
    process.exitCode = before;
  }
}

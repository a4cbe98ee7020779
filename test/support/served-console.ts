import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/graph-qualys', import.meta.url));

/** `graph-qualys serve` in a process of its own. */
export interface ServedConsole {
  /** What it printed when it listened: the address, and at the first start the link to the first administrator. */
  readonly printed: string;
  /** Sends a signal and waits for the end; one that has ended has. */
  end(signal: NodeJS.Signals): Promise<{ readonly code: number; readonly log: string }>;
}

/** Starts the command on a free port, and waits for what it prints. */
export async function serveConsole(
  folder: string,
  ...args: readonly string[]
): Promise<ServedConsole> {
  const child = spawn(
    process.execPath,
    [BIN, 'serve', '--port', '0', '--data-dir', folder, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } },
  );
  const log = text(child.stderr);
  const closed = once(child, 'close');
  const [printed] = (await once(child.stdout, 'data')) as [Buffer];
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const [code] = (await closed) as [number];
    return { code, log: await log };
  };
  return { printed: printed.toString(), end };
}

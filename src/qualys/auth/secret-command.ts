import { spawn } from 'node:child_process';

/** How a command is run. */
export interface CommandOptions {
  /** How long it may take, milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Makes the error out of the reason why it failed. */
  readonly failed: (reason: string) => Error;
}

const MAX_OUTPUT_BYTES = 65_536;
const MAX_COMPLAINT_CHARACTERS = 500;

/**
 * What a command prints. It is run by the shell, so that pipes and variables work as they do when it is
 * tried by hand, and as a process group of its own, so that everything it started ends with it.
 *
 * What it prints is a secret and never gets into an error; what it complains about on stderr is told.
 *
 * @throws what `failed` makes; the reason of the signal when that is aborted
 */
export function outputOf(command: string, options: CommandOptions): Promise<string> {
  const { signal, timeoutMs } = options;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed: Buffer[] = [];
    let printedBytes = 0;
    let complaint = '';
    let ending: Error | undefined;
    const failed = (reason: string) => {
      const text = complaint.trim().slice(0, MAX_COMPLAINT_CHARACTERS);
      const words = text === '' ? reason : `${reason}: ${text}`;
      return options.failed(words);
    };
    const end = (error: Error) => {
      ending ??= error;
      killGroup(child.pid);
    };
    const abort = () => end(signal?.reason as Error);
    const timer = setTimeout(
      () => end(failed(`it did not end within ${timeoutMs / 1000} seconds`)),
      timeoutMs,
    );
    signal?.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      printedBytes += chunk.length;
      if (printedBytes > MAX_OUTPUT_BYTES) end(failed('it printed too much'));
      else printed.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (complaint.length < MAX_COMPLAINT_CHARACTERS) complaint += text;
    });
    child.on('error', (error) => end(failed(`it cannot be started (${error.message})`)));
    child.on('close', (code, killedBy) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (ending !== undefined) reject(ending);
      else if (killedBy !== null) reject(failed(`it was ended by ${killedBy}`));
      else if (code !== 0) reject(failed(`it ended with code ${code}`));
      else resolve(Buffer.concat(printed).toString('utf8'));
    });
  });
}

/** Ends a process group at once; it may have ended by itself meanwhile. */
function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../support/cli.ts';

const BIN = fileURLToPath(new URL('../../bin/graph-qualys', import.meta.url));

/** How a process ended. */
export interface RunEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `collect` in a process group of its own. */
export class RealRun {
  readonly #child: ChildProcess;
  readonly #end: Promise<RunEnd>;
  #stdout = '';
  #stderr = '';
  #isOver = false;

  constructor(path: string, env: Readonly<Record<string, string>>, args: readonly string[] = []) {
    const cwd = temporaryFolder('cwd');
    this.#child = spawn(process.execPath, [BIN, 'collect', '--json', '--data-dir', path, ...args], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.#end = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) => {
        this.#isOver = true;
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What it said on stderr so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Whether the process has been given what was sent to it so far. */
  get hasTakenSignals(): boolean {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return /^ShdPnd:\s*0+$/m.test(status);
  }

  /** Id of the process that the user started. */
  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the process did not start');
    return this.#child.pid;
  }

  /** Ids of the processes that it has started and that still run. */
  get children(): readonly number[] {
    const list = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8');
    return list.split(' ').filter(Boolean).map(Number);
  }

  /** Sends a signal to the whole group; nothing if it has ended. */
  signal(name: NodeJS.Signals): void {
    if (this.#isOver || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, name);
    } catch (error) {
      // It ended between the look and the signal.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Resolves when it has ended. */
  ended(): Promise<RunEnd> {
    return this.#end;
  }
}

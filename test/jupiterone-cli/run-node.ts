import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { CommandResult } from '../support/cli.ts';

/** Runs a script with this Node, in a folder and with nothing of this process's settings; colours are left out. */
export function runNode(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: cwd,
        INTEGRATION_INSTANCE_ID: 'qualys',
        INTEGRATION_INSTANCE_NAME: 'qualys',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += stripVTControlCharacters(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += stripVTControlCharacters(text);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? -1, stdout, stderr }));
  });
}

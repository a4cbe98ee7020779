import { createInterface } from 'node:readline/promises';

/**
 * Asks the person at the terminal, and takes one line. The question goes to stderr, since stdout is for answers. Whoever
 * interrupts, or ends the input, has said nothing.
 */
export async function askTerminal(question: string, signal: AbortSignal): Promise<string> {
  // Without the editing of lines, so that Ctrl-C is the signal that it is everywhere else.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const ended = new AbortController();
  lines.once('close', () => ended.abort());
  try {
    return await lines.question(question, { signal: AbortSignal.any([signal, ended.signal]) });
  } catch (error) {
    if (signal.aborted || ended.signal.aborted) return '';
    throw error;
  } finally {
    lines.close();
  }
}

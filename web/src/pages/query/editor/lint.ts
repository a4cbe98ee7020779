import { type Diagnostic, linter } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import type { QueryCheck } from '../../../../../src/server/api/query.ts';

/** How long nobody has typed before the text is read, milliseconds. */
const DELAY_MS = 350;

/** The part of the text that an error of the server is about. */
export function rangeOf(
  doc: Text,
  {
    line,
    column,
    length,
  }: { readonly line: number; readonly column: number; readonly length: number },
): { readonly from: number; readonly to: number } {
  const { from: start, to: end } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const from = Math.min(start + column - 1, end);
  const to = Math.min(from + Math.max(length, 1), doc.length);
  // An error at the very end needs a character to stand under.
  return from === to ? { from: Math.max(0, from - 1), to } : { from, to };
}

function diagnostics(doc: Text, { error, warnings }: QueryCheck): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const text = doc.toString();
  if (error !== null) {
    found.push({ ...rangeOf(doc, error), severity: 'error', message: error.message });
  }
  for (const message of warnings) {
    // A warning is about a name, which it says.
    const name = /(?:property|class|type) ([#\w.]+?)\.(?: |$)/.exec(message)?.[1];
    const at = name === undefined ? -1 : text.toLowerCase().indexOf(name.toLowerCase());
    const range =
      at < 0
        ? { from: 0, to: Math.min(1, doc.length) }
        : { from: at, to: at + (name ?? '').length };
    found.push({ ...range, severity: 'warning', message });
  }
  return found;
}

/** Reads the text where it was written, and marks what is wrong with it. */
export function lintWith(check: (text: string) => Promise<QueryCheck | undefined>) {
  return linter(
    async ({ state }) => {
      const text = state.doc.toString();
      if (text.trim() === '') return [];
      const found = await check(text);
      return found === undefined ? [] : diagnostics(state.doc, found);
    },
    { delay: DELAY_MS },
  );
}

import { reportError } from '../app/reported-error.ts';

/** Two or three lines for stderr: what happened, what to do. */
export function renderError(error: unknown): string {
  const { code, message, whatToDo } = reportError(error);
  const isDebug = process.env['GRAPH_QUALYS_DEBUG'] === '1';
  const trace = isDebug && error instanceof Error && error.stack ? `\n${error.stack}` : '';
  return `Error ${code}: ${message}\n  What to do: ${whatToDo}${trace}\n`;
}

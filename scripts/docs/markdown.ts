/** A Markdown table. Pipes in cells are escaped. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
  return line(header) + line(header.map(() => '---')) + rows.map(line).join('');
}

/** Text as inline code. */
export const code = (text: string): string => `\`${text}\``;

/** First line of every generated page. */
export const GENERATED =
  '<!-- Written by `npm run docs` from the source; a test fails when it is stale. -->\n\n';

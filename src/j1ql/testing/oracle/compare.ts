import type { Column, Query, Step } from '../../ast/index.ts';
import { type Answer, type AnswerRow, columnsOf } from './answer.ts';
import { canonical, flattened } from './canonical.ts';

/** The columns of a row of the engine in the order of RETURN; `h.*` is one object without metadata. */
function cellsOf(
  row: Readonly<Record<string, unknown>>,
  columns: readonly Column[],
): readonly string[] {
  const prefixes = columns.flatMap(({ expression, alias }) =>
    expression.kind === 'allProperties' ? [`${alias?.text ?? expression.name}.`] : [],
  );
  const aliases = columns.flatMap(({ alias }) => alias?.text ?? []);
  const others = Object.keys(row).filter(
    (name) => !aliases.includes(name) && !prefixes.some((prefix) => name.startsWith(prefix)),
  );
  return columns.map(({ expression, alias }) => {
    if (expression.kind === 'allProperties') {
      const prefix = `${alias?.text ?? expression.name}.`;
      const own = Object.entries(row).filter(([name]) => name.startsWith(prefix));
      if (own.length === 0) return canonical(undefined);
      return flattened(
        Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value])),
      );
    }
    return canonical(row[alias?.text ?? others.shift() ?? '']);
  });
}

/** Rows of the engine as the texts that the oracle uses. */
export function engineTexts(rows: readonly unknown[], query: Query): readonly string[] {
  const { returns } = query;
  if (returns === undefined) return rows.map(canonical);
  if (returns.kind === 'tree') {
    return rows.map((row) => {
      const { vertices, edges } = row as Record<'vertices' | 'edges', readonly unknown[]>;
      return [...vertices, ...edges].map(canonical).sort().join('\n');
    });
  }
  const columns = columnsOf(query);
  return rows.map((row) => cellsOf(row as Readonly<Record<string, unknown>>, columns).join(' | '));
}

/** Neighbouring rows with equal sort keys. */
function ties(rows: readonly AnswerRow[]): readonly (readonly string[])[] {
  const groups: { key: string; texts: string[] }[] = [];
  for (const { text, keys } of rows) {
    const key = JSON.stringify(keys.map((value) => value ?? null));
    const last = groups.at(-1);
    if (last?.key === key) last.texts.push(text);
    else groups.push({ key, texts: [text] });
  }
  return groups.map(({ texts }) => texts);
}

/** Removes `texts` from a multiset; false if one of them is not in it. */
function take(from: readonly string[], texts: readonly string[]): boolean {
  const left = [...from];
  return texts.every((text) => {
    const index = left.indexOf(text);
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
}

function hasSomehow(steps: readonly Step[]): boolean {
  return steps.some((step) =>
    step.kind === 'optional' ? hasSomehow(step.steps) : step.somehow !== undefined,
  );
}

/**
 * What is wrong with the rows of the engine, or nothing. The order counts where the query asks for one; rows
 * that tie, and all rows where there is no ORDER BY, are a multiset of which SKIP and LIMIT may take any part.
 */
export function disagreement(
  query: Query,
  expected: Answer,
  rows: readonly unknown[],
): string | undefined {
  const texts = engineTexts(rows, query);
  const skip = query.skip ?? 0;
  const size = Math.max(0, Math.min(expected.rows.length - skip, query.limit ?? Infinity));
  if (texts.length !== size) return `${texts.length} rows instead of ${size}`;
  // Of several shortest paths a tree may show any.
  if (query.returns?.kind === 'tree' && hasSomehow(query.steps)) return undefined;
  let start = 0;
  for (const group of ties(expected.rows)) {
    const from = Math.max(0, start - skip);
    const own = texts.slice(from, Math.max(0, start + group.length - skip));
    if (!take(group, own)) return `rows from ${from} on are not ${group.join(' or ')}`;
    start += group.length;
  }
  return undefined;
}

import type { OracleEdge, OracleEntity } from './graph.ts';

function number(value: number): number {
  // Stores add up in another order; the last digits may differ.
  return Number.isInteger(value) ? value + 0 : Number(value.toPrecision(10));
}

function object(value: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(value)
    .filter(([name, item]) => item !== undefined && item !== null && !name.startsWith('_'))
    .map(([name, item]) => `${JSON.stringify(name)}: ${canonical(item)}`);
  return `{${entries.sort().join(', ')}}`;
}

/** An entity or a relationship as text: who it is, and its properties. */
function whole(kind: string, id: unknown, properties: Readonly<Record<string, unknown>>): string {
  return `${kind} ${id} ${object(properties)}`;
}

/**
 * A cell as text, equal for cells that mean the same: of the oracle, or of the engine, whose whole entities
 * and relationships are objects with metadata and properties.
 */
export function canonical(cell: unknown): string {
  if (cell === undefined || cell === null) return 'absent';
  if (typeof cell === 'number') return String(number(cell));
  if (Array.isArray(cell)) return `[${cell.map(canonical).join(', ')}]`;
  if (typeof cell !== 'object') return JSON.stringify(cell);
  if ('kind' in cell && 'values' in cell) {
    const { kind, id, values } = cell as OracleEntity | OracleEdge;
    return whole(kind, id, Object.fromEntries(values));
  }
  if ('entity' in cell || 'relationship' in cell) {
    const { id, properties } = cell as unknown as {
      id: string;
      properties: Record<string, unknown>;
    };
    return whole('entity' in cell ? 'entity' : 'edge', id, properties);
  }
  return object(cell as Readonly<Record<string, unknown>>);
}

/** The columns that `h.*` gives, names without the `h.`, as text. */
export function flattened(values: Readonly<Record<string, unknown>>): string {
  return whole('all of', values['_id'], values);
}

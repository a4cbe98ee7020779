import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api';
import type { Parameter, Value } from '../../graph-store.ts';

/** A parameter as the engine takes it, with its type: whole numbers as BIGINT, so that they meet such columns. */
export function bindable(parameter: Parameter): { value: DuckDBValue; type: DuckDBType } {
  switch (typeof parameter) {
    case 'string':
      return { value: parameter, type: VARCHAR };
    case 'boolean':
      return { value: parameter, type: BOOLEAN };
    case 'number':
      return Number.isSafeInteger(parameter)
        ? { value: BigInt(parameter), type: BIGINT }
        : { value: parameter, type: DOUBLE };
    default: {
      if (parameter === null) return { value: null, type: VARCHAR };
      const items = parameter.map((item) => bindable(item));
      const types = new Set(items.map(({ type }) => type));
      // Whole numbers and fractions in one list are fractions.
      const type = types.size > 1 ? DOUBLE : (items[0]?.type ?? VARCHAR);
      const values = items.map(({ value }) =>
        type === DOUBLE && typeof value === 'bigint' ? Number(value) : value,
      );
      return { value: listValue(values), type: LIST(type) };
    }
  }
}

/**
 * A value of the engine as plain JavaScript: integers of every width and decimals as numbers, lists as
 * arrays; what has no counterpart (timestamps, structs) as its text.
 */
export function plainValue(value: DuckDBValue): Value {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return Number(value);
    case 'object':
      if (value === null) return null;
      if ('items' in value && Array.isArray(value.items)) return value.items.map(plainValue);
      if ('toDouble' in value && typeof value.toDouble === 'function') return value.toDouble();
      return String(value);
    default:
      return null;
  }
}

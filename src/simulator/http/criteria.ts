import type { Criterion } from './service-request.ts';

type FieldType = 'integer' | 'text' | 'date' | 'keyword' | 'boolean';
type FieldValue = string | number | boolean | undefined;

/** A field that a search can filter by. A record may have several values of it (tags, ports). */
export interface SearchField<T> {
  readonly type: FieldType;
  readonly values: (record: T) => readonly FieldValue[];
}

/** A filter that the portal refuses: INVALID_REQUEST with a message and what to do. */
export class CriteriaError extends Error {
  readonly resolution: string;

  constructor(message: string, resolution: string) {
    super(message);
    this.resolution = resolution;
  }
}

const OPERATORS: Readonly<Record<FieldType, readonly string[]>> = {
  integer: ['EQUALS', 'NOT EQUALS', 'GREATER', 'LESSER', 'IN'],
  text: ['CONTAINS', 'EQUALS', 'NOT EQUALS'],
  date: ['EQUALS', 'NOT EQUALS', 'GREATER', 'LESSER'],
  keyword: ['EQUALS', 'NOT EQUALS', 'IN'],
  boolean: ['EQUALS', 'NOT EQUALS'],
};

/**
 * Builds the test of a list of criteria, all of which have to hold (reference 12).
 *
 * @throws {CriteriaError} for unknown fields, operators that do not fit, values of the wrong form
 */
export function criteriaTest<T>(
  criteria: readonly Criterion[],
  fields: Readonly<Record<string, SearchField<T>>>,
): (record: T) => boolean {
  const tests = criteria.map((criterion) => criterionTest(criterion, fields));
  return (record) => tests.every((test) => test(record));
}

function criterionTest<T>(
  criterion: Criterion,
  fields: Readonly<Record<string, SearchField<T>>>,
): (record: T) => boolean {
  const { field, operator } = criterion;
  const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (known === undefined) {
    throw new CriteriaError(
      `Criteria: Unknown criteria '${field}'.`,
      `Values expected: ${Object.keys(fields).join(', ')}.`,
    );
  }
  if (operator === 'NONE') return (record) => known.values(record).length === 0;
  if (!OPERATORS[known.type].includes(operator)) {
    throw new CriteriaError(
      `Criteria: Invalid operator '${operator}' for criteria '${field}'.`,
      `Operators expected: ${OPERATORS[known.type].join(', ')}.`,
    );
  }
  const parts = operator === 'IN' ? criterion.value.split(',') : [criterion.value];
  const wanted = parts.map((part) =>
    criterionValue(field, known.type, part.trim(), criterion.value),
  );
  const values = (record: T) => known.values(record);
  const first = wanted[0] ?? '';
  switch (operator) {
    case 'EQUALS':
    case 'IN': {
      const set = new Set(wanted);
      return (record) => values(record).some((value) => value !== undefined && set.has(value));
    }
    case 'NOT EQUALS':
      return (record) => !values(record).includes(first);
    case 'GREATER':
      return (record) => values(record).some((value) => value !== undefined && value > first);
    case 'LESSER':
      return (record) => values(record).some((value) => value !== undefined && value < first);
    default: {
      const part = String(first).toLowerCase();
      return (record) =>
        values(record).some((value) =>
          String(value ?? '')
            .toLowerCase()
            .includes(part),
        );
    }
  }
}

function criterionValue(
  field: string,
  type: FieldType,
  text: string,
  whole: string,
): string | number | boolean {
  const refuse = (resolution: string): CriteriaError =>
    new CriteriaError(
      `Criteria: Invalid value format for criteria '${field}' (${whole}).`,
      resolution,
    );
  if (type === 'integer') {
    if (!/^-?\d{1,18}$/.test(text)) throw refuse('Specify criteria value(s) as Long.');
    return Number(text);
  }
  if (type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw refuse('Values expected: true, false.');
    return text === 'true';
  }
  if (type === 'date') {
    const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(at)) throw refuse('Specify criteria value(s) as Date (YYYY-MM-DDTHH:MM:SSZ).');
    return at;
  }
  return text;
}

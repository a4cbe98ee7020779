import type { GraphStore } from '../graph/index.ts';
import { answerQuery, type QueryOptions, type QueryTime } from './query.ts';

/** A value that a property has, and how often. */
export interface PropertyValueCount {
  readonly value: string | number | boolean;
  readonly count: number;
}

/** Values that are given at most: more than these nobody looks through. */
const MOST_VALUES = 50;

/**
 * The most frequent values of a property of the entities of a class or type (`*`: of all); lists count by their
 * elements. None where no entity has it.
 *
 * @throws {J1qlError} where one of the names is none
 */
export async function propertyValues(
  store: GraphStore,
  { of, property }: { readonly of: string; readonly property: string },
  time: QueryTime,
  options: QueryOptions = {},
): Promise<readonly PropertyValueCount[]> {
  const query = `FIND ${of} WITH [${property}] != undefined AS x
    RETURN UNWIND(x.[${property}]) AS value, count(x) AS count ORDER BY count DESC, value LIMIT ${MOST_VALUES}`;
  const answer = await answerQuery(store, query, time, options);
  const rows = (await Array.fromAsync(answer.rows())).flat();
  return rows.flatMap(({ value, count }) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [{ value, count: Number(count) }]
      : [],
  );
}

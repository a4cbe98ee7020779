import type { ElementTree } from '../render/element-tree.ts';
import type { Answer } from './answer.ts';
import { criteriaTest, type SearchField } from './criteria.ts';
import type { Criterion, ServiceRequest } from './service-request.ts';
import { type ResponseForm, serviceCount, servicePage } from './service-response.ts';

/** A searchable object of the portal. Records come ascending by id. */
export interface Searchable<T> {
  readonly fields: Readonly<Record<string, SearchField<T>>>;
  /** Candidates; may look at the criteria to leave out what cannot match. */
  readonly candidates: (criteria: readonly Criterion[]) => Iterable<T>;
  readonly id: (record: T) => number;
  readonly tree: (record: T, verbose: boolean) => ElementTree;
}

/** Answers a search. */
export function search<T>(
  object: Searchable<T>,
  request: ServiceRequest,
  form: ResponseForm,
  members: ReadonlySet<string> | undefined,
): Answer {
  const test = criteriaTest(request.criteria, object.fields);
  const records: ElementTree[] = [];
  let skip = request.offset - 1;
  let last: number | undefined;
  let hasMore = false;
  for (const record of object.candidates(request.criteria)) {
    if (!test(record)) continue;
    if (skip > 0) {
      skip--;
      continue;
    }
    if (records.length === request.limit) {
      hasMore = true;
      break;
    }
    last = object.id(record);
    records.push(only(object.tree(record, request.verbose), members));
  }
  return servicePage(form, { records, ...(hasMore && last !== undefined && { lastId: last }) });
}

/** Answers a count. */
export function count<T>(
  object: Searchable<T>,
  request: ServiceRequest,
  form: ResponseForm,
): Answer {
  const test = criteriaTest(request.criteria, object.fields);
  let found = 0;
  for (const record of object.candidates(request.criteria)) if (test(record)) found++;
  return serviceCount(form, found);
}

function only(tree: ElementTree, members: ReadonlySet<string> | undefined): ElementTree {
  if (members === undefined || tree.children === undefined) return tree;
  return { ...tree, children: tree.children.filter(({ name }) => members.has(name)) };
}

/** The greatest number below all ids that `id` criteria allow, and a list of ids they name, if any. */
export function idHints(
  criteria: readonly Criterion[],
  field: string,
): { readonly above: number; readonly among?: readonly number[] } {
  let above = 0;
  let among: readonly number[] | undefined;
  for (const criterion of criteria) {
    if (criterion.field !== field) continue;
    if (criterion.operator === 'GREATER') above = Math.max(above, Number(criterion.value));
    if (criterion.operator === 'IN' || criterion.operator === 'EQUALS') {
      among = criterion.value.split(',').map(Number);
    }
  }
  return { above, ...(among !== undefined && { among }) };
}

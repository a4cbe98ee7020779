/** The keywords of J1QL, as they are written. */
export const KEYWORDS: readonly string[] = [
  'FIND',
  'UNIQUE',
  'WITH',
  'AS',
  'THAT',
  'RELATES',
  'TO',
  'WHERE',
  'RETURN',
  'TREE',
  'HAVING',
  'ORDER',
  'BY',
  'ASC',
  'DESC',
  'SKIP',
  'LIMIT',
  'AND',
  'OR',
  'SOMEHOW',
  'UNDEFINED',
  'NULL',
  'TRUE',
  'FALSE',
];

/** A function of J1QL and what it gives. */
export interface FunctionWords {
  readonly name: string;
  readonly detail: string;
}

/** The functions that a column of RETURN may call. */
export const FUNCTIONS: readonly FunctionWords[] = [
  { name: 'COUNT', detail: 'how many different ones' },
  { name: 'SUM', detail: 'sum' },
  { name: 'AVG', detail: 'mean' },
  { name: 'MIN', detail: 'smallest' },
  { name: 'MAX', detail: 'greatest' },
  { name: 'CONCAT', detail: 'one text of several' },
  { name: 'COALESCE', detail: 'the first that is there' },
  { name: 'MERGE', detail: 'one list of all values' },
  { name: 'UNWIND', detail: 'one row per element' },
  { name: 'ABS', detail: 'without sign' },
  { name: 'SQRT', detail: 'square root' },
  { name: 'CEIL', detail: 'next whole number above' },
  { name: 'FLOOR', detail: 'next whole number below' },
  { name: 'ROUND', detail: 'rounded' },
];

const KNOWN = new Set(KEYWORDS);

/** Whether a word is a keyword; capitals do not matter. */
export function isKeyword(word: string): boolean {
  return KNOWN.has(word.toUpperCase());
}

/**
 * What one query may ask for. The limits stop a hostile text before it costs anything; a query written
 * by a person is far below all of them.
 */
export const LIMITS = {
  /** Characters. */
  length: 65_536,
  /** Parentheses, signs and sub-queries inside each other. */
  depth: 64,
  /** THAT steps, those of optional groups and sub-queries included. */
  steps: 32,
  /** Values of one list. */
  listItems: 2_000,
  /** Comparisons; for many values of one property there are lists. */
  comparisons: 500,
  /** Comparisons, columns, sort keys, operators and names together. */
  terms: 5_000,
  /** Operators of one chain of arithmetic, which is as deep as it is long. */
  chain: 200,
  /** Pairs of ends that the paths of one SOMEHOW step may have, whatever kind they are. */
  paths: 1_000_000,
  /** Characters of one regular expression. */
  regexLength: 1_000,
} as const;

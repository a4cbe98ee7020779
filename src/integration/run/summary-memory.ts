import type { PageSummary } from '../../qualys/index.ts';

/** A summary as JSON holds it: maps are lists of their entries. */
export type SummaryMemory = Omit<PageSummary, 'unknownElements' | 'badValues'> & {
  readonly unknownElements: readonly (readonly [string, number])[];
  readonly badValues: readonly (readonly [string, number])[];
};

/** A summary for the page file. */
export function rememberSummary(summary: PageSummary): SummaryMemory {
  return {
    ...summary,
    unknownElements: [...summary.unknownElements],
    badValues: [...summary.badValues],
  };
}

/** The summary that {@link rememberSummary} was given. */
export function recallSummary(memory: SummaryMemory): PageSummary {
  return {
    ...memory,
    unknownElements: new Map(memory.unknownElements),
    badValues: new Map(memory.badValues),
  };
}

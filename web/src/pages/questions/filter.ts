import type { ListedQuestion } from '../../../../src/server/api/questions.ts';

/** Which questions are wanted. */
export interface QuestionFilter {
  readonly words: string;
  readonly tag: string | undefined;
  readonly source: 'all' | ListedQuestion['source'];
}

function textOf({ id, title, description = '', tags, queries }: ListedQuestion): string {
  return [id, title, description, ...tags, ...queries.map(({ query }) => query)]
    .join('\n')
    .toLowerCase();
}

/** The questions that have every word, the tag and the source. */
export function filterQuestions(
  questions: readonly ListedQuestion[],
  { words, tag, source }: QuestionFilter,
): readonly ListedQuestion[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return questions.filter((question) => {
    if (tag !== undefined && !question.tags.includes(tag)) return false;
    if (source !== 'all' && question.source !== source) return false;
    const text = textOf(question);
    return wanted.every((word) => text.includes(word));
  });
}

/** The tags of questions with how many have them, the most frequent first. */
export function tagCounts(
  questions: readonly ListedQuestion[],
): readonly (readonly [tag: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const tag of questions.flatMap(({ tags }) => tags))
    counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b, 'en'));
}

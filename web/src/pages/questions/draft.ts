import type { ListedQuestion, QuestionDraft } from '../../../../src/server/api/questions.ts';

/** A question while somebody writes it. */
export type WrittenQuestion = QuestionDraft & { readonly tags: string[] };

/** What can be changed of a question. */
export function draftOf({ title, description, queries, tags }: ListedQuestion): WrittenQuestion {
  return { title, ...(description !== undefined && { description }), queries, tags };
}

/** What is sent: without what was left empty. */
export function sentDraft({
  title,
  description = '',
  queries,
  tags,
}: WrittenQuestion): QuestionDraft {
  return {
    title,
    ...(description.trim() !== '' && { description }),
    queries: queries.map(({ name = '', ...query }) => ({
      ...query,
      ...(name.trim() !== '' && { name }),
    })),
    tags,
  };
}

const key = (id: string | undefined) => `question-draft:${id ?? 'new'}`;

/** What was typed into the form and neither saved nor thrown away. */
export function keptDraft(
  id: string | undefined,
  storage: Storage = sessionStorage,
): WrittenQuestion | undefined {
  const text = storage.getItem(key(id));
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as WrittenQuestion;
  } catch {
    // What somebody else wrote there is no draft.
    return undefined;
  }
}

/** Keeps what is being typed; undefined forgets it. */
export function keepQuestionDraft(
  id: string | undefined,
  draft: WrittenQuestion | undefined,
  storage: Storage = sessionStorage,
): void {
  if (draft === undefined) storage.removeItem(key(id));
  else storage.setItem(key(id), JSON.stringify(draft));
}

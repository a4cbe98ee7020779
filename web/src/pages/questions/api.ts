import { queryOptions } from '@tanstack/react-query';
import type {
  ListedQuestion,
  QuestionDraft,
  QuestionList,
} from '../../../../src/server/api/questions.ts';
import { api } from '../../api/client.ts';

/** The questions that can be asked. */
export const QUESTIONS = queryOptions({
  queryKey: ['questions'],
  queryFn: ({ signal }) => api.get<QuestionList>('/api/questions', { signal }),
});

/** Saves a question: a new one, or the one that was read. @throws {Problem} H_CHANGED_MEANWHILE, H_QUESTION_TITLE_TAKEN, H_QUESTION_QUERY */
export function saveQuestion(draft: QuestionDraft, read?: ListedQuestion): Promise<ListedQuestion> {
  if (read === undefined) return api.post('/api/questions', draft);
  const headers = { 'if-match': read.etag };
  return api.put(`/api/questions/${read.id}`, draft, { headers });
}

/** Deletes the question that was read. @throws {Problem} H_CHANGED_MEANWHILE */
export function deleteQuestion({ id, etag }: ListedQuestion): Promise<void> {
  return api.delete(`/api/questions/${id}`, { headers: { 'if-match': etag } });
}

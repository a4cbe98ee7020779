import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { AppError, systemReason } from './errors.ts';

const QUERY = z.strictObject({
  name: z.string().min(1).optional(),
  query: z.string().min(1),
  resultsAre: z.enum(['GOOD', 'BAD', 'INFORMATIVE', 'UNKNOWN']).default('INFORMATIVE'),
});

/** The form of a question. */
export const QUESTION = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1),
  description: z.string().min(1).optional(),
  queries: z.array(QUERY).min(1),
  tags: z.array(z.string().min(1)).default([]),
  compliance: z
    .array(
      z.strictObject({
        standard: z.string(),
        requirements: z.array(z.string()).optional(),
        controls: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

/** The form of JupiterOne's managed questions (reference 9.1). */
const QUESTION_FILE = z.strictObject({
  sourceId: z.string(),
  integrationDefinitionId: z.string().optional(),
  questions: z.array(QUESTION),
});

/** A question of the library: one or more J1QL queries with a title. */
export type Question = z.infer<typeof QUESTION>;

/** Folder of the questions that come with the package. */
const LIBRARY = fileURLToPath(new URL('../../questions/', import.meta.url));

/** The first value that occurs twice, if any. */
function duplicate(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

/** What keeps questions from standing side by side: an id or a title that is used twice, say. Undefined if nothing does. */
export function uniquenessProblem(questions: readonly Question[]): string | undefined {
  const id = duplicate(questions.map((question) => question.id));
  if (id !== undefined) return `the id "${id}" is used twice`;
  const title = duplicate(questions.map((question) => question.title));
  if (title !== undefined) return `the title "${title}" is used twice`;
  for (const question of questions) {
    const tag = duplicate(question.tags);
    if (tag !== undefined) return `question "${question.title}" has the tag "${tag}" twice`;
    const name = duplicate(question.queries.flatMap((query) => query.name ?? []));
    if (name !== undefined) return `question "${question.title}" has two queries named "${name}"`;
  }
  return undefined;
}

/**
 * Parses one question file.
 *
 * @throws {AppError} A_QUESTION_FILE_INVALID, with the path inside the file
 */
export function parseQuestionFile(path: string, text: string): readonly Question[] {
  const invalid = (reason: string, cause?: unknown) =>
    new AppError('A_QUESTION_FILE_INVALID', { path, reason }, { cause });
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error), error);
  }
  const result = QUESTION_FILE.safeParse(document);
  if (!result.success) throw invalid(z.prettifyError(result.error), result.error);
  const problem = uniquenessProblem(result.data.questions);
  if (problem !== undefined) throw invalid(problem);
  return result.data.questions;
}

/**
 * All questions of the library, in the order of the files and inside them.
 *
 * @throws {AppError} A_QUESTION_FILE_INVALID, A_FILE_UNREADABLE
 */
export async function loadQuestions(folder: string = LIBRARY): Promise<readonly Question[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const questions: Question[] = [];
  for (const name of names) {
    const path = `${folder}${name}`;
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new AppError(
        'A_FILE_UNREADABLE',
        { path, reason: systemReason(error) },
        { cause: error },
      );
    });
    questions.push(...parseQuestionFile(path, text));
  }
  const problem = uniquenessProblem(questions);
  if (problem !== undefined)
    throw new AppError('A_QUESTION_FILE_INVALID', { path: folder, reason: problem });
  return questions;
}

/**
 * The question with this id; ids may be given without their `managed-question-` prefix.
 *
 * @throws {AppError} A_QUESTION_UNKNOWN
 */
export function findQuestion(questions: readonly Question[], id: string): Question {
  const found = questions.find(
    (question) => question.id === id || question.id === `managed-question-${id}`,
  );
  if (found === undefined) throw new AppError('A_QUESTION_UNKNOWN', { id });
  return found;
}

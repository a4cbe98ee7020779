import { z } from 'zod';

const QUERY = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  query: z.string().trim().min(1).max(65_536),
  resultsAre: z.enum(['GOOD', 'BAD', 'INFORMATIVE', 'UNKNOWN']).default('INFORMATIVE'),
});

/** A question as somebody writes it. */
export const QUESTION_DRAFT = z.strictObject({
  title: z.string().trim().min(1).max(300),
  description: z.string().trim().min(1).max(5_000).optional(),
  queries: z.array(QUERY).min(1).max(20),
  tags: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
});

/** A question with what tells it from others. */
export const LISTED_QUESTION = z.object({
  id: z.string(),
  source: z.enum(['library', 'own']).describe('Only own ones can be changed'),
  etag: z.string().describe('Names the state of the question'),
  title: z.string(),
  description: z.string().optional(),
  queries: z.array(
    z.object({
      name: z.string().optional(),
      query: z.string(),
      resultsAre: z.enum(['GOOD', 'BAD', 'INFORMATIVE', 'UNKNOWN']),
    }),
  ),
  tags: z.array(z.string()),
  compliance: z
    .array(
      z.object({
        standard: z.string(),
        requirements: z.array(z.string()).optional(),
        controls: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

/** The questions that can be asked. */
export const QUESTION_LIST = z.object({
  questions: z.array(LISTED_QUESTION),
  problems: z
    .array(z.object({ file: z.string(), reason: z.string() }))
    .describe('Files of own questions that cannot be used'),
});

/** A question as somebody writes it. */
export type QuestionDraft = z.input<typeof QUESTION_DRAFT>;
/** A question with what tells it from others. */
export type ListedQuestion = z.infer<typeof LISTED_QUESTION>;
/** The questions that can be asked. */
export type QuestionList = z.infer<typeof QUESTION_LIST>;

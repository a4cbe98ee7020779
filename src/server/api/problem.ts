import { z } from 'zod';

/** An error as the API tells it: problem details of RFC 9457, with our code and what to do. */
export const PROBLEM = z.looseObject({
  type: z.string().describe('URN made of the code'),
  title: z.string().describe('Name of the status'),
  status: z.number(),
  detail: z.string().describe('What happened, for people'),
  code: z.string().describe('What happened, for programs: see docs/reference/errors.md'),
  whatToDo: z.string(),
  requestId: z.string().describe('Under this the log of the server knows the request'),
});

/** A {@link PROBLEM}. */
export type ProblemBody = z.infer<typeof PROBLEM>;

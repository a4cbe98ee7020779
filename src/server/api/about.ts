import { z } from 'zod';

/** What an installation is. */
export const ABOUT = z.object({
  version: z.string(),
  node: z.string(),
  license: z.string(),
  graph: z.object({
    schema: z.int().describe('Version of the layout of the tables'),
    seq: z.int().optional().describe('Runs that were applied; absent without a graph'),
    appliedAt: z.int().optional().describe('When the last one was, epoch milliseconds'),
  }),
  sizes: z
    .object({ graph: z.int(), accounts: z.int(), runs: z.int(), other: z.int() })
    .describe('What the parts of the data folder take, bytes'),
});

/** An {@link ABOUT}. */
export type About = z.infer<typeof ABOUT>;

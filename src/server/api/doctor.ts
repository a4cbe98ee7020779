import { z } from 'zod';

const ANSWER = z.enum(['yes', 'no', 'unknown']);

/** What was found out about one endpoint of Qualys. */
export const ENDPOINT_DIAGNOSIS = z.object({
  name: z.string(),
  label: z.string(),
  state: z.enum([
    'works',
    'not-permitted',
    'not-available',
    'not-licensed',
    'retired',
    'login-refused',
    'unreachable',
    'failed',
    'not-tried',
  ]),
  reachable: ANSWER,
  allowed: ANSWER,
  licensed: ANSWER,
  version: z.looseObject({
    version: z.string().optional(),
    support: z.enum(['current', 'ended', 'unknown', 'unversioned']),
  }),
  isWanted: z.boolean().describe('False when the options leave this part out'),
  records: z.number().optional(),
  tookMs: z.number().optional(),
  limits: z
    .object({
      limit: z.number().optional(),
      remaining: z.number().optional(),
      windowSec: z.number().optional(),
      concurrency: z.number().optional(),
    })
    .optional(),
  problem: z
    .object({
      code: z.string(),
      qualysCode: z.string().optional(),
      message: z.string(),
      whatToDo: z.string(),
    })
    .optional(),
  graphLacks: z.string().optional().describe('What the graph lacks without it'),
  grantedBy: z.string().optional().describe('Licence, role or permission that grants it'),
});

/** What was found out about one endpoint of Qualys. */
export type EndpointDiagnosisAnswer = z.infer<typeof ENDPOINT_DIAGNOSIS>;

/** What a login can and cannot read, as `graph-qualys doctor --json` prints it. */
export const DOCTOR_REPORT = z.object({
  verdict: z
    .enum(['good', 'gaps', 'unusable'])
    .describe('gaps: a run works, but the graph lacks something'),
  exitCode: z.int(),
  checkedAt: z.string(),
  apiUrl: z.string(),
  platform: z.string().optional(),
  account: z.string(),
  moduleVersions: z.record(z.string(), z.string()),
  endpoints: z.array(ENDPOINT_DIAGNOSIS),
  likelyCause: z.string().optional(),
  notes: z.array(z.string()),
});

/** What a login can and cannot read. */
export type DoctorAnswer = z.infer<typeof DOCTOR_REPORT>;

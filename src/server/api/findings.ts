import { z } from 'zod';

/** One value, or the parameter several times. */
function several<Value extends z.ZodType>(value: Value, most: number) {
  return z.union([value, z.array(value).max(most)]).optional();
}

const LINE = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'Control characters are not allowed');

const WHEN = z
  .string()
  .regex(
    /^(\d{1,4}d|\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))$/,
    'A day such as 2026-11-28, or so many days ago such as 30d',
  )
  .refine((text) => {
    if (text.endsWith('d')) return true;
    const time = Date.parse(`${text}T00:00:00Z`);
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
  }, 'There is no such day');

const QDS = z.coerce.number().int().min(0).max(100).optional();

/** How a finding stands. */
export const FINDING_STATE = z
  .enum(['open', 'reopened', 'fixed', 'ignored', 'closed'])
  .describe('`closed`: needs no attention for another reason, such as informational ones');

/** Severities, the worst first. */
export const SEVERITY = z.enum(['critical', 'high', 'medium', 'low', 'informational', 'none']);

const FILTER = {
  kind: z.enum(['host', 'web']).default('host').describe('On hosts, or on web applications'),
  severity: several(SEVERITY, 6),
  state: several(FINDING_STATE, 5),
  search: LINE.optional().describe('A QID, a CVE, or part of the title'),
  on: LINE.optional().describe(
    'Part of a name, beginning of an address or range of addresses (10.0.0.0/8) of the host; of a web application part of its name or address',
  ),
  onId: z
    .string()
    .regex(/^[0-9]{1,15}$/, 'Not the id of an entity')
    .optional()
    .describe('`_id` of the host or web application'),
  tag: several(LINE, 50).describe('Any of these tags'),
  since: WHEN.optional().describe('First found then or later: a day, or `30d` for 30 days ago'),
  before: WHEN.optional().describe('First found before then'),
  kev: z
    .enum(['true', 'false'])
    .optional()
    .describe('In the catalogue of known exploited vulnerabilities of CISA'),
  qdsFrom: QDS,
  qdsTo: QDS,
  threat: several(LINE, 50).describe('Any of these real-time threat indicators'),
  at: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('The graph as it was then, ISO 8601; as it is now when absent'),
};

const ORDER = {
  sort: z
    .enum(['severity', 'qds', 'qid', 'title', 'on', 'status', 'firstFound', 'lastFound'])
    .default('severity'),
  order: z.enum(['asc', 'desc']).default('desc'),
};

/** Query: which findings are counted. */
export const FACETS_QUERY = z.strictObject(FILTER);

/** Query: which findings are exported, in which order. */
export const EXPORT_QUERY = z.strictObject({ ...FILTER, ...ORDER });

/** Query: which findings, in which order, and which of these. */
export const FINDINGS_QUERY = z.strictObject({
  ...FILTER,
  ...ORDER,
  offset: z.coerce.number().int().min(0).max(100_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

/** A {@link FACETS_QUERY} as it is understood. */
export type FindingsFilterQuery = z.output<typeof FACETS_QUERY>;

/** What a finding is on, or an occurrence of. */
export const NAMED_ENTITY = z.object({ id: z.string(), type: z.string(), name: z.string() });

/** A finding of a list. */
export const LISTED_FINDING = z.object({
  id: z.string().describe('`_id`'),
  key: z.string().describe('`_key`'),
  qid: z.number().nullable(),
  title: z.string().nullable().describe('Of the vulnerability'),
  severity: SEVERITY,
  qualysSeverity: z.number().nullable().describe('Level as Qualys gives it, 1 to 5'),
  state: FINDING_STATE,
  status: z.string().nullable().describe('As Qualys spells it'),
  closedReason: z.string().nullable(),
  type: z.string().nullable().describe('Confirmed, Potential …'),
  on: NAMED_ENTITY.nullable().describe('The host or web application'),
  vulnerability: NAMED_ENTITY.nullable(),
  port: z.number().nullable(),
  protocol: z.string().nullable(),
  url: z.string().nullable().describe('Of a web application: where it was found'),
  qds: z.number().nullable().describe('Qualys Detection Score, 1 to 100'),
  isKev: z.boolean(),
  epss: z.number().nullable(),
  isPatchable: z.boolean().nullable(),
  threats: z.array(z.string()),
  cves: z.array(z.string()),
  tags: z.array(z.string()),
  firstFound: z.number().nullable().describe('Epoch milliseconds'),
  lastFound: z.number().nullable(),
  resolved: z.number().nullable(),
});

/** A finding of a list. */
export type ListedFinding = z.infer<typeof LISTED_FINDING>;

/** Answer: some rows of a list. */
export const FINDINGS_PAGE = z.object({
  total: z.int().describe('Findings of the whole list'),
  rows: z.array(LISTED_FINDING),
  query: z.string().describe('The list in J1QL'),
});

/** Answer: some rows of a list. */
export type FindingsPage = z.infer<typeof FINDINGS_PAGE>;

const COUNTED = z.array(z.object({ value: z.string(), count: z.int() }));

/** Answer: how findings are distributed. Each facet is counted as if nothing of it were chosen. */
export const FINDINGS_FACETS = z.object({
  total: z.int(),
  kinds: z.object({ host: z.int(), web: z.int() }),
  severities: COUNTED,
  states: COUNTED,
  kev: z.int().describe('Known to be exploited'),
  tags: COUNTED.describe('The 40 most frequent, and those that are chosen'),
  threats: COUNTED.describe('The same of real-time threat indicators'),
});

/** Answer: how findings are distributed. */
export type FindingsFacets = z.infer<typeof FINDINGS_FACETS>;

import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { ENDPOINT_NAMES } from '../options.ts';
import { FAULT_KINDS, type Fault, type FaultKind } from './faults.ts';

const count = z.int().min(1);
const milliseconds = z.int().min(0).max(600_000);

const SELECTION = {
  endpoint: z.enum(ENDPOINT_NAMES).optional(),
  path: z.string().startsWith('/').optional(),
  at: count.optional(),
  times: count.optional(),
  from: count.optional(),
  to: count.optional(),
  every: count.optional(),
  parameters: z.record(z.string(), z.coerce.string()).optional(),
};

const bytes = { bytes: z.int().min(0).optional() };
const records = { records: count.optional() };
const tells = z.enum(['header', 'body', 'both', 'neither']).optional();
const seconds = z.int().min(0).optional();

/** What each kind takes besides the selection of requests. */
const PARAMETERS: Partial<Record<FaultKind, z.core.$ZodLooseShape>> = {
  reset: bytes,
  truncate: bytes,
  cut: bytes,
  slowBody: { bytes: count.optional(), pauseMs: milliseconds.optional() },
  stall: bytes,
  wrongStatus: { status: z.int().min(200).max(599).optional() },
  conflict: { code: z.int().min(1).optional(), tells, seconds },
  tooManyRequests: { tells: z.enum(['header', 'neither']).optional(), seconds },
  invalidBytes: { into: z.string().regex(/^\w+$/).optional() },
  cursorStall: {},
  duplicates: records,
  gaps: records,
  changedCount: {
    by: z
      .int()
      .refine((by) => by !== 0, 'must not be 0')
      .optional(),
  },
  hostMoves: { host: count.optional() },
  failingHost: { host: count, answer: z.enum(['error', 'stall']).optional() },
  shortKeepAlive: { idleMs: milliseconds.optional() },
  clockSkew: { seconds: z.int().refine((value) => value !== 0, 'must not be 0') },
};

function schemaOf(kind: FaultKind) {
  return z
    .strictObject({ kind: z.literal(kind), ...SELECTION, ...PARAMETERS[kind] })
    .check((context) => {
      const { at, times, from, to, every } = context.value as Partial<Fault>;
      const isOne = at !== undefined || times !== undefined;
      if (isOne && (from !== undefined || to !== undefined || every !== undefined)) {
        context.issues.push({
          code: 'custom',
          input: context.value,
          path: [at === undefined ? 'times' : 'at'],
          message: 'goes with "times" only, not with "from", "to" or "every"',
        });
      }
    });
}

const SCHEMAS = new Map<string, ReturnType<typeof schemaOf>>(
  FAULT_KINDS.map((kind) => [kind, schemaOf(kind)]),
);

/** A fault script that is not valid. Each problem names its place. */
export class FaultScriptError extends Error {
  override readonly name = 'FaultScriptError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * Reads a fault script: YAML or JSON, a list of faults.
 *
 * @throws {FaultScriptError} with the line and member of everything that is wrong
 */
export function parseFaultScript(text: string): readonly Fault[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new FaultScriptError(
      document.errors.map(({ pos, message }) => `line ${lines.linePos(pos[0]).line}: ${message}`),
    );
  }
  const value: unknown = document.toJS() ?? [];
  const problems = problemsOf(value);
  if (problems.length === 0) return (value as unknown[]).map(readFault);
  const lineOf = (path: Problem['path']): number | undefined => {
    const parent = document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
      : undefined;
    const node = pair?.key ?? document.getIn(path, true) ?? document.getIn(path.slice(0, 1), true);
    const start = (node as { range?: readonly number[] } | undefined)?.range?.[0];
    return start === undefined ? undefined : lines.linePos(start).line;
  };
  throw new FaultScriptError(
    problems.map((problem) => {
      const line = lineOf(problem.path);
      return `${line === undefined ? '' : `line ${line}: `}${inWords(problem)}`;
    }),
  );
}

/**
 * Checks a script that a program holds.
 *
 * @throws {FaultScriptError} as {@link parseFaultScript} does, without lines
 */
export function checkFaultScript(faults: readonly Fault[]): void {
  const problems = problemsOf(faults);
  if (problems.length > 0) throw new FaultScriptError(problems.map(inWords));
}

/** A fault that was checked; numbers among the request parameters become texts. */
function readFault(fault: unknown): Fault {
  const { kind } = fault as Fault;
  return SCHEMAS.get(kind)?.parse(fault) as Fault;
}

function inWords({ path, message }: Problem): string {
  const [position, ...rest] = path;
  if (position === undefined) return message;
  return `fault ${Number(position) + 1}${rest.length === 0 ? '' : `, ${rest.join('.')}`}: ${message}`;
}

function problemsOf(script: unknown): Problem[] {
  if (!Array.isArray(script)) return [{ path: [], message: 'a fault script is a list of faults' }];
  return script.flatMap((fault: unknown, position) =>
    faultProblems(fault).map(({ path, message }) => ({ path: [position, ...path], message })),
  );
}

function faultProblems(fault: unknown): Problem[] {
  if (typeof fault !== 'object' || fault === null || Array.isArray(fault)) {
    return [{ path: [], message: 'a fault is an object with a "kind"' }];
  }
  const kind = 'kind' in fault ? fault.kind : undefined;
  if (kind === undefined) return [{ path: [], message: '"kind" is missing' }];
  const schema = typeof kind === 'string' ? SCHEMAS.get(kind) : undefined;
  if (schema === undefined) {
    const known = FAULT_KINDS.join(', ');
    return [
      { path: ['kind'], message: `there is no kind ${JSON.stringify(kind)}; known: ${known}` },
    ];
  }
  const { error } = schema.safeParse(fault);
  return (error?.issues ?? []).flatMap((issue): Problem[] => {
    const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    const taken = Object.keys(schema.shape).join(', ');
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `${String(kind)} does not take this member; it takes: ${taken}`,
    }));
  });
}

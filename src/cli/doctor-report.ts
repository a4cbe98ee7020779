import type {
  Answer,
  DoctorReport,
  EndpointDiagnosis,
  EndpointState,
} from '../app/doctor/index.ts';
import { duration, plural } from '../app/units.ts';

const VERDICTS: Readonly<Record<DoctorReport['verdict'], string>> = {
  good: 'All good: every endpoint answers.',
  gaps: 'Usable with gaps: a run works, but the graph lacks something, see below.',
  unusable: 'Unusable: with these answers a run would fail, see below.',
};

const STATES: Readonly<Record<EndpointState, readonly [mark: string, words: string]>> = {
  works: ['✓', 'works'],
  'not-permitted': ['✗', 'not permitted'],
  'not-available': ['✗', 'not licensed or not permitted'],
  'not-licensed': ['✗', 'not licensed: evaluation ended'],
  retired: ['✗', 'version retired'],
  'login-refused': ['✗', 'login refused'],
  unreachable: ['✗', 'unreachable'],
  failed: ['✗', 'failed'],
  'not-tried': ['·', 'not tried'],
};

const NOTHING = '–';

const HEAD = [
  '  Endpoint',
  'Reachable',
  'Allowed',
  'Licensed',
  'Version',
  'End of support',
  'Calls left',
  'Took',
];

/** What `doctor` found out, for people: a table, what is missing and who can change it, what to know. */
export function doctorReport(report: DoctorReport): string {
  const { endpoints, notes } = report;
  const parts = [heading(report), table(HEAD, endpoints.map(row))];
  const faulty = endpoints.filter(({ state }) => state !== 'works' && state !== 'not-tried');
  if (report.likelyCause !== undefined) parts.push(wrapped(report.likelyCause, ''));
  else parts.push(...alike(faulty).map(trouble));
  const untried = endpoints.filter(({ state }) => state === 'not-tried');
  if (untried.length > 0) parts.push(notTried(untried, faulty));
  const old = endpoints.filter(({ version }) => version.support === 'ended');
  if (old.length > 0) parts.push(oldVersions(old));
  if (notes.length > 0)
    parts.push(`Good to know:\n${notes.map((note) => wrapped(`- ${note}`, '  ')).join('\n')}`);
  return `${parts.join('\n\n')}\n`;
}

function heading({ verdict, apiUrl, platform, account, moduleVersions }: DoctorReport): string {
  const where = platform === undefined ? apiUrl : `platform ${platform}, ${apiUrl}`;
  const release = moduleVersions['WEB-VERSION'];
  const facts = [
    where,
    account === '' ? undefined : `account ${account}`,
    release && `Qualys ${release}`,
  ];
  return `${VERDICTS[verdict]}\n  ${facts.filter(Boolean).join(', ')}`;
}

function row(endpoint: EndpointDiagnosis): readonly string[] {
  const { state, label, isWanted } = endpoint;
  const answer = (value: Answer) =>
    state === 'not-tried' ? NOTHING : value === 'unknown' ? '?' : value;
  return [
    `${STATES[state][0]} ${label}${isWanted ? '' : ' (not wanted)'}`,
    answer(endpoint.reachable),
    answer(endpoint.allowed),
    answer(endpoint.licensed),
    endpoint.version.version ?? NOTHING,
    support(endpoint),
    callsLeft(endpoint),
    endpoint.tookMs === undefined ? NOTHING : duration(endpoint.tookMs),
  ];
}

function support({ version }: EndpointDiagnosis): string {
  switch (version.support) {
    case 'current':
      return 'none announced';
    case 'ended':
      return `${version.endOfSupport}, removed ${version.endOfLife}`;
    case 'unknown':
      return 'not known';
    case 'unversioned':
      return NOTHING;
  }
}

function callsLeft({ limits }: EndpointDiagnosis): string {
  if (limits?.remaining === undefined) return NOTHING;
  const of = limits.limit === undefined ? '' : ` of ${limits.limit}`;
  const window = limits.windowSec === undefined ? '' : ` per ${span(limits.windowSec)}`;
  return `${limits.remaining}${of}${window}`;
}

/** `3600` as `1 h`. */
function span(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** Endpoints with one trouble and one remedy are told together. */
function alike(faulty: readonly EndpointDiagnosis[]): readonly EndpointDiagnosis[][] {
  const groups = Map.groupBy(faulty, ({ state, problem, grantedBy }) =>
    [state, problem?.code, problem?.qualysCode, grantedBy].join(' '),
  );
  return [...groups.values()];
}

const PERMISSION: readonly EndpointState[] = ['not-permitted', 'not-available', 'not-licensed'];
const WHOLE: readonly EndpointState[] = ['login-refused', 'unreachable'];

function trouble(group: readonly EndpointDiagnosis[]): string {
  const { state, problem, grantedBy } = group[0] as EndpointDiagnosis;
  const lines = [`${group.map(({ label }) => label).join(', ')}: ${STATES[state][1]}`];
  if (problem !== undefined) lines.push(wrapped(`${problem.code}: ${problem.message}`, '  '));
  const lacks = group.flatMap(({ graphLacks }) => graphLacks ?? []);
  // Without a login or a way to Qualys it lacks everything.
  if (lacks.length > 0 && !WHOLE.includes(state))
    lines.push(labelled('Without it the graph lacks:', lacks.join('; ')));
  if (problem !== undefined) lines.push(labelled('What to do:', problem.whatToDo));
  if (grantedBy !== undefined && PERMISSION.includes(state))
    lines.push(labelled('Granted by:', grantedBy));
  return lines.join('\n');
}

function notTried(
  untried: readonly EndpointDiagnosis[],
  faulty: readonly EndpointDiagnosis[],
): string {
  const isLogin = faulty.some(({ state }) => state === 'login-refused');
  const why = isLogin
    ? 'after a refused login nothing more is sent, since a few refusals lock an account.'
    : 'there is no way to Qualys, they would fail the same way.';
  return wrapped(`${plural(untried.length, 'endpoint')} not tried: ${why}`, '', '  ');
}

function oldVersions(old: readonly EndpointDiagnosis[]): string {
  const lines = old.map(({ name, label, version }) =>
    wrapped(
      `${label} ${version.version}: set ${name}=${version.newest} in QUALYS_API_VERSIONS, or remove the entry. Older versions do not deliver everything that newer ones do, and Qualys removes them.`,
      '  ',
    ),
  );
  return `${plural(old.length, 'version')} past the end of support:\n${lines.join('\n')}`;
}

function labelled(title: string, text: string): string {
  return wrapped(`${title} ${text}`, '  ');
}

const WIDTH = 100;

/** Words in lines of at most 100 characters, each behind an indent; later lines two deeper. */
function wrapped(text: string, indent: string, later = `${indent}  `): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `${later}${word}`;
    } else {
      line = isFirst ? `${line}${word}` : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

/** Columns as wide as their widest cell, two blanks between them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}

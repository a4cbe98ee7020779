import { Draws, mix, seedNumber } from '../../random.ts';
import { isoSeconds } from '../../time/calendar.ts';
import type { FoEndpoint, FoRequest } from '../fo-endpoint.ts';
import { anyText, dateTime, flag, oneOf, wholeNumber } from '../parameters.ts';

const HOUR_MS = 3_600_000;
const ENTRIES = 24 * 30;
const DEFAULT_PAGE = 1000;

interface Entry {
  readonly id: number;
  readonly at: number;
  readonly action: string;
  readonly module: string;
  readonly details: string;
  readonly user: string;
  readonly role: string;
  readonly ip: string;
}

const ACTIONS = [
  { action: 'login', module: 'auth', details: 'user_logged in' },
  { action: 'request', module: 'host_asset', details: 'API: /api/5.0/fo/asset/host/index.php' },
  { action: 'launch', module: 'scan', details: 'Scan "weekly", targets 10.0.0.0/16' },
  { action: 'update', module: 'user', details: 'Changed profile' },
];

/** About one entry an hour, newest first. */
function* entries(request: FoRequest): Generator<Entry> {
  const seed = seedNumber(request.options.seed ?? 1);
  const hour = Math.floor(request.world.now / HOUR_MS);
  for (let back = 0; back < ENTRIES; back++) {
    const draws = new Draws(mix(seed, hour - back));
    const user = draws.pick(['demo_ab1', 'demo_cd2', 'demo_ef3']);
    yield {
      id: hour - back,
      at: (hour - back) * HOUR_MS - draws.below(3600) * 1000,
      ...draws.pick(ACTIONS),
      user,
      role: user === 'demo_ab1' ? 'Manager' : 'Reader',
      ip: draws.chance(0.1) ? 'N/A' : '203.0.113.9',
    };
  }
}

function test(request: FoRequest): (entry: Entry) => boolean {
  const { parameters } = request;
  const action = parameters.text('user_action');
  const details = parameters.text('action_details');
  const user = parameters.text('username');
  const role = parameters.text('user_role');
  const since = parameters.date('since_datetime') ?? 0;
  const until = parameters.date('until_datetime') ?? Number.POSITIVE_INFINITY;
  const most = parameters.number('id_max') ?? Number.POSITIVE_INFINITY;
  return (entry) =>
    (action === undefined || entry.action === action) &&
    (details === undefined || entry.details.includes(details)) &&
    (user === undefined || entry.user === user) &&
    (role === undefined || entry.role === role) &&
    entry.at >= since &&
    entry.at <= until &&
    entry.id <= most;
}

function quote(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`;
}

function* body(request: FoRequest): Generator<string> {
  const limit = request.parameters.number('truncation_limit') ?? DEFAULT_PAGE;
  const matches = test(request);
  let count = 0;
  yield '----BEGIN_RESPONSE_BODY_CSV\n';
  yield quote(['Date', 'Action', 'Module', 'Details', 'User Name', 'User Role', 'User IP']);
  let next: number | undefined;
  for (const entry of entries(request)) {
    if (!matches(entry)) continue;
    if (limit !== 0 && count === limit) {
      next = entry.id;
      break;
    }
    count++;
    yield quote([
      isoSeconds(entry.at),
      entry.action,
      entry.module,
      entry.details,
      entry.user,
      entry.role,
      entry.ip,
    ]);
  }
  yield '----END_RESPONSE_BODY_CSV\n';
  if (next === undefined) return;
  yield '----BEGIN_RESPONSE_FOOTER_CSV\nWARNING\n';
  yield quote(['CODE', 'TEXT', 'URL']);
  yield quote([
    '1980',
    `${count} record limit exceeded. Use URL to get next batch of results.`,
    `https://${request.host}${request.path}?action=list&truncation_limit=${limit}&id_max=${next}`,
  ]);
  yield '----END_RESPONSE_FOOTER_CSV\n';
}

/** The activity log, as CSV. */
export const ACTIVITY_LOG: FoEndpoint = {
  name: 'activity-log',
  path: 'activity_log',
  versions: ['2.0'],
  rules: {
    action: oneOf('list'),
    echo_request: flag,
    user_action: anyText,
    action_details: anyText,
    username: anyText,
    since_datetime: dateTime,
    until_datetime: dateTime,
    user_role: anyText,
    output_format: oneOf('csv', 'CSV'),
    truncation_limit: wholeNumber(0, 1_000_000),
    id_max: wholeNumber(1),
  },
  answer: (request) => ({
    status: 200,
    contentType: 'text/csv;charset=UTF-8',
    body: body(request),
  }),
};

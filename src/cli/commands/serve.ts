import { isIP } from 'node:net';
import { type Command, InvalidArgumentError } from 'commander';
import { dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { AppError } from '../../app/errors.ts';
import type { RunningServer } from '../../server/index.ts';
import { interrupted } from '../interrupted.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, wholeNumber, withCommonOptions } from '../options.ts';

/** Port of the console. */
const PORT = 4670;

interface ServeOptions extends CommonOptions {
  readonly port: number;
  readonly host: string;
  readonly publicUrl?: URL;
  readonly trustedProxy?: readonly string[];
  readonly openMetrics?: boolean;
  readonly identityHeader?: string;
  readonly createViewers?: boolean;
}

/** The address of the console as users have it. */
function publicUrl(text: string): URL {
  const url = URL.parse(text);
  if (
    url === null ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.href !== `${url.origin}/`
  ) {
    throw new InvalidArgumentError('Give an address such as https://console.example.com.');
  }
  return url;
}

/** Addresses and ranges, separated by commas. */
function addresses(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  for (const part of parts) {
    const [address = '', bits] = part.split('/');
    const most = isIP(address) === 4 ? 32 : 128;
    const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (isIP(address) === 0 || !isRange) {
      throw new InvalidArgumentError('Give addresses or ranges such as 127.0.0.1,10.0.0.0/8.');
    }
  }
  return parts;
}

/** The name of a header. */
function headerName(text: string): string {
  if (!/^[!#$%&'*+.^_`|~\w-]{1,100}$/.test(text)) {
    throw new InvalidArgumentError('Give the name of a header such as X-Remote-User.');
  }
  return text;
}

/** Loaded when it is wanted: every other command would start a fifth slower. */
const serverRoom = () => import('../../server/index.ts');

type ServerRoom = Awaited<ReturnType<typeof serverRoom>>;

/** Open metrics are for the programs of this machine: a proxy would show them to everybody. */
function assertMetricsStayHere(
  { openMetrics, host, publicUrl }: ServeOptions,
  { isLoopback }: ServerRoom,
): void {
  if (openMetrics !== true || (isLoopback(host) && publicUrl === undefined)) return;
  const problem =
    '--open-metrics is only for a loopback address without --public-url; elsewhere, give Prometheus an API token.';
  throw new AppError('A_USAGE', { problem });
}

/** A header that everybody can send is no identity; and without one there is nobody to create. */
function assertIdentityIsProxys({
  identityHeader,
  trustedProxy,
  createViewers,
}: ServeOptions): void {
  if (identityHeader !== undefined && trustedProxy === undefined) {
    const problem =
      '--identity-header needs --trusted-proxy: it is believed of these addresses only.';
    throw new AppError('A_USAGE', { problem });
  }
  if (createViewers === true && identityHeader === undefined) {
    throw new AppError('A_USAGE', { problem: '--create-viewers needs --identity-header.' });
  }
}

const CLEAR_TEXT =
  'Note: passwords and sessions cross the network in clear text. Put a reverse proxy with https before the server, and name its address with --public-url.\n';

const NO_PAGES =
  'Note: the pages of the console were not built, only the HTTP API answers. Run "npm run build" in the checkout; a restart is not needed.\n';

/** `serve`: the server of the console. */
export function addServeCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('serve'))
    .description('run the console: pages in the browser and the HTTP API behind them')
    .option('--port <port>', 'port to listen on; 0 takes a free one', wholeNumber(0, 65_535), PORT)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--public-url <url>',
      'address that users have, when a reverse proxy stands before the server',
      publicUrl,
    )
    .option(
      '--trusted-proxy <addresses>',
      'addresses or ranges of reverse proxies that are believed when they name the client (X-Forwarded-For)',
      addresses,
    )
    .option(
      '--identity-header <name>',
      'header in which the trusted proxies say who somebody is; they are logged in as this user',
      headerName,
    )
    .option(
      '--create-viewers',
      'whom the identity header names and the console does not know becomes a viewer',
    )
    .option('--open-metrics', '/metrics without a login, for programs of this machine')
    .action(async (options: ServeOptions) => {
      const room = await serverRoom();
      assertMetricsStayHere(options, room);
      assertIdentityIsProxys(options);
      const env = await readEnvironment(io.env, io.cwd);
      const server = await room.startServer({
        dataDir: dataDir(options.dataDir, env),
        environment: env,
        host: options.host,
        port: options.port,
        publicUrl: options.publicUrl,
        trustedProxies: options.trustedProxy ?? [],
        hasOpenMetrics: options.openMetrics === true,
        ...(options.identityHeader !== undefined && {
          identityHeader: {
            name: options.identityHeader,
            createsViewers: options.createViewers === true,
          },
        }),
        log: { write: (line) => io.err(line) },
      });
      const { url, setupToken } = server;
      try {
        const isSafe = room.isLoopback(options.host) || options.publicUrl?.protocol === 'https:';
        if (!isSafe) io.err(CLEAR_TEXT);
        if (!room.hasPages()) io.err(NO_PAGES);
        await io.out(
          options.json
            ? `${JSON.stringify({ url, ...(setupToken !== undefined && { setupToken }) })}\n`
            : `graph-qualys listens on ${url}. Stop it with Ctrl-C.\n${invitation(server, room)}`,
        );
        await interrupted(io.signal);
      } finally {
        await server.close();
      }
    });
}

/** The way to the first administrator: a link, or without pages a request, which is refused as it stands. */
function invitation(
  { url, setupToken }: RunningServer,
  { SETUP_TOKEN_MS, hasPages }: ServerRoom,
): string {
  const minutes = SETUP_TOKEN_MS / 60_000;
  if (setupToken === undefined) return '';
  if (hasPages()) {
    return `
There is no administrator yet. This link makes one; it works once, within ${minutes} minutes:
${url}/setup#token=${setupToken}
`;
  }
  const body = `{"token": "${setupToken}", "name": "NAME", "password": "PASSWORD"}`;
  return `
There is no administrator yet. This request makes one, with a name and a password of your own (at least 12
characters). Its token works once, within ${minutes} minutes:
curl --json '${body}' ${url}/api/setup
`;
}

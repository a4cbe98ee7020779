import { announceConsole } from '../app/console/index.ts';
import { prepareDataDir } from '../app/data-dir.ts';
import { listenError } from '../app/listen-error.ts';
import { openAccounts } from './accounts/index.ts';
import type { App } from './app-types.ts';
import { createServer, type ServerOptions } from './create-server.ts';
import { LocalDoor } from './security/local-door.ts';
import { SetupToken } from './security/setup-token.ts';

/** What a start of the server needs to know. */
export interface StartOptions extends Omit<ServerOptions, 'accounts' | 'setup' | 'door'> {
  /** 0 takes a free one. */
  readonly port: number;
}

/** A server that listens. */
export interface RunningServer {
  /** Address that users have. */
  readonly url: string;
  /** Makes the first administrator, once (`POST /api/setup`); absent when there is one. */
  readonly setupToken?: string;
  /** Ends what is under way and lets go of the port and the files. */
  close(): Promise<void>;
}

/**
 * Opens the accounts of the data folder, says in it where commands find the server, and listens.
 *
 * @throws {AppError} A_DATA_DIR_NOT_WRITABLE, A_PORT_IN_USE, A_CANNOT_LISTEN, A_CONSOLE_RUNS;
 *   {ServerError} H_ACCOUNTS_UNREADABLE, H_ACCOUNTS_NEWER
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { dataDir, host, port, publicUrl } = options;
  await prepareDataDir(dataDir);
  const door = new LocalDoor();
  const lease = await announceConsole(dataDir, await door.open()).catch(async (error: unknown) => {
    await door.close();
    throw error;
  });
  let app: App | undefined;
  const close = async () => {
    // First, so that no command comes any more: those that do open the graph by themselves, when the server has let go of it.
    await lease.release();
    await app?.close();
    await door.close();
  };
  try {
    const served = await serverOf(options, door);
    app = served.app;
    door.serve(app);
    const bound = await app.listen({ host, port });
    const { secret } = served.setup;
    const url = publicUrl?.origin ?? bound;
    return { url, ...(secret !== undefined && { setupToken: secret }), close };
  } catch (error) {
    await close();
    throw listenError(error, options);
  }
}

async function serverOf(
  options: StartOptions,
  door: LocalDoor,
): Promise<{ readonly app: App; readonly setup: SetupToken }> {
  const { dataDir, clock = Date.now } = options;
  const accounts = openAccounts(dataDir, clock);
  const setup = new SetupToken(accounts.users, clock);
  const app = await createServer({ ...options, accounts, setup, door }).catch((error: unknown) => {
    accounts.close();
    throw error;
  });
  return { app, setup };
}

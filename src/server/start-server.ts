import { prepareDataDir } from '../app/data-dir.ts';
import { listenError } from '../app/listen-error.ts';
import { openAccounts } from './accounts/index.ts';
import { createServer, type ServerOptions } from './create-server.ts';
import { SetupToken } from './security/setup-token.ts';

/** What a start of the server needs to know. */
export interface StartOptions extends Omit<ServerOptions, 'accounts' | 'setup'> {
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
 * Opens the accounts of the data folder and listens.
 *
 * @throws {AppError} A_DATA_DIR_NOT_WRITABLE, A_PORT_IN_USE, A_CANNOT_LISTEN;
 *   {ServerError} H_ACCOUNTS_UNREADABLE, H_ACCOUNTS_NEWER
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { dataDir, clock = Date.now, host, publicUrl } = options;
  await prepareDataDir(dataDir);
  const accounts = openAccounts(dataDir, clock);
  const setup = new SetupToken(accounts.users, clock);
  const app = await createServer({ ...options, accounts, setup }).catch((error: unknown) => {
    accounts.close();
    throw error;
  });
  let bound: string;
  try {
    bound = await app.listen({ host, port: options.port });
  } catch (error) {
    await app.close();
    throw listenError(error, options);
  }
  const url = publicUrl?.origin ?? bound;
  return {
    url,
    ...(setup.secret !== undefined && { setupToken: setup.secret }),
    close: () => app.close(),
  };
}

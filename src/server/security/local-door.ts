import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConsoleAddress } from '../../app/console/index.ts';
import { isSameSecret, newSecret } from './secret.ts';

/** What answers requests. */
interface App {
  readonly routing: RequestListener;
}

const LOOPBACK = '127.0.0.1';

/**
 * The way in for commands of the owner of the data folder. It has a listener of its own on loopback, so that no reverse proxy
 * leads there, whatever it is told; and a secret of this start, which whoever can read the data folder can read.
 */
export class LocalDoor {
  readonly #secret = newSecret();
  readonly #cameThrough = new WeakSet<IncomingMessage>();
  readonly #app = Promise.withResolvers<App>();
  #server: Server | undefined;

  /** Opens the door; whoever comes waits for {@link serve}. @returns where it is, for the data folder and nobody else */
  async open(): Promise<ConsoleAddress> {
    const server = createServer((request, response) => {
      this.#cameThrough.add(request);
      void this.#app.promise.then((app) => app.routing(request, response));
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, LOOPBACK, resolve);
    });
    const { port } = server.address() as AddressInfo;
    return { url: `http://${LOOPBACK}:${port}`, secret: this.#secret };
  }

  /** Answers those who come, and those who wait. */
  serve(app: App): void {
    this.#app.resolve(app);
  }

  /** Whether a request came in by this door, and not by the one that everybody has. */
  isBehind(request: IncomingMessage): boolean {
    return this.#cameThrough.has(request);
  }

  /** Whether a bearer token is the secret of this door. */
  isKey(token: string): boolean {
    return isSameSecret(token, this.#secret);
  }

  /** Lets nobody in any more. Those who are in were told by the end of the server. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

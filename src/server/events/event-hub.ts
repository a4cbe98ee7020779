import { Readable } from 'node:stream';
import type { EventData, EventName } from '../api/events.ts';
import { ServerError } from '../errors.ts';

/** Bytes that may wait for a client that reads slowly; it is cut off then, and asks for everything when it comes back. */
const MOST_BYTES_WAITING = 65_536;

/** Clients at once: each is a connection that stays. */
const MOST_CLIENTS = 256;

/** After how long a browser that was cut off comes back, milliseconds. */
const COME_BACK_MS = 2_000;

/** An event, for parts of the server itself. */
export type HubEvent = {
  readonly [Name in EventName]: { readonly name: Name; readonly data: EventData<Name> };
}[EventName];

/** A client that listens. */
interface Client {
  readonly stream: Readable;
  /** Whether its login is still good. */
  readonly isStillIn: () => boolean;
}

/**
 * Tells whoever listens what has just happened. Events say that something changed and never what was kept from before: a client that missed
 * some asks for the state again.
 */
export class EventHub {
  readonly #clients = new Set<Client>();
  readonly #own = new Set<(event: HubEvent) => void>();

  /**
   * Lets a client listen until its login ends, it reads too slowly, or the server closes.
   *
   * @returns the body of the answer, in the form of server-sent events
   * @throws {ServerError} H_TOO_MANY_LISTENERS
   */
  open(isStillIn: () => boolean): Readable {
    if (this.#clients.size >= MOST_CLIENTS) throw new ServerError('H_TOO_MANY_LISTENERS');
    const client: Client = { stream: new Readable({ read: () => undefined }), isStillIn };
    client.stream.once('close', () => this.#clients.delete(client));
    this.#clients.add(client);
    this.#send(client, `retry: ${COME_BACK_MS}\n\n`);
    return client.stream;
  }

  /** Tells all clients. */
  publish<Name extends EventName>(name: Name, data: EventData<Name>): void {
    const event = { name, data } as HubEvent;
    const text = `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const client of [...this.#clients]) this.#send(client, text);
    for (const listener of [...this.#own]) listener(event);
  }

  /** Lets a part of the server itself listen. @returns what ends that */
  listen(listener: (event: HubEvent) => void): () => void {
    this.#own.add(listener);
    return () => this.#own.delete(listener);
  }

  /** A sign of life, so that proxies leave silent connections open and those that broke are found. */
  beat(): void {
    for (const client of [...this.#clients]) this.#send(client, ': still here\n\n');
  }

  /** Ends all connections. */
  close(): void {
    for (const client of [...this.#clients]) this.#end(client);
  }

  #send(client: Client, text: string): void {
    const { stream, isStillIn } = client;
    if (!isStillIn()) {
      this.#end(client);
    } else if (stream.readableLength + text.length <= MOST_BYTES_WAITING) {
      stream.push(text);
    } else {
      this.#clients.delete(client);
      stream.destroy();
    }
  }

  #end(client: Client): void {
    this.#clients.delete(client);
    client.stream.push(null);
  }
}

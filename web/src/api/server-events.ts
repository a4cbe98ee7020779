import { useEffect, useEffectEvent } from 'react';
import { api } from './client.ts';

/** How long after a broken stream the next one is tried, milliseconds. */
const RETRY_MS = 5_000;

type Listener = (data: unknown) => void;

/** The stream of the server's events, open while somebody listens; one for the whole page. */
class ServerEvents {
  readonly #listeners = new Map<string, Set<Listener>>();
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Calls `listener` for each event of a name, until the function that comes back is called. */
  listen(name: string, listener: Listener): () => void {
    const known = this.#listeners.get(name);
    const listeners = known ?? new Set<Listener>();
    listeners.add(listener);
    if (known === undefined) {
      this.#listeners.set(name, listeners);
      this.#source?.addEventListener(name, this.#tell);
    }
    this.#source ??= this.#open();
    return () => {
      listeners.delete(listener);
      if ([...this.#listeners.values()].every(({ size }) => size === 0)) this.#close();
    };
  }

  #open(): EventSource {
    const source = new EventSource('/api/events');
    for (const name of this.#listeners.keys()) source.addEventListener(name, this.#tell);
    source.addEventListener('error', () => {
      // A connection that was lost the browser takes up again by itself; a refused one it does not.
      if (source.readyState === EventSource.CLOSED) this.#reopen();
    });
    return source;
  }

  /** A refused stream means as a rule that the session has ended: a call tells, and asks for a login. */
  #reopen(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const again = () => {
        if (this.#source !== undefined) this.#source = this.#open();
      };
      api.get('/api/session').then(again, () => {
        if (this.#source !== undefined) this.#reopen();
      });
    }, RETRY_MS);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
  }

  readonly #tell = (event: MessageEvent<string>) => {
    const data: unknown = JSON.parse(event.data);
    for (const listener of this.#listeners.get(event.type) ?? []) listener(data);
  };
}

const serverEvents = new ServerEvents();

/**
 * Calls `handler` with the data of each event of that name while the component is shown: `run`, `run-progress`, `graph`,
 * `instances`.
 */
export function useServerEvent<Data>(name: string, handler: (data: Data) => void): void {
  const handle = useEffectEvent((data: unknown) => handler(data as Data));
  useEffect(() => serverEvents.listen(name, (data) => handle(data)), [name]);
}

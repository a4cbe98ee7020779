import { Agent, request } from 'undici';
import { GraphError } from '../../graph/index.ts';
import { AppError, systemReason } from '../errors.ts';
import { ForeignError } from '../reported-error.ts';
import type { ConsoleAddress } from './console-file.ts';
import { errorOf, type Line } from './wire.ts';

/** What the console says to a request that it does not take. */
interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly whatToDo: string;
}

/** Asks the running console, as the owner of the data folder. An answer takes as long as it takes; hanging up cancels it. */
export class ConsoleClient {
  readonly #address: ConsoleAddress;
  // Nothing of the environment's proxies: the console is on this machine.
  readonly #agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connectTimeout: 10_000 });

  constructor(address: ConsoleAddress) {
    this.#address = address;
  }

  /**
   * Asks for something, and gives the lines of the answer as they come, without the last one.
   *
   * @throws {GraphError} as the store of the console does, G_CANCELLED; {AppError} A_CONSOLE_GONE
   */
  async *ask(path: string, body: unknown, signal?: AbortSignal): AsyncGenerator<Line> {
    const hangUp = new AbortController();
    const either = signal === undefined ? hangUp.signal : AbortSignal.any([hangUp.signal, signal]);
    try {
      const answer = await request(new URL(path, this.#address.url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.#address.secret}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
        dispatcher: this.#agent,
        signal: either,
      });
      if (answer.statusCode !== 200) throw refused((await answer.body.json()) as Refusal);
      let rest = '';
      for await (const text of answer.body.setEncoding('utf8')) {
        const lines = `${rest}${text}`.split('\n');
        rest = lines.pop() ?? '';
        for (const text of lines) {
          const line = JSON.parse(text) as Line;
          if ('error' in line) {
            // Nobody here asked for an end: the console is being stopped.
            const isStopped = line.error.code === 'G_CANCELLED' || line.error.code === 'G_CLOSED';
            if (isStopped && signal?.aborted !== true) {
              throw new AppError('A_CONSOLE_GONE', { reason: 'it was stopped' });
            }
            throw errorOf(line.error);
          }
          if ('end' in line) return;
          yield line;
        }
      }
      throw new AppError('A_CONSOLE_GONE', { reason: 'the answer was cut off' });
    } catch (error) {
      if (error instanceof AppError || error instanceof GraphError) throw error;
      if (error instanceof ForeignError) throw error;
      if (signal?.aborted === true)
        throw new GraphError('G_CANCELLED', { action: 'answer' }, error);
      throw new AppError('A_CONSOLE_GONE', { reason: systemReason(error) }, { cause: error });
    } finally {
      hangUp.abort();
    }
  }

  /** Lets go of the connections. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function refused({ code, detail, whatToDo }: Refusal): Error {
  return new ForeignError({ code, message: detail, whatToDo, exitCode: 1 });
}

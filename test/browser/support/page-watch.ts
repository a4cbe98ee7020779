import type { BrowserContext } from 'playwright-core';

/** Notes what no page may do: say an error on its console, fail in a script, ask another origin for anything. */
export class PageWatch {
  readonly #origin: string;
  readonly #faults: string[] = [];
  readonly #expected: RegExp[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Watches every page of a context. */
  attach(context: BrowserContext): void {
    context.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      this.#note(`${message.type()} on the console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#note(`uncaught: ${error.error()}`));
    context.on('request', (request) => {
      const url = new URL(request.url());
      const isOurs =
        url.origin === this.#origin || ['data:', 'blob:', 'about:'].includes(url.protocol);
      if (!isOurs) this.#note(`asked another origin: ${url.href}`);
    });
  }

  /** Lets pass what a test provokes, such as the line that the browser writes for each answer that is an error. */
  expect(fault: RegExp): void {
    this.#expected.push(fault);
  }

  /** What was noted, and forgets it. */
  take(): readonly string[] {
    return this.#faults.splice(0);
  }

  #note(fault: string): void {
    if (!this.#expected.some((pattern) => pattern.test(fault))) this.#faults.push(fault);
  }
}

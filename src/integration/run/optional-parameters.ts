import type { EndpointName } from '../../qualys/index.ts';
import { refusedParameters } from './failure.ts';
import type { RunRecorder } from './recorder.ts';

/** Parameters that a request can do without: name at Qualys, member of the request. */
export type OptionalMembers<Request> = Readonly<Record<string, keyof Request>>;

/**
 * Parameters that Qualys did not take. Which version or role knows which parameter is not certain
 * (reference 9.1), and a parameter that only adds details must not cost the page: what is refused by
 * name is left out from then on, and told once.
 */
export class OptionalParameters {
  readonly #refused = new Map<EndpointName, Set<string>>();
  readonly #recorder: RunRecorder;

  constructor(recorder: RunRecorder) {
    this.#recorder = recorder;
  }

  /**
   * Makes a call, without the parameters that were refused before, and again without those that are
   * refused now. Every other failure is thrown as it is.
   */
  async call<Request extends object, R>(
    endpoint: EndpointName,
    optional: OptionalMembers<Request>,
    request: Request,
    send: (request: Request) => Promise<R>,
  ): Promise<R> {
    for (;;) {
      const sent = this.#without(endpoint, optional, request);
      try {
        return await send(sent);
      } catch (error) {
        const refused = refusedParameters(error).filter((name) => {
          const member = optional[name];
          return member !== undefined && sent[member] !== undefined;
        });
        if (refused.length === 0) throw error;
        this.#recorder.refused(error);
        this.#refuse(endpoint, refused);
      }
    }
  }

  #without<Request extends object>(
    endpoint: EndpointName,
    optional: OptionalMembers<Request>,
    request: Request,
  ): Request {
    const refused = this.#refused.get(endpoint);
    if (refused === undefined) return request;
    const members = new Set<PropertyKey>([...refused].flatMap((name) => optional[name] ?? []));
    return Object.fromEntries(
      Object.entries(request).filter(([member]) => !members.has(member)),
    ) as Request;
  }

  #refuse(endpoint: EndpointName, names: readonly string[]): void {
    const known = this.#refused.get(endpoint) ?? new Set();
    this.#refused.set(endpoint, known);
    for (const name of names) {
      if (known.has(name)) continue;
      known.add(name);
      this.#recorder.warn({
        kind: 'parameter-refused',
        endpoint,
        message: `Qualys does not take the parameter ${name} here; it was left out, and what it adds is missing.`,
      });
    }
  }
}

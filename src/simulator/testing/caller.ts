import { createSimulator, type Simulator, type SimulatorOptions } from '../index.ts';

/** An answer, read whole. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A listening simulator and ways to call it, for tests. */
export interface Caller {
  readonly simulator: Simulator;
  readonly url: string;
  /** Any request; credentials and `X-Requested-With` are added unless headers say otherwise. */
  call(path: string, init?: RequestInit): Promise<Answered>;
  /** POST to a classic endpoint of the current version, `action=list` included. */
  fo(path: string, parameters?: Readonly<Record<string, string>>): Promise<Answered>;
  /** POST of an XML ServiceRequest with these criteria and preferences. */
  qps(
    path: string,
    criteria?: readonly (readonly [field: string, operator: string, value: string])[],
    preferences?: Readonly<Record<string, string | number>>,
  ): Promise<Answered>;
}

/** The host list of the current version. */
export const HOSTS = '/api/5.0/fo/asset/host/';
/** The detection list of the current version. */
export const DETECTIONS = '/api/5.0/fo/asset/host/vm/detection/';
/** The knowledge base of the current version. */
export const KNOWLEDGE = '/api/4.0/fo/knowledge_base/vuln/';

/** The Basic header of the simulator's user. */
export function basic(simulator: Simulator, password = simulator.password): string {
  return `Basic ${Buffer.from(`${simulator.username}:${password}`).toString('base64')}`;
}

/**
 * Starts a simulator with generous limits, unless the options say otherwise. Its limits may be provoked.
 *
 * @param whenDone takes what has to be done in the end; `onTestFinished` of the test runner
 */
export async function startCaller(
  options: SimulatorOptions = {},
  whenDone?: (close: () => Promise<void>) => void,
): Promise<Caller> {
  const simulator = createSimulator({
    hosts: 60,
    detections: 10,
    limits: 'generous',
    isProvoked: true,
    ...options,
  });
  whenDone?.(() => simulator.close());
  const { url } = await simulator.listen();
  const call = async (path: string, init: RequestInit = {}): Promise<Answered> => {
    const headers = new Headers({
      authorization: basic(simulator),
      'x-requested-with': 'test',
      'accept-encoding': 'identity',
    });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const response = await fetch(url + path, { ...init, headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    simulator,
    url,
    call,
    fo: (path, parameters = {}) =>
      call(path, { method: 'POST', body: new URLSearchParams({ action: 'list', ...parameters }) }),
    qps: (path, criteria = [], preferences = {}) => {
      const wanted = Object.entries(preferences).map(
        ([name, value]) => `<${name}>${value}</${name}>`,
      );
      const filters = criteria.map(
        ([field, operator, value]) =>
          `<Criteria field="${field}" operator="${operator}">${value}</Criteria>`,
      );
      return call(path, {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body: `<ServiceRequest><preferences>${wanted.join('')}</preferences><filters>${filters.join('')}</filters></ServiceRequest>`,
      });
    },
  };
}

/** Texts of all elements of a name. */
export function texts(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map(
    ([, text = '']) => text,
  );
}

/** Host ids of a host or detection list. */
export function hostIdsOf(xml: string): number[] {
  return [...xml.matchAll(/<HOST>\s*<ID>(\d+)<\/ID>/g)].map(([, id]) => Number(id));
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Refused } from './answer.ts';
import { FaultScript, type StubCall, type StubFault } from './faults.ts';
import { jobFacts, StubJob } from './job.ts';
import { PlatformGraph } from './platform-graph.ts';

/** Largest body that the API takes, before compression. */
const LARGEST_BODY_BYTES = 6_000_000;

/** A request as the stub took it. */
export interface StubRequest {
  readonly call: StubCall;
  /** Of the body, before compression. */
  readonly bytes: number;
  readonly isCompressed: boolean;
  /** 0 where the connection was cut. */
  status: number;
}

/** How a stub differs from the usual one. */
export interface StubOptions {
  readonly apiKey?: string;
  readonly account?: string;
  readonly faults?: readonly StubFault[];
  /** Largest body that is taken, bytes. */
  readonly largestBody?: number;
  /** False: uploads are checked and counted, but not kept. */
  readonly keepsObjects?: boolean;
}

/**
 * A stub of JupiterOne's synchronisation API (reference 6), which takes nothing that the reference does not
 * allow. Knows nothing of the client.
 */
export class JupiterOneStub {
  readonly apiKey: string;
  readonly account: string;
  readonly graph = new PlatformGraph();
  readonly jobs = new Map<string, StubJob>();
  readonly requests: StubRequest[] = [];
  /** Called for each request before it is answered. */
  onRequest: (request: StubRequest) => void = () => undefined;
  readonly #largestBody: number;
  readonly #keepsObjects: boolean;
  readonly #server: Server;
  #script: FaultScript;

  constructor(options: StubOptions = {}) {
    this.apiKey = options.apiKey ?? 'stub-key-0123456789';
    this.account = options.account ?? 'stub-account';
    this.#largestBody = options.largestBody ?? LARGEST_BODY_BYTES;
    this.#keepsObjects = options.keepsObjects ?? true;
    this.#script = new FaultScript(options.faults ?? []);
    this.#server = createServer(this.handle);
  }

  /** Answers a request, whichever server took it. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#serve(request, response).catch((error: unknown) => {
      // A fault of the stub itself: whoever tests has to see it.
      response.writeHead(599).end(String(error));
    });
  };

  /** Listens on a free port of this machine. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Replaces the faults; counting begins anew. */
  setFaults(faults: readonly StubFault[]): void {
    this.#script = new FaultScript(faults);
  }

  /** The job that was started last. */
  get lastJob(): StubJob {
    const job = [...this.jobs.values()].at(-1);
    if (job === undefined) throw new Error('no job was started');
    return job;
  }

  /** Ends the stub and every connection to it. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await bodyOf(incoming);
    if (raw === undefined) return;
    const { call, job: id } = route(incoming);
    const isCompressed = incoming.headers['content-encoding'] === 'gzip';
    const body = isCompressed ? gunzipSync(raw) : raw;
    const request: StubRequest = { call, bytes: body.length, isCompressed, status: 0 };
    this.requests.push(request);
    this.onRequest(request);
    const answer = (status: number, text: string, headers: Record<string, string> = {}) => {
      request.status = status;
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
    };
    const fault = this.#script.next(call);
    const job = this.jobs.get(id ?? '');
    switch (fault?.kind) {
      case 'status':
        return answer(fault.status, refusal('SCRIPTED', fault.message ?? 'as the script says'));
      case 'limit':
        return answer(
          429,
          refusal('RATE_LIMIT', 'too many requests'),
          fault.seconds === undefined ? {} : { 'retry-after': String(fault.seconds) },
        );
      case 'cutBefore':
        incoming.socket.destroy();
        return;
      case 'page':
        return answer(200, '<html>Please log in to the network</html>');
      case 'aborted':
        if (job?.status === 'AWAITING_UPLOADS') job.status = 'ABORTED';
        break;
      case 'jobEnds':
        if (job?.status.startsWith('FINALIZ')) job.status = fault.status;
        break;
      default:
    }
    const [status, text] = this.#answer(incoming, call, id, body);
    if (fault?.kind === 'cutAfter') {
      incoming.socket.destroy();
    } else if (fault?.kind === 'half') {
      response.writeHead(status, { 'content-length': text.length });
      response.write(text.slice(0, text.length / 2), () => incoming.socket.destroy());
    } else if (fault?.kind !== 'silence') {
      answer(status, text);
    }
  }

  #answer(
    incoming: IncomingMessage,
    call: StubCall,
    id: string | undefined,
    body: Buffer,
  ): readonly [number, string] {
    try {
      this.#checkRequest(incoming, body);
      const job = this.#do(call, id, body.length === 0 ? undefined : parsed(body));
      return [200, JSON.stringify(call === 'events' ? {} : { job })];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return [error.status, refusal(error.code, error.message)];
    }
  }

  #checkRequest({ headers, method }: IncomingMessage, body: Buffer): void {
    if (headers.authorization !== `Bearer ${this.apiKey}`) {
      throw new Refused(401, 'UNAUTHORIZED', 'the API key is not valid');
    }
    // SDKs of before the header was renamed, 8.41 among them, send the old name.
    const account = headers['jupiterone-account'] ?? headers['lifeomic-account'];
    if (account !== this.account) {
      throw new Refused(403, 'FORBIDDEN', 'the key is not of this account');
    }
    if (body.length > this.#largestBody) {
      throw new Refused(413, 'RequestEntityTooLargeException', `${body.length} bytes`);
    }
    if (method === 'POST' && !/^application\/json\b/.test(headers['content-type'] ?? '')) {
      throw new Refused(415, 'UNSUPPORTED_MEDIA_TYPE', String(headers['content-type']));
    }
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'gzip' && encoding !== 'identity') {
      throw new Refused(415, 'UNSUPPORTED_ENCODING', encoding);
    }
  }

  #do(call: StubCall, id: string | undefined, body: unknown): StubJob {
    if (call === 'start') {
      const job = new StubJob(`job-${this.jobs.size + 1}`, jobFacts(body), this.#keepsObjects);
      this.jobs.set(job.id, job);
      return job;
    }
    const job = this.jobs.get(id ?? '');
    if (job === undefined) throw new Refused(404, 'NOT_FOUND', `there is no job ${id}`);
    if (call === 'entities' || call === 'relationships') job.upload(call, body);
    else if (call === 'events') job.log(body);
    else if (call === 'finalize') job.finalize(body);
    else if (call === 'abort') job.abort(body);
    else if (job.advance()) {
      this.graph.work(job);
      job.status = 'FINISHED';
    }
    return job;
  }
}

/** A stub that listens. */
export async function listeningStub(
  options: StubOptions = {},
): Promise<{ readonly stub: JupiterOneStub; readonly url: string }> {
  const stub = new JupiterOneStub(options);
  return { stub, url: await stub.listen() };
}

function refusal(code: string, message: string): string {
  return JSON.stringify({ error: { code, message } });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (error) {
    throw new Refused(400, 'BAD_JSON', String(error));
  }
}

const PATH =
  /^\/persister\/synchronization\/jobs(?:\/([^/]+)(?:\/(entities|relationships|events|finalize|abort))?)?$/;

function route({ method, url }: IncomingMessage): { call: StubCall; job: string | undefined } {
  const match = PATH.exec(url ?? '');
  const job = match?.[1];
  const action = match?.[2] as StubCall | undefined;
  if (match !== null && method === 'POST' && job === undefined) return { call: 'start', job };
  if (action !== undefined && method === 'POST') return { call: action, job };
  if (job !== undefined && action === undefined && method === 'GET') return { call: 'status', job };
  throw new Error(`no such call: ${method} ${url}`);
}

/** The body; undefined if the client went away. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  try {
    for await (const part of incoming) parts.push(part as Buffer);
  } catch {
    return undefined; // nobody is there to be answered
  }
  return Buffer.concat(parts);
}

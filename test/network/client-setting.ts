import type { ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import {
  BasicAuth,
  createQualysClient,
  type QualysClient,
  type QualysClientOptions,
  type QualysError,
  type QualysEvent,
} from '../../src/qualys/index.ts';
import { FakeClock } from '../../src/qualys/testing/fake-clock.ts';
import { detectionPage } from '../../src/qualys/testing/read-document.ts';
import { type LocalServer, localServer, type Respond } from './local-server.ts';

/** Login of the clients in tests. */
export const USER = 'exmpl_ab1';
/** With a character that is no ASCII. */
export const PASSWORD = 'correct-horse-ü';

/** A server, a client of it, and what the client tells. */
export interface ClientSetting {
  readonly server: LocalServer;
  readonly client: QualysClient;
  readonly events: QualysEvent[];
  readonly clock: FakeClock;
}

const open: { close(): unknown }[] = [];

/** Has something closed after the test. */
export function closeAfterTest(one: { close(): unknown }): void {
  open.push(one);
}

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A server that answers as told and a client of it whose waits pass at once. */
export async function clientSetting(
  respond: Respond,
  options: Partial<QualysClientOptions> = {},
): Promise<ClientSetting> {
  const server = await localServer(respond);
  closeAfterTest({ close: () => server[Symbol.asyncDispose]() });
  const events: QualysEvent[] = [];
  const clock = new FakeClock({ isAutomatic: true });
  const client = createQualysClient({
    apiUrl: server.url,
    auth: new BasicAuth(USER, PASSWORD),
    clock,
    onEvent: (event) => events.push(event),
    ...options,
  });
  closeAfterTest(client);
  return { server, client, events, clock };
}

/** A host with one detection. */
export const HOST =
  '<HOST><ID>100001</ID><DETECTION_LIST><DETECTION><QID>1</QID></DETECTION></DETECTION_LIST></HOST>';

/** A page of one host, longer than what is looked at before parsing begins. */
export const PAGE = detectionPage(`<!-- ${'keep-alive '.repeat(60)} -->${HOST}`);

/** Answers with XML. */
export function xml(
  response: ServerResponse,
  body: string | Buffer,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers });
  response.end(body);
}

/** An error of the FO API. */
export function simpleReturn(code: number, text = 'Some sentence.'): string {
  return `<SIMPLE_RETURN><RESPONSE><DATETIME>2026-11-24T08:00:00Z</DATETIME><CODE>${code}</CODE><TEXT>${text}</TEXT></RESPONSE></SIMPLE_RETURN>`;
}

/** Reads all records. */
export async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const records: T[] = [];
  for await (const batch of batches) records.push(...batch);
  return records;
}

/** What a call fails with. */
export function errorOf(promise: Promise<unknown>): Promise<QualysError> {
  return promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: QualysError) => error,
  );
}

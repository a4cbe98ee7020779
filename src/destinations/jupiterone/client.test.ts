import { Agent } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../test/support/in-process.ts';
import type { StubFault } from '../../../test/support/jupiterone/faults.ts';
import { JupiterOneStub } from '../../../test/support/jupiterone/stub.ts';
import { type ClientEvent, type ClientOptions, SyncClient } from './client.ts';
import type { SyncError } from './errors.ts';
import { MAX_RETRIES } from './retry.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const API_KEY = 'right-key-0123456789';
const TARGET = { source: 'integration-external', integrationInstanceId: 'instance-1' } as const;
const BODY = Buffer.from(
  JSON.stringify({
    entities: [
      {
        _key: 'test-entity:1',
        _type: 'test_entity',
        _class: 'Record',
        name: 'n',
        displayName: 'n',
      },
    ],
  }),
);

async function connected(faults: readonly StubFault[] = [], options: Partial<ClientOptions> = {}) {
  const stub = new JupiterOneStub({ faults, apiKey: API_KEY });
  const origin = await stub.listen();
  const dispatcher = new Agent();
  open.push(
    () => stub.close(),
    () => dispatcher.destroy(),
  );
  const events: ClientEvent[] = [];
  const client = new SyncClient({
    dispatcher,
    origin,
    account: stub.account,
    apiKey: API_KEY,
    timeoutMs: 300,
    clock: new VirtualClock(),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { stub, client, events };
}

const failure = (work: Promise<unknown>): Promise<SyncError> =>
  work.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: SyncError) => error,
  );

describe('a request that fails', () => {
  test.each<[string, StubFault]>([
    ['a server error', { kind: 'status', status: 503, call: 'entities', times: 2 }],
    ['a cut connection', { kind: 'cutBefore', call: 'entities' }],
    ['an answer that is lost', { kind: 'cutAfter', call: 'entities', times: 2 }],
    ['half an answer', { kind: 'half', call: 'entities' }],
    ['no answer', { kind: 'silence', call: 'entities' }],
    ['the page of a proxy', { kind: 'page', call: 'entities' }],
    ['a limit', { kind: 'limit', call: 'entities', times: 3 }],
  ])('is sent again after %s', async (_, fault) => {
    const { stub, client } = await connected([fault]);
    const job = await client.start(TARGET, 'DIFF');
    await client.upload(job.id, 'entities', BODY);
    expect([...stub.lastJob.entities.keys()]).toEqual(['test-entity:1']);
    expect(client.effort.retries).toBe(fault.times ?? 1);
  });

  test('is given up after so many attempts, with the words of the server', async () => {
    const { stub, client } = await connected([
      { kind: 'status', status: 500, message: 'the database is away', times: 99 },
    ]);
    const error = await failure(client.start(TARGET, 'DIFF'));
    expect(error).toMatchObject({ code: 'J1_SERVER' });
    expect(error.message).toContain('start, HTTP 500');
    expect(error.message).toContain('the database is away');
    expect(stub.requests).toHaveLength(MAX_RETRIES + 1);
  });

  test.each([
    [{ apiKey: 'wrong-key-0123456789' }, 401],
    [{ account: 'another-account' }, 403],
  ])('because of %j is not sent again, and does not show the key', async (options, status) => {
    const { stub, client } = await connected([], options);
    const error = await failure(client.start(TARGET, 'DIFF'));
    expect(error.code).toBe('J1_LOGIN_REFUSED');
    expect(error.message).toContain(`HTTP ${status}`);
    const told = JSON.stringify([error, error.message, error.stack, String(error.cause)]);
    expect(told).not.toMatch(/(right|wrong)-key/);
    expect(stub.requests).toHaveLength(1);
  });

  test('because it is not understood says what was wrong', async () => {
    const { client } = await connected();
    const job = await client.start(TARGET, 'DIFF');
    const error = await failure(client.upload(job.id, 'entities', Buffer.from('{"entities":{}}')));
    expect(error).toMatchObject({ code: 'J1_REFUSED', serverCode: 'ENTITY_IS_NOT_ARRAY' });
    expect(await failure(client.status('job-77'))).toMatchObject({ code: 'J1_NOT_FOUND' });
  });

  test('to a port where nobody listens says where it went', async () => {
    const { client } = await connected([], { origin: 'http://127.0.0.1:9' });
    const error = await failure(client.start(TARGET, 'DIFF'));
    expect(error).toMatchObject({ code: 'J1_NETWORK' });
    expect(error.message).toContain('127.0.0.1:9');
  });
});

describe('a limit', () => {
  test('holds up every request for as long as it asks', async () => {
    const clock = new VirtualClock();
    const { stub, client, events } = await connected(
      [{ kind: 'limit', seconds: 40, call: 'entities' }],
      { clock },
    );
    const job = await client.start(TARGET, 'DIFF');
    const times: number[] = [];
    stub.onRequest = () => times.push(clock.now());
    const begun = clock.now();
    await client.upload(job.id, 'entities', BODY);
    await client.status(job.id);
    expect(times.map((time) => time - begun >= 40_000)).toEqual([false, true, true]);
    expect(events.filter(({ waitMs }) => waitMs >= 40_000)).toHaveLength(1);
  });

  test('of hours is not waited for, and says until when', async () => {
    const { stub, client } = await connected([{ kind: 'limit', seconds: 7200 }]);
    const error = await failure(client.start(TARGET, 'DIFF'));
    expect(error).toMatchObject({ code: 'J1_LIMITED' });
    expect(error.message).toMatch(/until \d{4}-\d\d-\d\dT/);
    expect(stub.requests).toHaveLength(1);
  });
});

describe('the end of a job', () => {
  test('that was finalized although the answer was lost is no failure', async () => {
    const { stub, client } = await connected([{ kind: 'cutAfter', call: 'finalize' }]);
    const job = await client.start(TARGET, 'DIFF');
    const found = await client.finalize(job.id, ['a_type']);
    expect(found.status).toMatch(/^FINALIZ/);
    expect(stub.lastJob.partialTypes).toEqual(['a_type']);
  });

  test('by somebody else is a failure of its own', async () => {
    const { client } = await connected([{ kind: 'aborted', call: 'entities' }]);
    const job = await client.start(TARGET, 'DIFF');
    const error = await failure(client.upload(job.id, 'entities', BODY));
    expect(error).toMatchObject({ code: 'J1_JOB_CLOSED' });
    expect(error.message).toContain(job.id);
    expect(await failure(client.finalize(job.id, []))).toMatchObject({ code: 'J1_JOB_CLOSED' });
  });

  test('can be asked for more than once', async () => {
    const { stub, client } = await connected([{ kind: 'cutAfter', call: 'abort' }]);
    const job = await client.start(TARGET, 'DIFF');
    expect(await client.abort(job.id, 'no more')).toBe(true);
    expect(stub.lastJob.status).toBe('ABORTED');
    const other = await client.start(TARGET, 'DIFF');
    await client.finalize(other.id, []);
    expect(await client.abort(other.id, 'too late')).toBe(false);
  });
});

test('a wait ends when it is cancelled', async () => {
  const { client } = await connected([{ kind: 'status', status: 500, times: 99 }]);
  const stop = new AbortController();
  const work = failure(client.start(TARGET, 'DIFF', stop.signal));
  stop.abort();
  expect(await work).toMatchObject({ code: 'J1_CANCELLED' });
});

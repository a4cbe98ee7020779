import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finding, GraphFixture, host, SCANNER } from '../../src/graph/testing/fixture.ts';
import { JupiterOneStub } from '../support/jupiterone/stub.ts';
import { syncInto, syncSettings } from '../support/jupiterone/synced.ts';
import { authorityFile, testCertificates, tlsServer } from './certificates.ts';
import { type ConnectProxy, connectProxy } from './connect-proxy.ts';

// The name has no address: only a proxy can reach it.
const HOST = 'api.jupiterone.corp.example';

const stub = new JupiterOneStub();
const graph = new GraphFixture();
let folder: string;
let caFile: string;
let server: Awaited<ReturnType<typeof tlsServer>>;
let proxy: ConnectProxy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graph-qualys-network-'));
  const certificates = await testCertificates([HOST, 'localhost']);
  caFile = await authorityFile(folder, certificates);
  server = await tlsServer(certificates, stub.handle);
  proxy = await connectProxy({ user: 'user', password: 'word', targetPort: server.port });
  await graph.apply({
    rows: (segment) => {
      segment.entity(SCANNER);
      segment.target(host(1));
      segment.finding(finding(1, 1));
    },
  });
  await graph.close();
});
afterAll(async () => {
  await proxy.close();
  server.server.closeAllConnections();
  server.server.close();
  await graph.remove();
  await rm(folder, { recursive: true });
});

function upload(url: string, settings: Readonly<Record<string, string>>) {
  const dir = { path: graph.folder, storeFile: graph.path, runsDir: join(graph.folder, 'runs') };
  return syncInto(dir, { ...syncSettings(stub, url), ...settings });
}

test('leads through the proxy, with a certificate authority of its own', async () => {
  const HTTPS_PROXY = `http://user:word@127.0.0.1:${proxy.port}`;
  const record = await upload(`https://${HOST}`, { HTTPS_PROXY, QUALYS_CA_FILE: caFile });
  expect(record.status).toBe('finished');
  expect(new Set(proxy.targets)).toEqual(new Set([`${HOST}:443`]));
});

test('does not lead through it where NO_PROXY says so, and never without the authority', async () => {
  const asked = proxy.targets.length;
  const url = `https://localhost:${server.port}`;
  const direct = { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'localhost' };
  expect(await upload(url, { ...direct, QUALYS_CA_FILE: caFile })).toMatchObject({
    status: 'finished',
  });
  expect(await upload(url, direct)).toMatchObject({
    status: 'failed',
    failure: { code: 'J1_NETWORK', message: expect.stringMatching(/certificate|UNABLE_TO/i) },
  });
  expect(proxy.targets).toHaveLength(asked);
});

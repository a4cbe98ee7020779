import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  BasicAuth,
  createQualysClient,
  GatewayToken,
  type NetworkOptions,
  networkFromEnv,
  type QualysError,
} from '../../src/qualys/index.ts';
import {
  authorityFile,
  type TestCertificates,
  testCertificates,
  tlsServer,
} from './certificates.ts';
import { type ConnectProxy, connectProxy } from './connect-proxy.ts';

// Neither name has an address: only a proxy can reach the first, and only NO_PROXY says so of others.
const HOST = 'qualysapi.corp.example';
const PROXY_USER = 'proxy-user';
const PROXY_PASSWORD = 'proxy p@ss:word';
const GATEWAY_HOST = 'gateway.corp.example';
const VERSION =
  '<ServiceResponse><responseCode>SUCCESS</responseCode><data><QWeb-Version><WEB-VERSION>10.39</WEB-VERSION></QWeb-Version></data></ServiceResponse>';

let folder: string;
let certificates: TestCertificates;
let caFile: string;
let server: Awaited<ReturnType<typeof tlsServer>>;
let proxy: ConnectProxy;
let authorizations: (string | undefined)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graph-qualys-network-'));
  certificates = await testCertificates([HOST, GATEWAY_HOST, 'localhost']);
  caFile = await authorityFile(folder, certificates);
  server = await tlsServer(certificates, (request, response) => {
    authorizations.push(request.headers['proxy-authorization']);
    if (request.url === '/auth') {
      response.writeHead(201, { 'content-type': 'text/plain' }).end('head.body.signature');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/xml' }).end(VERSION);
  });
});
beforeEach(async () => {
  await proxy?.close();
  authorizations = [];
  proxy = await connectProxy({
    user: PROXY_USER,
    password: PROXY_PASSWORD,
    targetPort: server.port,
  });
});
afterAll(async () => {
  await proxy.close();
  server.server.closeAllConnections();
  server.server.close();
  await rm(folder, { recursive: true });
});

const proxyUrl = (password = PROXY_PASSWORD) =>
  `http://${PROXY_USER}:${encodeURIComponent(password)}@127.0.0.1:${proxy.port}`;

async function webVersion(apiUrl: string, network: NetworkOptions): Promise<string | undefined> {
  const client = createQualysClient({ apiUrl, auth: new BasicAuth('user', 'secret'), network });
  try {
    return (await client.portalVersion()).value.qweb?.['WEB-VERSION'];
  } finally {
    await client.close();
  }
}

const errorOf = (promise: Promise<unknown>): Promise<QualysError> =>
  promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: QualysError) => error,
  );

describe('a proxy', () => {
  test('is asked for a tunnel with its user and password, and the server never sees them', async () => {
    expect(await webVersion(`https://${HOST}`, { httpsProxy: proxyUrl(), caFile })).toBe('10.39');
    expect(proxy.targets).toEqual([`${HOST}:443`]);
    expect(authorizations).toEqual([undefined]);
  });

  test('leads to the gateway that gives tokens as well', async () => {
    const token = (network: NetworkOptions) =>
      new GatewayToken({
        gatewayUrl: `https://${GATEWAY_HOST}`,
        login: { kind: 'user', username: 'user', password: 'secret' },
        network,
        clock: { now: Date.now },
      }).next();
    const httpsProxy = proxyUrl();
    expect(await token({ httpsProxy, caFile })).toMatchObject({ text: 'head.body.signature' });
    expect(proxy.targets).toEqual([`${GATEWAY_HOST}:443`]);
    expect(await errorOf(token({ httpsProxy }))).toMatchObject({ code: 'Q_TLS' });
    expect(await errorOf(token({ httpsProxy: proxyUrl('wrong'), caFile }))).toMatchObject({
      code: 'Q_PROXY_REFUSED',
    });
  });

  test('that refuses the password is named, without the password', async () => {
    const error = await errorOf(
      webVersion(`https://${HOST}`, { httpsProxy: proxyUrl('wrong-password'), caFile }),
    );
    expect(error).toMatchObject({ code: 'Q_PROXY_REFUSED', exitCode: 1 });
    expect(error.message).toContain('407');
    expect(error.message).toContain(HOST);
    const shown = inspect(error, { depth: 9, showHidden: true });
    for (const secret of [
      'wrong-password',
      Buffer.from(`${PROXY_USER}:wrong-password`).toString('base64'),
    ]) {
      expect(shown).not.toContain(secret);
    }
  });

  test('that does not answer is named', async () => {
    const address = proxyUrl();
    await proxy.close();
    const error = await errorOf(webVersion(`https://${HOST}`, { httpsProxy: address, caFile }));
    expect(error).toMatchObject({ code: 'Q_CONNECTION_REFUSED' });
    expect(error.message).toContain('through the proxy');
  });

  test.each(['localhost', '.corp.example,localhost', `other.example, localhost`, '*'])(
    'is not asked for hosts in NO_PROXY: %s',
    async (noProxy) => {
      const url = `https://localhost:${server.port}`;
      expect(await webVersion(url, { httpsProxy: proxyUrl(), noProxy, caFile })).toBe('10.39');
      expect(proxy.targets).toEqual([]);
    },
  );

  test('is asked for hosts that are not in NO_PROXY', async () => {
    const noProxy = 'example,corp.example.org,localhost:1';
    expect(
      await webVersion(`https://localhost:${server.port}`, {
        httpsProxy: proxyUrl(),
        noProxy,
        caFile,
      }),
    ).toBe('10.39');
    expect(proxy.targets).toEqual([`localhost:${server.port}`]);
  });

  test('comes from the environment in either case', () => {
    expect(networkFromEnv({ HTTPS_PROXY: 'http://a', no_proxy: 'b' })).toEqual({
      httpsProxy: 'http://a',
      noProxy: 'b',
    });
    expect(networkFromEnv({})).toEqual({ httpsProxy: undefined, noProxy: undefined });
  });

  test.each(['ftp://user:hunter22@proxy.example', 'http://user:hunter22@['])(
    'with a bad address is refused without repeating it: %s',
    async (httpsProxy) => {
      const error = await errorOf(webVersion(`https://${HOST}`, { httpsProxy }));
      expect(error).toMatchObject({ code: 'Q_PROXY_URL', exitCode: 2 });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter22');
    },
  );
});

describe('a private certificate authority', () => {
  test('is trusted when its file is named', async () => {
    expect(await webVersion(`https://localhost:${server.port}`, { caFile })).toBe('10.39');
  });

  test('is not trusted otherwise, and the message says what to do', async () => {
    const error = await errorOf(webVersion(`https://localhost:${server.port}`, {}));
    expect(error).toMatchObject({ code: 'Q_TLS', exitCode: 1 });
    expect(error.whatToDo).toContain('CA file');
  });

  test('does not vouch for other names', async () => {
    expect((await errorOf(webVersion(`https://127.0.0.1:${server.port}`, { caFile }))).code).toBe(
      'Q_TLS',
    );
  });

  test('in a file that cannot be used is named', async () => {
    const missing = join(folder, 'missing.pem');
    expect(await errorOf(webVersion(`https://${HOST}`, { caFile: missing }))).toMatchObject({
      code: 'Q_CA_FILE',
      message: expect.stringContaining(missing),
    });
    const wrong = join(folder, 'wrong.pem');
    await writeFile(wrong, 'no certificate');
    expect((await errorOf(webVersion(`https://${HOST}`, { caFile: wrong }))).code).toBe(
      'Q_CA_FILE',
    );
  });
});

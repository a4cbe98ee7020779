import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectInto, graphOf, temporaryDataDir } from '../support/collected-graph.ts';

const FOLDER = process.env['QUALYS_RECORDINGS'];

/**
 * Which recorded answer fits a request. The detections, host details and web app findings of that
 * account were never recorded: the empty answers stand for them.
 */
function recordingFor(path: string, parameters: string): string {
  if (path === '/qps/rest/portal/version') return 'portal-version.xml';
  if (path.endsWith('/fo/asset/host/')) {
    return parameters.includes('details=None') ? 'host-list-ids.xml' : 'host-list-empty.xml';
  }
  if (path.endsWith('/fo/asset/host/vm/detection/')) return 'detection-none.xml';
  if (path.endsWith('/fo/knowledge_base/vuln/')) return 'knowledge-base.xml';
  if (path.includes('/am/hostasset')) return 'hostasset-ec2.xml';
  if (path.includes('/search/was/webapp')) return 'webapp-search.xml';
  return 'webapp-search-empty.xml';
}

describe.skipIf(FOLDER === undefined)('recorded answers (QUALYS_RECORDINGS)', () => {
  let server: Server;
  let url = '';
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const name = recordingFor(pathname, search + Buffer.concat(chunks).toString());
      asked.push(name);
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(readFileSync(join(FOLDER ?? '', name)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  test('collect runs against them to its end and says what they lack', async () => {
    const dir = temporaryDataDir('recordings');
    const record = await collectInto(dir, {
      QUALYS_API_URL: url,
      QUALYS_USERNAME: 'demo_ab1',
      QUALYS_PASSWORD: 'demo',
    });
    expect(record.failure).toBeUndefined();
    expect(record.status).toBe('complete');
    expect(asked).toContain('hostasset-ec2.xml');
    expect(record.warnings.some(({ kind }) => kind === 'hosts-not-answered')).toBe(true);
    const graph = await graphOf(dir);
    expect(graph.filter(({ _type }) => _type === 'web_app')).toHaveLength(7);
    expect(graph.find(({ _type }) => _type === 'qualys_vulnerability_manager')).toMatchObject({
      version: '1.0.3',
    });
  });
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PAGE_PATHS } from '../../src/server/pages/page-paths.ts';
import { temporaryFolder } from '../support/cli.ts';
import { TestConsole } from './console.ts';

const folder = temporaryFolder('pages');
mkdirSync(join(folder, 'web/assets'), { recursive: true });
writeFileSync(join(folder, 'secret.txt'), 'what is outside');
writeFileSync(join(folder, 'web/outside.js'), 'what is outside');
writeFileSync(join(folder, 'web/assets/.hidden'), 'what is hidden');
writeFileSync(join(folder, 'web/assets/a-1234.js'), 'alert()');
writeFileSync(
  join(folder, 'web/index.html'),
  '<meta content="__CSP_NONCE__"><meta content="__CONSOLE_STATE__">',
);

let server: TestConsole;
beforeAll(async () => {
  server = await TestConsole.start({ pagesFolder: join(folder, 'web') });
});
afterAll(() => server.stop());

test('a page has a nonce of its own, in its policy and in itself, and says who looks at it', async () => {
  const policyOf = async (state: string, ask = {}) => {
    const { status, headers, text } = await server.ask('GET', '/findings?severity=high', ask);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    const [, nonce = ''] =
      /style-src 'self' 'nonce-([\w-]+)';/.exec(String(headers['content-security-policy'])) ?? [];
    expect(nonce.length).toBeGreaterThan(20);
    expect(text).toBe(`<meta content="${nonce}"><meta content="${state}">`);
    return nonce;
  };
  const nonces = [await policyOf('setup')];
  await server.user('admin', 'administrator');
  nonces.push(await policyOf('login'));
  nonces.push(await policyOf('session', { as: server.browser('admin') }));
  expect(new Set(nonces).size).toBe(3);
});

test.each([...PAGE_PATHS])('%s is a page', async (path) => {
  const answer = await server.ask('GET', path.replace('*', 'some/thing'));
  expect(answer.status).toBe(200);
});

test('assets are kept for good, what is missing is not', async () => {
  const asset = await server.ask('GET', '/assets/a-1234.js');
  expect([asset.status, asset.text]).toEqual([200, 'alert()']);
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(asset.headers['content-type']).toContain('javascript');
  const missing = await server.ask('GET', '/assets/a-5678.js');
  expect([missing.status, missing.json.code]).toEqual([404, 'H_NOT_FOUND']);
  expect(missing.headers['cache-control']).toBe('no-store');
});

test.each([
  '/assets/../outside.js',
  '/assets/..%2foutside.js',
  '/assets/%2e%2e/outside.js',
  '/assets/..%2f..%2fsecret.txt',
  '/assets/..\\outside.js',
  '/assets/..%5coutside.js',
  '/assets/%252e%252e/outside.js',
  '/assets//etc/passwd',
  '/assets/%2fetc%2fpasswd',
  '/assets/a-1234.js%00.txt',
  '/assets/.hidden',
  '/assets/',
  '/assets/.',
  '/outside.js',
  '/index.html',
  '/findings/../../secret.txt',
])('%s leads nowhere', async (path) => {
  const answer = await server.ask('GET', path);
  expect(answer.status).not.toBe(500);
  expect(answer.text).not.toMatch(/outside|hidden|root:/);
  if (answer.status === 200) expect(answer.headers['content-type']).toContain('text/html');
});

test('pages that were not built say what to do', async () => {
  const bare = await TestConsole.start({ pagesFolder: join(folder, 'nothing') });
  try {
    const page = await bare.ask('GET', '/overview');
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.text).toContain('npm run build');
    expect((await bare.ask('GET', '/assets/a-1234.js')).status).toBe(404);
  } finally {
    await bare.stop();
  }
});

test('every page of the program is one of the server', () => {
  const routes = readFileSync(new URL('../../web/src/app/routes.tsx', import.meta.url), 'utf8');
  const paths = [...routes.matchAll(/^\s+path: '([^*']+)'/gm)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(8);
  for (const path of paths) {
    const whole = `/${path.replace(/^\//, '')}`;
    const [, first = ''] = whole.split('/');
    expect([whole, `/${first}`], path).toSatisfy((urls: string[]) =>
      urls.some((url) => PAGE_PATHS.includes(url)),
    );
  }
});

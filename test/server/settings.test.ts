import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, TestConsole } from './console.ts';

let server: TestConsole;
let as: Browser;

beforeAll(async () => {
  server = await TestConsole.start();
  await server.user('admin', 'administrator');
  as = server.browser('admin');
});
afterAll(() => server.stop());

const path = () => join(server.dir.path, 'smart-classes.yaml');
const read = async () => (await server.ask('GET', '/api/smart-classes', { as })).json;
const write = (text: string, tag?: string) =>
  server.ask('PUT', '/api/smart-classes', {
    as,
    body: { text },
    headers: tag === undefined ? {} : { 'if-match': tag },
  });

const GOOD = 'smartClasses:\n  - name: Small\n    queries: [FIND Host]\n';

test('smart classes are changed by whoever has seen what is there', async () => {
  const before = await read();
  expect(before).toEqual({ text: '', etag: expect.any(String) });
  expect((await write(GOOD)).status).toBe(428);
  const changed = await write(GOOD, before.etag);
  expect([changed.status, changed.headers['etag']]).toEqual([200, changed.json.etag]);
  expect(readFileSync(path(), 'utf8')).toBe(GOOD);
  expect(await read()).toEqual(changed.json);
  expect(server.accounts.audit.page(1)[0]).toMatchObject({
    action: 'smart-classes.changed',
    actor: 'admin',
  });

  const late = await write('smartClasses: []', before.etag);
  expect([late.status, late.json.code]).toEqual([412, 'H_CHANGED_MEANWHILE']);
  expect(late.json.current).toEqual(changed.json);
  expect(late.json.detail).toContain('admin');
  writeFileSync(path(), 'smartClasses: []');
  expect((await write(GOOD, changed.json.etag)).json.detail).toContain('in its file');
});

test('what cannot be used is not written, and nothing is lost', async () => {
  const { etag, text } = await read();
  for (const [bad, reason] of [
    ['smartClasses: 1', 'smartClasses'],
    ['smartClasses:\n  - name: small\n    queries: []', 'name'],
    ['smartClasses:\n  - name: Small\n    queries: [FIND Host WTIH a = 1]', 'WTIH'],
  ] as const) {
    const answer = await write(bad, etag);
    expect([answer.status, answer.json.code]).toEqual([422, 'H_SMART_CLASSES']);
    expect(answer.json.detail).toContain(reason);
  }
  expect((await read()).text).toBe(text);
  expect(readdirSync(server.dir.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('a file that was broken by hand is shown with what is wrong, and can be mended', async () => {
  writeFileSync(path(), 'smartClasses: 1');
  const { etag, problem } = await read();
  expect(problem).toContain('smartClasses');
  expect((await write('', etag)).status).toBe(200);
  expect((await read()).problem).toBeUndefined();
});

test('a text that cannot be written is told, and the one before stays', async () => {
  const { etag } = await read();
  mkdirSync(`${path()}.tmp`);
  const answer = await write(GOOD, etag);
  expect([answer.status, answer.json.code]).toEqual([500, 'A_SMART_CLASSES_NOT_WRITABLE']);
  rmSync(`${path()}.tmp`, { recursive: true, force: true });
  expect((await write(GOOD, etag)).status).toBe(200);
});

test('the installation tells its versions and sizes, also without a graph', async () => {
  mkdirSync(join(server.dir.runsDir, 'a'), { recursive: true });
  writeFileSync(join(server.dir.runsDir, 'a', 'record.json'), 'x'.repeat(1000));
  const { status, json, text } = await server.ask('GET', '/api/about', { as });
  expect(status).toBe(200);
  expect(json).toMatchObject({ license: 'Apache-2.0', node: process.versions.node });
  expect(json.graph).toEqual({ schema: expect.any(Number) });
  expect(json.sizes).toMatchObject({ graph: 0, runs: 1000 });
  expect(json.sizes.accounts).toBeGreaterThan(0);
  expect(text).not.toContain(server.dir.path);
});

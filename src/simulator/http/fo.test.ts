import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  basic,
  type Caller,
  DETECTIONS,
  HOSTS,
  hostIdsOf,
  KNOWLEDGE,
  startCaller,
  texts,
} from '../testing/caller.ts';

let caller: Caller;

beforeAll(async () => {
  caller = await startCaller({ seed: 3, hosts: 80, detections: 12 });
});
afterAll(() => caller.simulator.close());

describe('who may call', () => {
  test('a wrong password is 401 with code 2000, and no rate headers', async () => {
    const { status, text, headers } = await caller.call(`${HOSTS}?action=list`, {
      headers: { authorization: basic(caller.simulator, 'wrong') },
    });
    expect(status).toBe(401);
    expect(texts(text, 'CODE')).toEqual(['2000']);
    expect(headers.get('x-ratelimit-limit')).toBeNull();
  });

  test('without X-Requested-With it is 400 and a SIMPLE_RETURN', async () => {
    const response = await fetch(`${caller.url}${HOSTS}?action=list`, {
      headers: { authorization: basic(caller.simulator) },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('X-Requested-With');
  });

  test('a session cookie does for Basic until it is logged out', async () => {
    const form = (action: string, more: Record<string, string> = {}) => ({
      method: 'POST',
      body: new URLSearchParams({ action, ...more }),
    });
    const { username, password } = caller.simulator;
    const bare = { 'x-requested-with': 'test' };
    const session = `${caller.url}/api/2.0/fo/session/`;
    const login = await fetch(session, { ...form('login', { username, password }), headers: bare });
    expect(await login.text()).toContain('<TEXT>Logged in</TEXT>');
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(cookie).toMatch(/^QualysSession=/);
    const headers = { ...bare, cookie };
    const list = () => fetch(`${caller.url}${HOSTS}?action=list&details=None`, { headers });
    expect((await list()).status).toBe(200);
    await fetch(session, { ...form('logout'), headers });
    expect((await list()).status).toBe(401);
    expect(JSON.stringify(caller.simulator.requests)).not.toContain(password);
  });

  test('an expired account is told with status 200', async () => {
    const expired = await startCaller({ expiredAccount: true }, onTestFinished);
    const { status, text, headers } = await expired.fo(HOSTS);
    expect(status).toBe(200);
    expect(texts(text, 'CODE')).toEqual(['2001']);
    expect(text).toMatch(/^<\?xml/);
    expect(headers.get('x-ratelimit-limit')).toBeNull();
  });

  test('a user without API access gets 403 with code 2012', async () => {
    const refused = await startCaller({ apiAccess: false }, onTestFinished);
    const { status, text } = await refused.fo(HOSTS);
    expect([status, texts(text, 'CODE')]).toEqual([403, ['2012']]);
  });

  test('the knowledge base can be withheld alone', async () => {
    const refused = await startCaller({ licensed: { knowledgeBase: false } }, onTestFinished);
    expect((await refused.fo(KNOWLEDGE)).status).toBe(403);
    expect((await refused.fo(HOSTS)).status).toBe(200);
  });

  test('about.php wants Basic and tells the limits', async () => {
    const about = await caller.call('/msp/about.php');
    expect(about.text).toContain('<ABOUT>');
    expect(about.headers.get('x-ratelimit-limit')).not.toBeNull();
    const refused = await caller.call('/msp/about.php', {
      headers: { authorization: 'Basic eDp5' },
    });
    expect(refused.status).toBe(401);
  });
});

describe('parameters', () => {
  test.each([
    [HOSTS, { colour: 'red' }, '1901', 'Unrecognized parameter(s): colour'],
    [KNOWLEDGE, { truncation_limit: '10' }, '1901', 'truncation_limit'],
    [
      DETECTIONS,
      { ids: 'abc123' },
      '1905',
      'parameter ids has invalid value: abc123 (neither a positive integer nor a range: abc123)',
    ],
    [DETECTIONS, { ids: '' }, '1905', 'ids'],
    [DETECTIONS, { show_igs: 'yes' }, '1905', 'show_igs'],
    [DETECTIONS, { status: 'New,Gone' }, '1905', 'Gone'],
    [HOSTS, { vm_processed_after: 'yesterday' }, '1905', 'vm_processed_after'],
    [HOSTS, { details: 'Everything' }, '1905', 'details'],
    [HOSTS, { ag_ids: '7001', ag_titles: 'All' }, '1904', 'ag_ids, ag_titles'],
    [HOSTS, { tag_set_include: '1' }, '1907', 'use_tags'],
    [DETECTIONS, { qds_min: '10' }, '1907', 'show_qds'],
  ])('%s with %o is refused with %s', async (path, parameters, code, words) => {
    const { status, text, headers } = await caller.fo(path, parameters as Record<string, string>);
    expect(status).toBe(400);
    expect(texts(text, 'CODE')).toEqual([code]);
    expect(text).toContain(words);
    expect(headers.get('x-ratelimit-remaining')).not.toBeNull();
  });

  test('without action it is 1903; given twice, the last one counts', async () => {
    expect(texts((await caller.call(HOSTS)).text, 'CODE')).toEqual(['1903']);
    const twice = await caller.call(
      `${HOSTS}?action=list&details=All&details=None&truncation_limit=0`,
    );
    expect(twice.text).toContain('<ID_SET>');
  });

  test('a URL of more than 8 kB is an HTML page', async () => {
    const ids = Array.from({ length: 1200 }, (_, at) => 100_001 + at).join(',');
    const { status, text } = await caller.call(`${HOSTS}?action=list&ids=${ids}`);
    expect(status).toBe(414);
    expect(text).toMatch(/^<!DOCTYPE html>/);
    expect((await caller.fo(HOSTS, { ids })).status).toBe(200);
  });

  test('echo_request repeats the request', async () => {
    const { text } = await caller.fo(HOSTS, { echo_request: '1', truncation_limit: '1' });
    expect(texts(text, 'USER_LOGIN')).toEqual(['demo_ab1']);
    expect(texts(text, 'KEY')).toContain('truncation_limit');
  });
});

describe('versions', () => {
  test('a retired version is told so, an unknown one too', async () => {
    const old = await startCaller({ retired: { 'host-list': ['2.0', '3.0'] } }, onTestFinished);
    expect((await old.fo('/api/3.0/fo/asset/host/')).status).toBe(410);
    expect((await old.fo('/api/4.0/fo/asset/host/')).status).toBe(200);
    expect((await old.fo('/api/9.0/fo/asset/host/')).status).toBe(404);
    expect((await old.fo('/api/5.0/fo/nothing/')).status).toBe(404);
  });

  test('elements come with the version that brought them', async () => {
    const detections = (version: string) =>
      caller.fo(`/api/${version}/fo/asset/host/vm/detection/`, {
        show_igs: '1',
        vuln_detection_source: '1',
        show_qds: '1',
      });
    const [two, four, five] = await Promise.all(['2.0', '4.0', '5.0'].map(detections));
    expect(two?.text).not.toContain('UNIQUE_VULN_ID');
    expect(four?.text).toContain('UNIQUE_VULN_ID');
    expect(four?.text).toContain('ASSET_CVE');
    for (const name of ['MITRE_TACTIC_ID', '<CVE>', 'VULNERABILITY_DETECTION_SOURCES']) {
      expect(four?.text).not.toContain(name);
      expect(five?.text).toContain(name);
    }
    const risk = (version: string) =>
      caller.fo(`/api/${version}/fo/asset/host/`, { show_trurisk: '1' });
    expect((await risk('2.0')).text).toContain('<ASSET_RISK_SCORE>');
    expect((await risk('5.0')).text).toContain('<TRURISK_SCORE>');
    const kb = (version: string) => caller.fo(`/api/${version}/fo/knowledge_base/vuln/`);
    expect((await kb('2.0')).text).not.toContain('PATCH_PUBLISHED_DATE');
    expect((await kb('4.0')).text).toContain('PATCH_PUBLISHED_DATE');
  });

  test.each(['nested', 'repeated', 'comma'] as const)('lists can be %s', async (listShape) => {
    const shaped = await startCaller({ listShape }, onTestFinished);
    const { text } = await shaped.fo(DETECTIONS, { qids: '90000-99999', truncation_limit: '0' });
    expect(/<CVE><ID>CVE-/.test(text)).toBe(listShape === 'nested');
    expect(/<CVE><!\[CDATA\[CVE-[\d-]+\]\]><\/CVE><CVE>/.test(text)).toBe(listShape === 'repeated');
    expect(/<CVE>CVE-[\d-]+,CVE-/.test(text)).toBe(listShape === 'comma');
  });
});

describe('the form of a document', () => {
  test('DOCTYPE before, comments behind the root', async () => {
    const plain = await caller.fo(HOSTS);
    expect(plain.text).toMatch(
      /^<\?xml [^>]+>\n<!DOCTYPE HOST_LIST_OUTPUT SYSTEM "https:[^"]+\.dtd">/,
    );
    expect(plain.text).toMatch(
      /<\/HOST_LIST_OUTPUT>\n<!-- CONFIDENTIAL[\s\S]+<!-- keep-alive for HOST_LIST_OUTPUT/,
    );
  });

  test('gzip only when asked for, and over loopback only when told to', async () => {
    const packing = await startCaller({ seed: 3, hosts: 80, detections: 12, gzip: 'all' });
    onTestFinished(() => packing.simulator.close());
    const plain = await packing.fo(HOSTS);
    expect(plain.headers.get('content-encoding')).toBeNull();
    const asking = { headers: { 'accept-encoding': 'gzip' } };
    const packed = await packing.call(`${HOSTS}?action=list`, asking);
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.text).toBe(plain.text);
    const local = await caller.call(`${HOSTS}?action=list`, asking);
    expect(local.headers.get('content-encoding')).toBeNull();
  });

  test('the Date header and DATETIME tell the time of the platform', async () => {
    const { headers, text } = await caller.fo(HOSTS, { details: 'None' });
    expect(Date.parse(headers.get('date') ?? '')).toBe(caller.simulator.now);
    expect(Date.parse(texts(text, 'DATETIME')[0] ?? '')).toBe(caller.simulator.now);
    expect(headers.get('x-powered-by')).toMatch(/^Qualys:SIMPOD1:[0-9a-f-]{36}:[0-9a-f-]{36}$/);
  });

  test('nothing that fits is an answer with nothing but the time', async () => {
    for (const path of [HOSTS, DETECTIONS, KNOWLEDGE]) {
      const { status, text } = await caller.fo(path, { ids: '1' });
      expect(status).toBe(200);
      expect(text).not.toMatch(/HOST_LIST>|VULN_LIST>|ID_SET|WARNING/);
      expect(texts(text, 'DATETIME')).toHaveLength(1);
    }
  });

  test('the activity log is CSV, newest first, and pages by id_max', async () => {
    const log = '/api/2.0/fo/activity_log/';
    const first = await caller.fo(log, { truncation_limit: '3' });
    const rows = (text: string) => text.split('\n').filter((line) => /^"20/.test(line));
    expect(rows(first.text)).toHaveLength(3);
    const next = /id_max=(\d+)/.exec(first.text)?.[1] ?? '';
    const second = await caller.fo(log, { truncation_limit: '3', id_max: next });
    expect([...rows(first.text), ...rows(second.text)]).toEqual(
      rows((await caller.fo(log, { truncation_limit: '6' })).text),
    );
    const user = await caller.fo(log, { username: 'demo_cd2' });
    expect(rows(user.text).every((line) => line.includes('demo_cd2'))).toBe(true);
  });
});

describe('paging', () => {
  test.each([HOSTS, DETECTIONS])(
    '%s pages by id_min, and its link is good for nothing else',
    async (path) => {
      const whole = hostIdsOf((await caller.fo(path, { truncation_limit: '0' })).text);
      expect(whole.length).toBeGreaterThan(30);
      const paged: number[] = [];
      let next: string | undefined = '1';
      let pages = 0;
      while (next !== undefined) {
        const { text } = await caller.fo(path, {
          truncation_limit: '7',
          id_min: next,
          show_tags: '1',
        });
        const ids = hostIdsOf(text);
        if (text.includes('<WARNING>')) {
          expect(ids).toHaveLength(7);
          expect(text).toContain('<CODE>1980</CODE>');
          const link: string = /<URL>\s*<!\[CDATA\[([^\]]+)\]\]>/.exec(text)?.[1] ?? '';
          expect(link).toMatch(
            /^https:\/\/qualysapi\.p01\.internal\.example\/api\/4\.0\/.*cloud_agent_activationkey=0/,
          );
          next = new URL(link).searchParams.get('id_min') ?? '';
          expect(Number(next)).toBeGreaterThan(ids.at(-1) ?? 0);
        } else {
          next = undefined;
        }
        paged.push(...ids);
        pages++;
      }
      expect(paged).toEqual(whole);
      expect(pages).toBeGreaterThan(4);
    },
  );

  test('a page that ends with the last host has no WARNING', async () => {
    const { text } = await caller.fo(HOSTS, {
      truncation_limit: String([...caller.simulator.world.hosts()].length),
    });
    expect(text).not.toContain('WARNING');
  });

  test('1000 hosts are a page by default', async () => {
    const many = await startCaller({ hosts: 1003, detections: 1 }, onTestFinished);
    expect(hostIdsOf((await many.fo(HOSTS)).text)).toHaveLength(1000);
  });
});

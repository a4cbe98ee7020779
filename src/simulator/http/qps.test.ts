import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Caller, startCaller, texts } from '../testing/caller.ts';

const ASSETS = '/qps/rest/2.0/search/am/hostasset';
const APPS = '/qps/rest/3.0/search/was/webapp';
const FINDINGS = '/qps/rest/3.0/search/was/finding';

let caller: Caller;

beforeAll(async () => {
  caller = await startCaller({ seed: 'qps', hosts: 150, webApps: 30 });
});
afterAll(() => caller.simulator.close());

const code = (text: string) => texts(text, 'responseCode')[0];

describe('who may call', () => {
  test('bad credentials are status 200 and INVALID_CREDENTIALS', async () => {
    const { status, text, headers } = await caller.call('/qps/rest/portal/version', {
      headers: { authorization: 'Basic eDp5' },
    });
    expect([status, code(text)]).toEqual([200, 'INVALID_CREDENTIALS']);
    expect(headers.get('x-ratelimit-limit')).toBeNull();
  });

  test.each([
    [{ licensed: { was: false } }, APPS, 'UNAUTHORIZED'],
    [{ licensed: { was: 'expired' } }, FINDINGS, 'EVALUATION_EXPIRED'],
    [{ licensed: { hostasset: false } }, ASSETS, 'UNAUTHORIZED'],
    [{ licensed: { hostasset: false } }, APPS, 'SUCCESS'],
    [{ apiAccess: false }, APPS, 'UNAUTHORIZED'],
  ] as const)('%o: %s answers %s', async (options, path, expected) => {
    const limited = await startCaller(options, onTestFinished);
    const { status, text } = await limited.qps(path);
    expect([status, code(text)]).toEqual([200, expected]);
  });

  test('versions of the portal double underscores', async () => {
    const { text } = await caller.call('/qps/rest/portal/version');
    expect(text).toContain('<QWEB__VM-VERSION>');
    expect(text).toContain('<VULNSIGS-VERSION>');
  });
});

describe('criteria', () => {
  test.each([
    [
      ASSETS,
      ['qwebHostId', 'IN', 'abc123'],
      'Criteria: Invalid value format for criteria &apos;qwebHostId&apos; (abc123).',
      'Specify criteria value(s) as Long.',
    ],
    [
      APPS,
      ['isScanned', 'EQUALS', 'undefined'],
      'Criteria: Invalid value format for criteria &apos;isScanned&apos; (undefined).',
      'Values expected: true, false.',
    ],
    [APPS, ['colour', 'EQUALS', 'red'], 'colour', 'Values expected'],
    [APPS, ['id', 'CONTAINS', '1'], 'CONTAINS', 'Operators expected'],
    [APPS, ['lastScan.date', 'GREATER', 'soon'], 'lastScan.date', 'Date'],
  ] as const)('%s refuses %o', async (path, criterion, message, resolution) => {
    const { status, text } = await caller.qps(path, [criterion]);
    expect([status, code(text)]).toEqual([200, 'INVALID_REQUEST']);
    expect(text).toContain(message);
    expect(text).toContain(resolution);
  });

  test('a body that is no ServiceRequest is INVALID_XML', async () => {
    const { text } = await caller.call(APPS, {
      method: 'POST',
      body: '<ServiceRequest><filters>',
      headers: { 'content-type': 'text/xml' },
    });
    expect(code(text)).toBe('INVALID_XML');
  });

  test('operators do what they say', async () => {
    const { world } = caller.simulator;
    const apps = [...world.webApps()];
    const ids = async (field: string, operator: string, value: string) =>
      texts(
        (await caller.qps(APPS, [[field, operator, value]])).text.replace(
          /<owner>[\s\S]*?<\/owner>/g,
          '',
        ),
        'id',
      ).map(Number);
    const where = (test: (app: (typeof apps)[number]) => boolean) =>
      apps.filter(test).map(({ id }) => id);
    const some = apps[4]?.id ?? 0;
    expect(await ids('id', 'GREATER', String(some))).toEqual(where(({ id }) => id > some));
    expect(await ids('id', 'LESSER', String(some))).toEqual(where(({ id }) => id < some));
    expect(await ids('id', 'IN', `${some}, ${apps[1]?.id}`)).toEqual([apps[1]?.id, some]);
    expect(await ids('id', 'NOT EQUALS', String(some))).toEqual(where(({ id }) => id !== some));
    expect(await ids('isScanned', 'EQUALS', 'true')).toEqual(where(({ isScanned }) => isScanned));
    expect(await ids('name', 'EQUALS', 'Intranet &amp; Wiki')).toEqual(
      where(({ name }) => name === 'Intranet & Wiki'),
    );
    expect(await ids('name', 'CONTAINS', 'shop')).toEqual(where(({ name }) => name === 'Shop'));
    expect(await ids('tags.name', 'EQUALS', 'Prod')).toEqual(
      where(({ tags }) => tags.some(({ name }) => name === 'Prod')),
    );
    expect(await ids('tags.name', 'NONE', '')).toEqual(where(({ tags }) => tags.length === 0));
    expect(await ids('lastScan.date', 'GREATER', '2026-10-31T06:00:00Z')).toEqual(
      where(({ lastScan }) => (lastScan?.date ?? 0) > Date.UTC(2026, 9, 31, 6)),
    );
  });

  test('asset records of host ids come ascending by asset id, two for some', async () => {
    const many = await startCaller({ seed: 'two', hosts: 400 }, onTestFinished);
    const { world } = many.simulator;
    const hosts = [...world.hosts()];
    const wanted = hosts.filter((host) => world.assetsOf(host).length > 1);
    expect(wanted.length).toBeGreaterThan(3);
    const { text } = await many.qps(
      ASSETS,
      [['qwebHostId', 'IN', wanted.map(({ id }) => id).join(',')]],
      { limitResults: 1000 },
    );
    const expected = wanted.flatMap((host) =>
      world.assetsOf(host).filter(({ hostId }) => hostId !== undefined),
    );
    expect(texts(text, 'qwebHostId')).toEqual(expected.map(({ hostId }) => String(hostId)));
  });
});

describe('paging', () => {
  test.each([ASSETS, APPS, FINDINGS])('%s: by id and by offset give the same', async (path) => {
    const read = async (next: (lastId: string, page: number) => Parameters<Caller['qps']>) => {
      const pages: string[] = [];
      let last = '0';
      for (let page = 0; ; page++) {
        const { text } = await caller.qps(...next(last, page));
        pages.push(
          ...[...text.matchAll(/<(?:HostAsset|WebApp|Finding)>\n<id>(\d+)/g)].map(
            ([, id = '']) => id,
          ),
        );
        last = texts(text, 'lastId')[0] ?? '';
        expect(texts(text, 'hasMoreRecords')).toEqual([String(last !== '')]);
        if (last === '') return pages;
        expect(last).toBe(pages.at(-1));
      }
    };
    const byId = await read((last) => [path, [['id', 'GREATER', last]], { limitResults: 13 }]);
    const byOffset = await read((_, page) => [
      path,
      [],
      { limitResults: 13, startFromOffset: page * 13 + 1 },
    ]);
    expect(byId.length).toBeGreaterThan(20);
    expect(byOffset).toEqual(byId);
    const counted = await caller.qps(path.replace('search', 'count'));
    expect(texts(counted.text, 'count')).toEqual([String(byId.length)]);
  });

  test('100 records are a page by default; an empty page has no data', async () => {
    expect(texts((await caller.qps(FINDINGS)).text, 'uniqueId')).toHaveLength(100);
    const { text } = await caller.qps(FINDINGS, [['id', 'EQUALS', '1']]);
    expect(texts(text, 'count')).toEqual(['0']);
    expect(text).not.toMatch(/hasMoreRecords|<data>/);
  });
});

describe('records', () => {
  test('verbose adds the tag list of applications and the details of findings', async () => {
    expect((await caller.qps(APPS)).text).not.toContain('<Tag>');
    expect((await caller.qps(APPS, [], { verbose: 'true' })).text).toContain('<Tag>');
    const marks = ['<cwe>', '<cvssV3>', '<detectionScore>', '<ignoredReason>', '<param>'];
    const bare = (await caller.qps(FINDINGS, [], { limitResults: 1000 })).text;
    const verbose = (await caller.qps(FINDINGS, [], { limitResults: 1000, verbose: 'true' })).text;
    for (const mark of marks) {
      expect(bare).not.toContain(mark);
      expect(verbose).toContain(mark);
    }
  });

  test('fields cuts the asset record', async () => {
    const { text } = await caller.qps(`${ASSETS}?fields=id,qwebHostId,HostAsset.modified`, [], {
      limitResults: 1,
    });
    expect(text).toMatch(
      /<HostAsset>\n<id>\d+<\/id>\n<modified>[^<]+<\/modified>\n<qwebHostId>\d+<\/qwebHostId>\n<\/HostAsset>/,
    );
  });

  test('tags of assets come in two shapes, and empty lists as empty elements', async () => {
    const { text } = await caller.qps(ASSETS, [], { limitResults: 1000 });
    expect(text).toContain('<TagSimple>');
    expect(text).toContain('<TAG>\n<TAG_ID>');
    expect(text).toContain('<list/>');
    expect(text).toContain('<AssetSource/>');
    expect(text).toMatch(/<GcpAssetSourceSimple>[\s\S]+?<instanceId>\d{20}</);
  });

  test('get gives one record, by id or unique id, or says that there is none', async () => {
    const app = [...caller.simulator.world.webApps()].find(({ isScanned }) => isScanned);
    const one = await caller.call(`/qps/rest/3.0/get/was/webapp/${app?.id}`);
    expect(one.text).toContain('<lastScan>');
    const finding = app === undefined ? undefined : caller.simulator.world.webAppFindings(app)[0];
    const found = await caller.call(`/qps/rest/3.0/get/was/finding/${finding?.uniqueId}`);
    expect(texts(found.text, 'uniqueId')).toEqual([finding?.uniqueId]);
    const asset = await caller.call('/qps/rest/2.0/get/am/hostasset/9000001');
    expect(texts(asset.text, 'qwebHostId')).toHaveLength(1);
    expect(code((await caller.call('/qps/rest/3.0/get/was/webapp/1')).text)).toBe(
      'OBJECT_NOT_FOUND',
    );
  });

  test('JSON when asked for', async () => {
    const { text, headers } = await caller.call(FINDINGS, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({
        ServiceRequest: {
          preferences: { limitResults: 2, verbose: true },
          filters: { Criteria: [{ field: 'type', operator: 'EQUALS', value: 'VULNERABILITY' }] },
        },
      }),
    });
    expect(headers.get('content-type')).toContain('json');
    const { ServiceResponse: answer } = JSON.parse(text);
    expect(answer).toMatchObject({ responseCode: 'SUCCESS', count: 2, hasMoreRecords: 'true' });
    expect(answer.data[0].Finding).toMatchObject({
      type: 'VULNERABILITY',
      owasp: { count: 1, list: [{ OWASP: { code: 3 } }] },
    });
  });
});

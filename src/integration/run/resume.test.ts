import { describe, expect, test } from 'vitest';
import { type KnowledgeBaseRequest, QualysError } from '../../qualys/index.ts';
import type { PageId } from '../../spool/index.ts';
import { MemorySpool } from '../testing/memory-spool.ts';
import {
  hostDetectionsOf,
  vulnerabilitiesOf,
  webAppFindingsOf,
  webAppsOf,
} from '../testing/records-of.ts';
import type { Script } from '../testing/scripted-client.ts';
import { scriptedRun } from '../testing/scripted-run.ts';
import { APPS, detectionXml, hostWith, isFixedPart, THREE_HOSTS } from '../testing/scripts.ts';

const INPUT = {
  script: { ...THREE_HOSTS, ...APPS },
  hosts: '1-3',
  settings: { hostsPerChunk: 1, chunksInParallel: 2, qidsPerCall: 1, webAppsPerCall: 1 },
};

/** What the rows of a spool say, whatever order the pages came in. */
function content(spool: MemorySpool): readonly string[] {
  return spool.committed
    .flatMap(({ entities, relationships, findings, targets, present, covered }) =>
      [entities, relationships, findings, targets, present, covered].flat(),
    )
    .map((row) => JSON.stringify(row))
    .toSorted();
}

/** A spool whose process dies at the n-th commit: before it, or just after it. */
class DyingSpool extends MemorySpool {
  #left: number;
  readonly #isAfter: boolean;

  constructor(commits: number, isAfter: boolean) {
    super();
    this.#left = commits;
    this.#isAfter = isAfter;
  }

  override async beginPage(id: PageId) {
    const page = await super.beginPage(id);
    return {
      ...page,
      commit: async (facts: Parameters<typeof page.commit>[0]) => {
        this.#left -= 1;
        if (this.#left === 0 && this.#isAfter) await page.commit(facts);
        if (this.#left <= 0) throw Object.assign(new Error('killed'), DEATH);
        await page.commit(facts);
      },
    };
  }
}

const DEATH = { code: 'S_KILLED', whatToDo: '-', exitCode: 1 };

/** The same pages in a spool that lives. */
function survived(dead: MemorySpool): MemorySpool {
  const spool = new MemorySpool();
  spool.committed.push(...dead.committed);
  return spool;
}

describe('a run that is killed', () => {
  test.each([false, true])(
    'at any page goes on without asking for what is stored (%s)',
    async (isAfter) => {
      const undisturbed = await scriptedRun(INPUT);
      const pages = undisturbed.spool.committed.length;
      expect(pages).toBeGreaterThan(15);
      for (let commits = 1; commits <= pages; commits += 1) {
        const dead = new DyingSpool(commits, isAfter);
        const killed = await scriptedRun({ ...INPUT, spool: dead });
        expect(killed.report).toMatchObject({ status: 'failed', failure: { code: 'S_KILLED' } });
        const stored = dead.committed.length;
        const spool = survived(dead);
        const resumed = await scriptedRun({ ...INPUT, spool });
        expect(resumed.report).toMatchObject({ status: 'complete', resumedPages: stored });
        expect(content(spool)).toEqual(content(undisturbed.spool));
        expect(spool.committed).toHaveLength(pages);
        expect(resumed.report.state).toBe(undisturbed.report.state);
        expect(resumed.report.completeTypes).toEqual(undisturbed.report.completeTypes);
        expect(resumed.spool.entity('qualys_vulnerability_manager')).toEqual(
          undisturbed.spool.entity('qualys_vulnerability_manager'),
        );
        // Every page is asked for once; what enriches hosts is no page, and comes along with theirs.
        const asked = resumed.requests.filter(({ endpoint }) => endpoint !== 'host-assets');
        const once = undisturbed.requests.filter(({ endpoint }) => endpoint !== 'host-assets');
        const marks = spool.committed.filter(({ facts }) => facts.memory === undefined);
        const storedMarks = dead.committed.filter(({ facts }) => facts.memory === undefined);
        expect(asked.length).toBe(once.length - (stored - storedMarks.length));
        expect(marks.length).toBeGreaterThan(0);
      }
    },
  );

  test('in what it reads in halves goes on with the halves', async () => {
    const broken = { ...INPUT, settings: { hostsPerChunk: 3 }, script: brokenAt(2) };
    const undisturbed = await scriptedRun(broken);
    expect(undisturbed.report.status).toBe('partial');
    for (let commits = 1; commits <= undisturbed.spool.committed.length; commits += 1) {
      const dead = new DyingSpool(commits, true);
      await scriptedRun({ ...broken, spool: dead });
      const spool = survived(dead);
      // Meanwhile the server has recovered: what is stored in halves must not come again as a whole.
      const resumed = await scriptedRun({ ...INPUT, settings: { hostsPerChunk: 3 }, spool });
      expect(resumed.report.status).toBe('complete');
      const keys = spool.all('findings').map(({ entity }) => entity._key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.toSorted()).toEqual(FINDINGS);
    }
  });
});

describe('what the knowledge base gave to a run that was killed', () => {
  /** Findings of host 1 have the QIDs 1001 and 1009, that of host 3 has one in between. */
  const script = (isWhole: boolean): Script => ({
    ...THREE_HOSTS,
    detections: (request) => {
      if (isFixedPart(request)) return { records: [] };
      if (request.ids?.has(3) && !isWhole) return new QualysError('Q_SERVER_ERROR');
      const hosts = [
        [1, hostWith(1, detectionXml(11, 1001), detectionXml(12, 1009))],
        [3, hostWith(3, detectionXml(31, 1005))],
      ] as const;
      const asked = hosts.filter(([id]) => request.ids?.has(id)).map(([, xml]) => xml);
      return { records: hostDetectionsOf(asked.join('')) };
    },
    // 1009 is not in the knowledge base.
    knowledgeBase: (request) => ({
      records: vulnerabilitiesOf(
        [1001, 1005]
          .filter((qid) => request.ids?.has(qid))
          .map((qid) => `<VULN><QID>${qid}</QID><TITLE>${qid}</TITLE></VULN>`)
          .join(''),
      ),
    }),
  });

  test.each([1, 2, 250])(
    'counts, and what is missing then is asked for (%i per call)',
    async (qidsPerCall) => {
      const settings = { hostsPerChunk: 1, qidsPerCall };
      const cut = await scriptedRun({ script: script(false), hosts: '1-3', settings });
      expect(cut.report.status).toBe('partial');
      const spool = survived(cut.spool);
      const resumed = await scriptedRun({ script: script(true), hosts: '1-3', settings, spool });
      expect(resumed.report.status).toBe('complete');
      const qids = spool
        .all('entities')
        .filter(({ _type }) => _type === 'qualys_vuln')
        .map((each) => each['qid']);
      expect(qids.toSorted()).toEqual([1001, 1005, 1009]);
      const asked = resumed.requests.filter(({ endpoint }) => endpoint === 'knowledge-base');
      expect(asked.map(({ request }) => String((request as KnowledgeBaseRequest).ids))).toEqual([
        '1005',
      ]);
    },
  );
});

test('findings of web applications that were stored come once, though a page of applications comes later', async () => {
  const script = (isWhole: boolean): Script => ({
    webApps: ({ cursor }) => {
      if (cursor !== undefined && !isWhole) return new QualysError('Q_SERVER_ERROR');
      const ids = cursor === undefined ? [301] : [302, 303];
      const xml = ids.map((id) => `<WebApp><id>${id}</id><name>A${id}</name></WebApp>`);
      return {
        records: webAppsOf(xml.join('')),
        summary: cursor === undefined ? { next: '301' } : {},
      };
    },
    webAppFindings: ({ webAppIds = [] }) => ({
      records: webAppFindingsOf(
        webAppIds
          .map(
            (id) =>
              `<Finding><id>${id}</id><uniqueId>uuid-${id}</uniqueId><qid>150001</qid><type>VULNERABILITY</type><status>NEW</status><webApp><id>${id}</id></webApp></Finding>`,
          )
          .join(''),
      ),
    }),
    countWebApps: () => 3,
  });
  const settings = { webAppsPerCall: 2 };
  const cut = await scriptedRun({ script: script(false), settings });
  expect(cut.report.status).toBe('partial');
  const spool = survived(cut.spool);
  const resumed = await scriptedRun({ script: script(true), settings, spool });
  expect(resumed.report.status).toBe('complete');
  const keys = spool.all('findings').map(({ entity }) => entity._key);
  expect(keys.toSorted()).toEqual(['uuid-301', 'uuid-302', 'uuid-303']);
});

const FINDINGS = [
  'host-finding:1:11',
  'host-finding:1:12',
  'host-finding:3:31',
  'host-finding:3:32',
  'uuid-0000-0001',
];

function brokenAt(host: number): typeof INPUT.script {
  const { detections } = INPUT.script;
  return {
    ...INPUT.script,
    detections: (request) =>
      request.ids?.has(host) ? new QualysError('Q_SERVER_ERROR') : detections!(request),
  };
}

describe('a run that is asked to stop', () => {
  test('ends the pages in work, begins no other, and can go on', async () => {
    const stop = new AbortController();
    const { detections } = INPUT.script;
    const script = {
      ...INPUT.script,
      detections: (request: Parameters<NonNullable<typeof detections>>[0]) => {
        stop.abort(new Error('enough'));
        return detections!(request);
      },
    };
    const { report, spool, requests } = await scriptedRun({
      ...INPUT,
      script,
      stopSignal: stop.signal,
    });
    expect(report).toMatchObject({ status: 'cancelled', failure: { code: 'I_CANCELLED' } });
    expect(report.state).toBeUndefined();
    expect(spool.committed.some(({ id }) => id.endpoint === 'host-detections')).toBe(true);
    expect(spool.open).toBe(0);
    // What ran beside the part that stopped first was not given up.
    const asked = requests.filter(({ endpoint }) => endpoint !== 'host-assets');
    const pages = spool.committed.filter(({ facts }) => facts.memory !== undefined);
    expect(pages).toHaveLength(asked.length);
    const resumed = await scriptedRun({ ...INPUT, spool });
    expect(resumed.report.status).toBe('complete');
    expect(content(spool)).toEqual(content((await scriptedRun(INPUT)).spool));
  });
});

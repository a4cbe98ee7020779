import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { all, clientSetting, xml } from '../../test/network/client-setting.ts';
import {
  DETECTION_DOCUMENT,
  HOST_ASSET_DOCUMENT,
  HOST_LIST_DOCUMENT,
  KNOWLEDGE_BASE_DOCUMENT,
  WEB_APP_DOCUMENT,
  WEB_APP_FINDING_DOCUMENT,
} from './documents.ts';
import { type PageResult, type QualysClient, QualysError } from './index.ts';
import { type Mutation, mutated, randomMutation, seededRandom } from './testing/mutate.ts';
import { readDocument } from './testing/read-document.ts';
import { VALID_BODIES, type ValidBody } from './testing/valid-bodies.ts';
import type { XmlDocument } from './xml/document.ts';
import { XmlError } from './xml/xml-error.ts';

const SEED = 20_261_124;
const COUNT = 1000;

type Name = ValidBody['name'];

const CALLS: Readonly<Record<Name, (client: QualysClient) => Promise<PageResult<unknown>>>> = {
  'portal-version': (client) => client.portalVersion(),
  'host-ids': (client) => client.hostIds({}),
  hosts: (client) => client.hosts({}, all),
  detections: (client) => client.detections({}, all),
  'knowledge-base': (client) => client.knowledgeBase({}, all),
  'host-assets': (client) => client.hostAssets({}, all),
  'web-apps': (client) => client.webApps({}, all),
  'web-app-findings': (client) => client.webAppFindings({}, all),
  'web-app-count': (client) => client.countWebApps({}),
};

const DOCUMENTS: Readonly<Partial<Record<Name, XmlDocument<unknown>>>> = {
  hosts: HOST_LIST_DOCUMENT,
  detections: DETECTION_DOCUMENT,
  'knowledge-base': KNOWLEDGE_BASE_DOCUMENT,
  'host-assets': HOST_ASSET_DOCUMENT,
  'web-apps': WEB_APP_DOCUMENT,
  'web-app-findings': WEB_APP_FINDING_DOCUMENT,
};

/** Records and what lies in them, without texts: a letter that is another one cannot be noticed. */
function structureOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.some((item) => typeof item === 'object') ? value.map(structureOf) : 'texts';
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const inside = Object.entries(value).map(([key, of]) => [key, structureOf(of)] as const);
  return Object.fromEntries(inside.filter(([, of]) => of !== undefined));
}

interface Told {
  readonly badRecords: readonly unknown[];
  readonly badValues: ReadonlyMap<string, number>;
  readonly unknownElements: ReadonlyMap<string, number>;
}

/** Whether somebody who looks at what is told about a page learns that something is odd. */
function isOdd({ badRecords, badValues, unknownElements }: Told): boolean {
  return badRecords.length > 0 || badValues.size > 0 || unknownElements.size > 0;
}

/** Every body gets its share of changes. */
function mutations(seed: number, bodies: readonly ValidBody[]) {
  const random = seededRandom(seed);
  return Array.from({ length: COUNT }, (_, n) => {
    const body = bodies[n % bodies.length];
    if (body === undefined) throw new TypeError('there are no bodies');
    const bytes = Buffer.from(body.xml, 'utf8');
    return { n, body, bytes, mutation: randomMutation(bytes.length, random), random };
  });
}

const described = (n: number, name: Name, { kind, at, bytes }: Mutation) =>
  `seed ${SEED}, mutation ${n}: ${kind} at byte ${at} of ${name} ${JSON.stringify(bytes.toString('latin1'))}`;

test('the bodies are whole, and nothing in them is unknown', async () => {
  for (const { name, xml: body } of VALID_BODIES) {
    const { client } = await clientSetting((_, response) => xml(response, body));
    const { summary } = await CALLS[name](client);
    expect(isOdd(summary), `${name} ${JSON.stringify([...summary.unknownElements])}`).toBe(false);
    expect(summary.retries).toBe(0);
  }
});

test(`${COUNT} changed bodies over a socket: the page in the end, or an error with a code`, async () => {
  /** What the server answers next, and afterwards. */
  let first: ((response: ServerResponse) => void) | undefined;
  let later = '';
  const settings = new Map<Name, QualysClient>();
  const expected = new Map<Name, { structure: unknown; records: number; isLast: boolean }>();
  for (const { name, xml: body } of VALID_BODIES) {
    const { client } = await clientSetting((_, response) => {
      const answer = first;
      first = undefined;
      if (answer === undefined) xml(response, later);
      else answer(response);
    });
    settings.set(name, client);
    later = body;
    const { value, summary } = await CALLS[name](client);
    expected.set(name, {
      structure: structureOf(value),
      records: summary.records,
      isLast: summary.next === undefined,
    });
  }
  const outcomes = { whole: 0, again: 0, failed: 0 };
  for (const { n, body, bytes, mutation, random } of mutations(SEED, VALID_BODIES)) {
    const { name } = body;
    const changed = mutated(bytes, mutation);
    const breaksOff = mutation.kind === 'cut' && random() < 0.5;
    first = (response) => {
      if (!breaksOff) {
        xml(response, changed);
        return;
      }
      response.writeHead(200, { 'content-length': String(bytes.length) });
      response.write(changed, () => response.destroy());
    };
    later = body.xml;
    const client = settings.get(name);
    if (client === undefined) throw new TypeError(`no client for ${name}`);
    const about = described(n, name, mutation);
    let page: PageResult<unknown>;
    try {
      page = await CALLS[name](client);
    } catch (error) {
      expect(error, about).toBeInstanceOf(QualysError);
      outcomes.failed++;
      continue;
    }
    const { value, summary } = page;
    const before = expected.get(name);
    outcomes[summary.retries === 0 ? 'whole' : 'again']++;
    expect(summary.next === undefined, about).toBe(before?.isLast);
    if (isOdd(summary)) continue;
    expect(summary.records, about).toBe(before?.records);
    if (name === 'host-ids' || name === 'portal-version' || name === 'web-app-count') continue;
    expect(structureOf(value), about).toEqual(before?.structure);
  }
  // Were all of one kind, the changes would not be what they are meant to be.
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(0);
});

test(`${COUNT} changed bodies in pieces: whole, odd and told so, or an error`, () => {
  const bodies = VALID_BODIES.filter(({ name }) => DOCUMENTS[name] !== undefined);
  let errors = 0;
  for (const { n, body, bytes, mutation, random } of mutations(SEED + 1, bodies)) {
    const { name } = body;
    const document = DOCUMENTS[name];
    if (document === undefined) throw new TypeError(`no document for ${name}`);
    const cuts = Array.from({ length: 40 }, () => Math.floor(random() * 400));
    const about = described(n, name, mutation);
    let page: ReturnType<typeof readDocument<unknown>>;
    try {
      page = readDocument(document, mutated(bytes, mutation), { cuts });
    } catch (error) {
      expect(error, about).toBeInstanceOf(XmlError);
      errors++;
      continue;
    }
    if (isOdd(page.builder)) continue;
    const valid = readDocument(document, body.xml).records;
    expect(structureOf(page.records), about).toEqual(structureOf(valid));
  }
  expect(errors).toBeGreaterThan(COUNT / 4);
});

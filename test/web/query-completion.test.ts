import { describe, expect, test } from 'vitest';
import { KEYWORD_LABELS } from '../../src/j1ql/tokens/index.ts';
import type { Catalog } from '../../src/server/api/catalog.ts';
import { placeAt } from '../../web/src/pages/query/language/place.ts';
import { suggest, written } from '../../web/src/pages/query/language/suggest.ts';
import { KEYWORDS } from '../../web/src/pages/query/language/words.ts';

const text = (description?: string) => ({
  type: 'text' as const,
  ...(description && { description }),
});
const CATALOG: Catalog = {
  seq: 3,
  types: [
    {
      type: 'discovered_host',
      classes: ['Host'],
      count: 20,
      properties: { hostname: text('Name'), lastScannedOn: { type: 'date' } },
    },
    {
      type: 'qualys_host_finding',
      classes: ['Finding'],
      count: 900,
      properties: { severity: text(), open: { type: 'boolean' }, qid: { type: 'number' } },
    },
    { type: 'web_app', classes: ['Application'], count: 0, properties: { url: text() } },
    { type: 'aws_s3_bucket', classes: ['DataStore'], count: 2 },
  ],
  relationships: [
    { class: 'HAS', type: 'host_has_finding', from: 'discovered_host', to: 'qualys_host_finding' },
  ],
  metadata: { _key: text(), _createdOn: { type: 'date' } },
  edgeMetadata: { _type: text() },
  smartClasses: ['Exposed'],
};

/** What is offered where the bar stands, best first. */
function offered(query: string) {
  const position = query.indexOf('|');
  return suggest(placeAt(query.replace('|', ''), position), CATALOG);
}
const labels = (query: string) =>
  offered(query)
    .options.toSorted((a, b) => (b.boost ?? 0) - (a.boost ?? 0))
    .map(({ label }) => label);

test('the keywords are those of the language', () => {
  expect(KEYWORDS.toSorted()).toEqual(KEYWORD_LABELS.toSorted());
});

describe('what is offered', () => {
  test('at the beginning, FIND', () => {
    expect(labels('|')).toEqual(['FIND', 'FIND UNIQUE']);
    expect(labels('fi|')).toContain('FIND');
  });

  test('after FIND, classes and types that there are, the most frequent first', () => {
    expect(labels('FIND |').slice(0, 2)).toEqual(['Finding', 'Host']);
    expect(labels('FIND Ho|')).toContain('Host');
    expect(labels('FIND UNIQUE |')).toContain('#Exposed');
    expect(labels('FIND (Host|')).toContain('Finding');
    expect(offered('FIND web|').options.find(({ label }) => label === 'web_app')?.detail).toBe(
      'type, none yet',
    );
  });

  test('after an entity, what may follow', () => {
    expect(labels('FIND Host |').slice(0, 3)).toEqual(['WITH', 'THAT', 'AS']);
    expect(labels('FIND Host WITH hostname = "a" |').slice(0, 3)).toEqual(['AND', 'OR', 'THAT']);
  });

  test('after WITH, properties of that class or type only', () => {
    expect(labels('FIND Host WITH |')).toEqual(['hostname', 'lastScannedOn', '_createdOn', '_key']);
    expect(labels('FIND Host THAT HAS Finding WITH open = true AND s|')).toContain('severity');
    expect(labels('FIND Host THAT HAS Finding WITH |')).not.toContain('hostname');
    expect(labels('FIND (Host OR Finding) WITH |').length).toBeGreaterThan(0);
    expect(labels('FIND Host WITH (hostname = "a" OR |')).toContain('hostname');
    expect(labels('FIND #Exposed Host WITH |')).toContain('hostname');
    expect(labels('FIND #Exposed Host WITH |')).not.toContain('severity');
  });

  test('after THAT, the verbs that lead on from there', () => {
    expect(labels('FIND Host THAT |')).toEqual(['HAS', 'RELATES TO', 'SOMEHOW']);
    expect(labels('FIND DataStore THAT |')).toEqual(['RELATES TO', 'SOMEHOW']);
    expect(labels('FIND Host THAT !|')).toContain('HAS');
    expect(offered('FIND Finding THAT |').options[0]).toMatchObject({
      label: 'HAS',
      detail: '<< discovered_host',
    });
  });

  test('after a verb, what it leads to', () => {
    expect(labels('FIND Host THAT HAS |')).toEqual([
      'Finding',
      'qualys_host_finding',
      '#Exposed',
      'AS',
      '*',
    ]);
    expect(labels('FIND Finding THAT HAS << |')).toContain('Host');
    expect(labels('FIND Finding THAT HAS << |')).not.toContain('DataStore');
    expect(labels('FIND Host THAT RELATES TO |')).toContain('Finding');
    expect(labels('FIND Host THAT (HAS|OWNS) |').length).toBeGreaterThan(0);
    expect(labels('FIND Host THAT HAS (|')).toContain('Finding');
  });

  test('in RETURN, the names that were given, then their properties', () => {
    const query = 'FIND Host AS h THAT HAS AS r Finding AS f RETURN ';
    expect(labels(`${query}|`).slice(0, 3)).toEqual(['h', 'r', 'f']);
    expect(labels(`${query}|`)).toEqual(expect.arrayContaining(['TREE', 'COUNT']));
    expect(labels(`${query}h.|`)).toEqual(['hostname', 'lastScannedOn', '_createdOn', '_key']);
    expect(labels(`${query}h.hostname, f.s|`)).toContain('severity');
    expect(labels(`${query}r.|`)).toEqual(['_type']);
    expect(labels(`${query}count(f.|`)).toContain('severity');
    expect(labels(`${query}h.hostname |`)).toContain('ORDER BY');
    expect(labels(`${query}h.hostname ORDER BY f.|`)).toContain('severity');
    expect(offered(`${query}f.sev|`).from).toBe(query.length + 2);
    expect(labels('FIND Host RETURN Host.|')).toContain('hostname');
    expect(labels('FIND Host AS h WHERE h.|')).toContain('hostname');
  });

  test('after an operator, the values that the graph has', () => {
    expect(labels('FIND Finding WITH severity |').slice(0, 2)).toEqual(['=', '!=']);
    expect(offered('FIND Finding WITH severity = |').valuesOf).toEqual({
      of: 'Finding',
      property: 'severity',
    });
    expect(offered("FIND Finding WITH severity = 'cr|").valuesOf).toEqual({
      of: 'Finding',
      property: 'severity',
    });
    expect(offered("FIND Finding WITH severity = ('high' OR |").valuesOf).toMatchObject({
      property: 'severity',
    });
    expect(labels('FIND Finding WITH open = |')).toEqual(['true', 'false', 'undefined']);
    expect(labels('FIND Host WITH lastScannedOn < |')).toContain('date.now - 7 days');
    expect(offered('FIND Host AS h THAT HAS Finding AS f WHERE f.severity = |').valuesOf).toEqual({
      of: 'Finding',
      property: 'severity',
    });
  });

  test('inside a sub-query, what belongs to it, and behind it what was before', () => {
    expect(labels('FIND Host WITH hostname = (FIND Finding WITH |')).toContain('severity');
    expect(labels('FIND Host WITH hostname = (FIND Finding AS f RETURN f.qid) AND |')).toContain(
      'hostname',
    );
  });

  test('nothing where a name is made up, and inside comments', () => {
    expect(labels('FIND Host AS h|')).toEqual([]);
    expect(labels('FIND Host /* wi|')).toEqual([]);
    expect(labels('FIND Host /* with */ |')).toContain('WITH');
  });
});

test('values are written as the language reads them', () => {
  expect(["it's", 'a\\b', 5, true].map(written)).toEqual(["'it\\'s'", "'a\\\\b'", '5', 'true']);
});

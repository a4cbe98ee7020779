import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile, explain } from './index.ts';
import { type MemoryGraph, NOW } from './testing/memory-graph.ts';
import { smallGraph } from './testing/small-graph.ts';

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await smallGraph();
});

afterAll(() => graph.close());

const smartClasses = {
  Exposed: {
    queries: [
      'FIND Host WITH publicIpAddress != undefined',
      "FIND Host THAT HAS Finding WITH severity = 'low'",
    ],
  },
  Watched: { queries: ['FIND #Exposed Host', 'FIND web_app'] },
  CriticalAsset: { queries: ["FIND Host WITH hostname = 'db-prod'"] },
  Circle: { queries: ['FIND #Round'] },
  Round: { queries: ['FIND Host THAT HAS #Circle'] },
  Broken: { queries: ['FIND Host WITH'] },
};

async function keys(text: string): Promise<string> {
  return (await graph.keys(text, { smartClasses })).join(' ');
}

describe('smart classes', () => {
  it.each([
    ['FIND #Exposed', 'h1 h2'],
    ['FIND #Exposed THAT HAS Finding WITH qid = 1003', 'h2'],
    ["FIND #Exposed Host WITH platform = 'linux'", 'h1'],
    ['FIND Finding THAT HAS << #Exposed', 'f1 f2 f3 f4 f5'],
    ['FIND qualys_vulnerability_manager THAT !SCANS #Exposed', ''],
    // A class may be made of others, and a tag of the name counts as well.
    ['FIND #Watched', 'h1 h2 w1'],
    ['FIND #pci', 'h1 h2'],
    // In unions.
    ['FIND (#Exposed|web_app)', 'h1 h2 w1'],
    ['FIND (#Production|Device|okta_user)', 'alice h1 laptop w1'],
    ['FIND (#Production|#pci)', 'h1 h2 w1'],
    ['FIND (#Production)', 'h1 w1'],
    ['FIND #pci (#Production|discovered_host)', 'h1 h2'],
    ['FIND Finding THAT HAS << (#Production|discovered_host)', 'f1 f2 f3 f4 f5 f6 wf1'],
    // The settings say what is critical, in place of the definition that comes with the language.
    ['FIND #CriticalAsset', 'h3'],
  ])('%s', async (text, expected) => {
    expect(await keys(text)).toBe(expected);
  });

  it('stand in the plan by their name', () => {
    const query = compile('FIND #Exposed', { catalog: graph.catalog, now: NOW, smartClasses });
    expect(explain(query)).toContain('of the smart class #Exposed');
  });

  it.each([
    ['FIND #Broken', 'J_SMART_CLASS', 'Unexpected end of the query'],
    ['FIND #Circle', 'J_SMART_CLASS', 'It leads back to itself.'],
  ])('%s is refused at the place where it is named', (text, code, reason) => {
    const attempt = () => compile(text, { catalog: graph.catalog, now: NOW, smartClasses });
    expect(attempt).toThrow(expect.objectContaining({ code, line: 1, column: 6 }));
    expect(attempt).toThrow(reason);
  });
});

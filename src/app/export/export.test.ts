import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cve,
  finding,
  GraphFixture,
  host,
  SCANNER,
  vulnerability,
} from '../../graph/testing/fixture.ts';
import { EXPORT_FORMATS, type ExportFormat } from './index.ts';
import type { Picture, PictureNode } from './page/graph-picture.ts';
import { placeOnRings } from './page/layout.ts';

const NASTY = '</script><script>alert("x")</script>&\'';

describe('exporting a graph', () => {
  const graph = new GraphFixture();
  beforeAll(async () => {
    await graph.apply({
      rows: (segment) => {
        segment.entity(SCANNER);
        for (let id = 1; id <= 30; id += 1) {
          segment.target(host(id, id === 1 ? { displayName: NASTY, os: NASTY } : {}));
          for (let number = 1; number <= 4; number += 1) {
            segment.finding(finding(id, number, { numericSeverity: 10, severity: 'critical' }));
          }
        }
        for (let number = 1; number <= 4; number += 1) {
          segment.entity(vulnerability(number, [`CVE-2026-${1000 + number}`]));
          segment.entity(cve(`CVE-2026-${1000 + number}`));
        }
      },
    });
  });
  afterAll(() => graph.remove());

  const written = async (format: ExportFormat, most = 600): Promise<string> => {
    let text = '';
    await EXPORT_FORMATS[format](
      await graph.store(),
      async (piece) => {
        text += piece;
      },
      { most },
    );
    return text;
  };
  const pictureIn = (page: string): Picture =>
    JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)![1]!);

  it('writes every object once, as lines or as one document', async () => {
    const objects = await graph.objects();
    const lines = (await written('ndjson')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(objects);
    const { entities, relationships } = JSON.parse(await written('json'));
    expect([...entities, ...relationships]).toEqual(objects);
    expect(entities.length).toBe(1 + 30 + 120 + 4 + 4);
  });

  it('draws a page that needs nothing else', async () => {
    const page = await written('html');
    expect(page).not.toMatch(/\b(src|href)=|@import|url\(|https?:/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('Graph of qualys');
    expect(page).toContain('159 entities, all of them shown');
    const { nodes, edges } = pictureIn(page);
    expect(nodes.length).toBe(159);
    expect((await graph.objects()).length).toBe(nodes.length + edges.length);
    expect(page.match(/<g class="node /g)).toHaveLength(nodes.length);
    expect(page.match(/<path data-from=/g)).toHaveLength(edges.length);
  });

  it('shows what names hold, and lets none of it act', async () => {
    const page = await written('html');
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(pictureIn(page).nodes.find(({ key }) => key === 'qualys-host:1')?.label).toBe(NASTY);
  });

  it('says how much of a large graph it shows', async () => {
    const page = await written('html', 100);
    const { nodes } = pictureIn(page);
    expect(nodes.length).toBeLessThanOrEqual(100);
    expect(page).toContain(`${nodes.length} of 159 entities`);
    expect(page).toContain('of 120</b>');
  });

  it('can draw a graph without anything in it', async () => {
    const empty = new GraphFixture();
    try {
      const store = await empty.store();
      let text = '';
      const write = async (piece: string) => {
        text += piece;
      };
      await EXPORT_FORMATS.html(store, write, { most: 100 });
      expect(text).toContain('0 entities');
      text = '';
      await EXPORT_FORMATS.json(store, write, { most: 100 });
      expect(JSON.parse(text)).toEqual({ entities: [], relationships: [] });
    } finally {
      await empty.remove();
    }
  });
});

describe('the places on rings', () => {
  const node = (ring: PictureNode['ring'], key: string): PictureNode => ({
    key,
    type: ring,
    ring,
    label: key,
    properties: {},
  });
  const picture: Picture = {
    nodes: [
      node('account', 'a'),
      node('service', 's'),
      ...Array.from({ length: 6 }, (_, at) => node('asset', `h${at}`)),
      ...Array.from({ length: 60 }, (_, at) => node('finding', `f${at}`)),
      node('other', 'alone'),
    ],
    edges: [
      { from: 0, to: 1, verb: 'HAS' },
      ...Array.from({ length: 6 }, (_, at) => ({ from: 1, to: 2 + at, verb: 'SCANS' })),
      // Findings come in any order: the n-th is on host n mod 6.
      ...Array.from({ length: 60 }, (_, at) => ({ from: 2 + (at % 6), to: 8 + at, verb: 'HAS' })),
    ],
  };

  it('are always the same, and nothing stands on something else', () => {
    const { places } = placeOnRings(picture);
    expect(placeOnRings(picture).places).toEqual(places);
    for (const [at, a] of places.entries()) {
      expect(Number.isFinite(a.x) && Number.isFinite(a.y)).toBe(true);
      for (const b of places.slice(at + 1)) {
        expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(8);
      }
    }
  });

  it('are near to what something belongs to', () => {
    const { places } = placeOnRings(picture);
    const angle = (index: number) => Math.atan2(places[index]!.y, places[index]!.x);
    for (let at = 0; at < 60; at += 1) {
      const between = Math.abs(angle(8 + at) - angle(2 + (at % 6)));
      // A sixth of the ring for each host: half of that to either side.
      expect(Math.min(between, 2 * Math.PI - between)).toBeLessThan(Math.PI / 6 + 0.1);
    }
  });
});

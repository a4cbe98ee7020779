import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  DETECTION_DOCUMENT,
  HOST_ASSET_DOCUMENT,
  HOST_ID_DOCUMENT,
  HOST_LIST_DOCUMENT,
  KNOWLEDGE_BASE_DOCUMENT,
  PORTAL_VERSION_DOCUMENT,
  WEB_APP_DOCUMENT,
} from '../src/qualys/documents.ts';
import {
  BasicAuth,
  createQualysClient,
  IdRanges,
  type PageResult,
  type QualysClient,
  type QualysError,
} from '../src/qualys/index.ts';
import type { XmlDocument } from '../src/qualys/xml/document.ts';
import { type Element, IGNORED } from '../src/qualys/xml/element.ts';
import { PageReader } from '../src/qualys/xml/page-reader.ts';
import { localServer } from './network/local-server.ts';

// Real answers are not part of this project. Where a folder of them is named, every element in them has
// to arrive; where none is, this says so.
const FOLDER = process.env['QUALYS_RECORDINGS'] ?? '';

/** An answer as the README of the folder describes it. */
interface Recording {
  readonly file: string;
  readonly path: string;
  readonly status: number;
}

/** An element without children, and what it says. */
interface Leaf {
  readonly path: string;
  readonly text: string;
}

type Call = (client: QualysClient) => Promise<PageResult<unknown>>;

/** How a request is read and made again, by what its path contains. The first that fits counts. */
const REQUESTS: readonly {
  readonly path: RegExp;
  readonly document: XmlDocument<unknown>;
  readonly call: Call;
}[] = [
  {
    path: /\/portal\/version/,
    document: PORTAL_VERSION_DOCUMENT,
    call: (client) => client.portalVersion(),
  },
  {
    path: /\/asset\/host\/vm\/detection/,
    document: DETECTION_DOCUMENT,
    call: (client) => client.detections({ ids: IdRanges.of([1]) }, count),
  },
  {
    path: /\/asset\/host\/.*details=None/,
    document: HOST_ID_DOCUMENT,
    call: (client) => client.hostIds({}),
  },
  { path: /\/fo\//, document: HOST_LIST_DOCUMENT, call: (client) => client.hosts({}, count) },
  {
    path: /hostasset/,
    document: HOST_ASSET_DOCUMENT,
    call: (client) => client.hostAssets({}, count),
  },
  { path: /webapp/, document: WEB_APP_DOCUMENT, call: (client) => client.webApps({}, count) },
];
const KNOWLEDGE_BASE = {
  path: /knowledge_base/,
  document: KNOWLEDGE_BASE_DOCUMENT,
  call: ((client) => client.knowledgeBase({ ids: IdRanges.of([1]) }, count)) satisfies Call,
};

async function count(batches: AsyncIterable<readonly unknown[]>): Promise<number> {
  let records = 0;
  for await (const batch of batches) records += batch.length;
  return records;
}

/** The table of the README: file, request, status. */
function recordingsIn(folder: string): readonly Recording[] {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\|\s*(\S+\.xml)\s*\|\s*\w+\s+`([^`]+)`\s*\|\s*(\d+)\s*\|/gm)];
  const described = rows.map(([, file = '', path = '', status = '']) => ({
    file,
    path,
    status: Number(status),
  }));
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.xml')) expect(described.map((row) => row.file)).toContain(file);
  }
  return described;
}

const requestOf = (path: string) =>
  [KNOWLEDGE_BASE, ...REQUESTS].find((request) => request.path.test(path))!;

/** A pass of its own over the markup, which shares nothing with the reader under test. */
function scan(content: string): { readonly paths: readonly string[]; readonly leaves: Leaf[] } {
  const open: { path: string; text: string; hasChildren: boolean }[] = [];
  const paths: string[] = [];
  const leaves: Leaf[] = [];
  const markup =
    /<!--[\s\S]*?-->|<![A-Z][^>]*>|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s>]+)\s*>|<([^\s/>]+)([^>]*?)(\/?)>|([^<]+)/g;
  const close = () => {
    const element = open.pop();
    if (element !== undefined && !element.hasChildren && element.text.trim() !== '') {
      leaves.push({ path: element.path, text: element.text.trim() });
    }
  };
  for (const [, cdata, closing, opening, , selfClosing, text] of content.matchAll(markup)) {
    const top = open.at(-1);
    if (cdata !== undefined && top !== undefined) top.text += cdata;
    else if (text !== undefined && top !== undefined) top.text += unescaped(text);
    else if (closing !== undefined) close();
    else if (opening !== undefined) {
      if (top !== undefined) top.hasChildren = true;
      const path = top === undefined ? opening : `${top.path}/${opening}`;
      paths.push(path);
      open.push({ path, text: '', hasChildren: false });
      if (selfClosing === '/') close();
    }
  }
  return { paths, leaves };
}

function unescaped(text: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(\w+);/g, (whole, name: string) => names[name] ?? whole);
}

/** What the declarations say about a path: known, skipped on purpose, or nothing. */
function declarationOf(
  document: XmlDocument<unknown>,
  path: string,
): 'known' | 'ignored' | undefined {
  const [root = '', ...names] = path.split('/');
  let element: Element | undefined = document.roots.get(root);
  for (const name of names) {
    if (element?.kind === IGNORED) return 'ignored';
    element = element?.children.get(name) ?? element?.anyChild;
  }
  return element === undefined ? undefined : element.kind === IGNORED ? 'ignored' : 'known';
}

/** Every plain value in a tree with the key it stands under. */
function* values(tree: unknown, key = ''): Generator<{ key: string; value: unknown }> {
  if (Array.isArray(tree)) for (const item of tree) yield* values(item, key);
  else if (typeof tree === 'object' && tree !== null) {
    for (const [name, item] of Object.entries(tree)) yield* values(item, name);
  } else if (tree !== undefined) yield { key, value: tree };
}

/** Whether a value says what the text of an element said. */
function says(value: unknown, text: string): boolean {
  if (typeof value === 'string')
    return value.trim() === text || text.split(/\s*[,;]\s*/).includes(value);
  if (typeof value === 'boolean')
    return text === (value ? 'true' : 'false') || text === (value ? '1' : '0');
  return Number(text) === value || (/^\d{4}-/.test(text) && Date.parse(text) === value);
}

const likeKey = (name: string) => name.replace(/[_-]/g, '').toLowerCase();

describe.skipIf(FOLDER === '')(
  `recorded answers of Qualys (${FOLDER === '' ? 'skipped: QUALYS_RECORDINGS names no folder' : FOLDER})`,
  () => {
    const recordings = FOLDER === '' ? [] : recordingsIn(FOLDER);

    test('there are some', () => {
      expect(recordings.length).toBeGreaterThan(0);
    });

    test.each(recordings)('$file: every element is declared and arrives', ({ file, path }) => {
      const bytes = readFileSync(join(FOLDER, file));
      const { document } = requestOf(path);
      const { paths, leaves } = scan(bytes.toString('utf8'));
      const undeclared = [...new Set(paths)].filter(
        (one) => declarationOf(document, one) === undefined,
      );
      expect(undeclared, 'undeclared elements').toEqual([]);

      const reader = new PageReader(document);
      reader.write(bytes);
      const builder = reader.end();
      const found = [...values([...reader.take()], 'record'), ...values(builder.root)];
      expect([...builder.unknownElements, ...builder.badValues, ...builder.badRecords]).toEqual([]);
      expect(reader.repairs).toBe(0);

      let arrived = 0;
      for (const leaf of leaves) {
        if (declarationOf(document, leaf.path) === 'ignored') continue;
        const name = likeKey(leaf.path.split('/').at(-1) ?? '');
        const at = found.findIndex(
          ({ key, value }) =>
            says(value, leaf.text) &&
            (likeKey(key) === name || key === 'record' || key === 'value'),
        );
        const inList = at >= 0 ? at : found.findIndex(({ value }) => value === leaf.text);
        expect(inList, `${leaf.path} does not arrive`).toBeGreaterThanOrEqual(0);
        found.splice(inList, 1);
        arrived++;
      }
      expect(arrived).toBeGreaterThan(0);
      expect(found, 'values that no element of the file accounts for').toEqual([]);
    });

    test.each(recordings)(
      '$file: the client takes it for what it is',
      async ({ file, path, status }) => {
        const bytes = readFileSync(join(FOLDER, file));
        const { leaves, paths } = scan(bytes.toString('utf8'));
        const codeOf = (end: RegExp) => leaves.find((leaf) => end.test(leaf.path))?.text;
        const code =
          codeOf(/^SIMPLE_RETURN\/RESPONSE\/CODE$/) ?? codeOf(/^ServiceResponse\/responseCode$/);
        const server = await localServer((_, response) => {
          response.writeHead(status, { 'content-type': 'application/xml' }).end(bytes);
        });
        const client = createQualysClient({
          apiUrl: server.url,
          auth: new BasicAuth('user', 'secret'),
        });
        try {
          const result = await requestOf(path)
            .call(client)
            .catch((error: QualysError) => error);
          if (code !== undefined && code !== 'SUCCESS') {
            expect(result).toMatchObject({
              name: 'QualysError',
              qualysCode: code,
              httpStatus: status,
            });
          } else {
            const records = paths.filter((one) =>
              /\/(?:HOST|ID_SET\/ID|ID_SET\/ID_RANGE|VULN_LIST\/VULN|data\/HostAsset|data\/WebApp)$/.test(
                one,
              ),
            );
            expect(result).toMatchObject({ summary: { records: records.length } });
          }
        } finally {
          await client.close();
          await server[Symbol.asyncDispose]();
        }
      },
    );
  },
);

test('the pass over the markup sees what it should', () => {
  const { paths, leaves } = scan(
    '<?xml version="1.0"?><!DOCTYPE A SYSTEM "x"><A><!-- <C> --><B x="1"> <![CDATA[<D>&amp;]]> </B><E/><F>&lt;</F></A>',
  );
  expect(paths).toEqual(['A', 'A/B', 'A/E', 'A/F']);
  expect(leaves).toEqual([
    { path: 'A/B', text: '<D>&amp;' },
    { path: 'A/F', text: '<' },
  ]);
});

import type { ReadOptions } from '../../graph/index.ts';
import { chooseExcerpt, exportGraph, type GraphStore } from '../../graph/index.ts';
import { pictureOf } from './page/graph-picture.ts';
import { graphPage } from './page/page.ts';

/** Takes a piece of text; the next one is made when it was taken. */
export type Write = (text: string) => Promise<void>;

/** How a graph is exported. */
export interface ExportWishes extends ReadOptions {
  /** Entities that a picture shows at most. */
  readonly most: number;
}

/** Objects that are written at once. */
const BATCH = 500;

/** The whole current graph as one JSON document, `{"entities": […], "relationships": […]}`. */
async function json(store: GraphStore, write: Write, options: ExportWishes): Promise<void> {
  let text = '{"entities":[';
  let isRelationship = false;
  let isFirst = true;
  let pending = 0;
  for await (const object of exportGraph(store, options)) {
    if (!isRelationship && '_fromEntityKey' in object) {
      text += '\n],"relationships":[';
      isRelationship = true;
      isFirst = true;
    }
    text += `${isFirst ? '' : ','}\n${JSON.stringify(object)}`;
    isFirst = false;
    pending += 1;
    if (pending < BATCH) continue;
    await write(text);
    text = '';
    pending = 0;
  }
  await write(`${text}${isRelationship ? '' : '\n],"relationships":['}\n]}\n`);
}

/** The whole current graph, one object per line: entities, then relationships. */
async function ndjson(store: GraphStore, write: Write, options: ExportWishes): Promise<void> {
  let lines: string[] = [];
  for await (const object of exportGraph(store, options)) {
    lines.push(JSON.stringify(object));
    if (lines.length < BATCH) continue;
    await write(`${lines.join('\n')}\n`);
    lines = [];
  }
  if (lines.length > 0) await write(`${lines.join('\n')}\n`);
}

/** A part of the graph as a page to look at. */
async function html(store: GraphStore, write: Write, options: ExportWishes): Promise<void> {
  const { entityIds, totals } = await chooseExcerpt(store, options.most, options);
  const picture = await pictureOf(exportGraph(store, { ...options, entityIds }));
  const { at, instances } = await store.catalog();
  const names = instances.filter(({ kind }) => kind === 'integration').map(({ name }) => name);
  await write(graphPage(picture, { instances: names, at, totals }));
}

/** The formats of `export --format`, by name. */
export const EXPORT_FORMATS = { html, json, ndjson } as const;

/** Name of a format. */
export type ExportFormat = keyof typeof EXPORT_FORMATS;

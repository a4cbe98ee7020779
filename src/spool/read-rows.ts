import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { COLUMNS } from '../model/columns.ts';
import type {
  AssetRef,
  Entity,
  Finding,
  MappedTarget,
  Relationship,
} from '../model/graph-object.ts';
import type { PropertyValue } from '../model/property.ts';
import { fileError, SpoolError } from './errors.ts';
import type { StoredPage } from './page.ts';

/** A row of a segment that holds a graph object, as it was handed to the writer. */
export type ObjectRow =
  | { readonly row: 'entity'; readonly entity: Entity }
  | { readonly row: 'finding'; readonly finding: Finding }
  | { readonly row: 'target'; readonly target: MappedTarget }
  | { readonly row: 'relationship'; readonly relationship: Relationship };

/** A parsed line: typed columns beside the metadata, everything else under `_props`. */
interface Line {
  readonly values: Readonly<Record<string, PropertyValue>>;
  readonly rest: Readonly<Record<string, PropertyValue>>;
}

const PROPERTY_OF = new Map(COLUMNS.map(({ name, property }) => [name, property]));

/**
 * The graph objects in a page, in their order: what was written, without properties that were absent. For
 * whoever hands them on one by one; stores load the segments themselves.
 *
 * @param kinds of rows; the others are passed over without being parsed
 * @throws {SpoolError} if the segment cannot be read
 */
export async function* readRows(
  page: StoredPage,
  kinds: readonly ObjectRow['row'][],
): AsyncGenerator<ObjectRow> {
  const wanted = kinds.filter((kind) => (page.rows[kind] ?? 0) > 0);
  if (wanted.length === 0) return;
  const beginnings = wanted.map((kind) => `{"_row":"${kind}",`);
  const lines = createInterface({ input: createReadStream(page.segment), crlfDelay: Infinity });
  try {
    for await (const line of lines) {
      const at = beginnings.findIndex((beginning) => line.startsWith(beginning));
      const kind = wanted[at];
      if (kind !== undefined) yield objectOf(kind, parse(line), page);
    }
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new SpoolError('S_RUN_UNREADABLE', { path: page.segment }, error);
    }
    throw fileError(page.segment, error);
  } finally {
    lines.close();
  }
}

function parse(text: string): Line {
  const { _props: rest = {}, ...values } = JSON.parse(text) as {
    readonly _props?: Line['rest'];
  } & Readonly<Record<string, never>>;
  return { values, rest };
}

function objectOf(kind: ObjectRow['row'], line: Line, page: StoredPage): ObjectRow {
  switch (kind) {
    case 'entity':
      return { row: kind, entity: entityOf(line, page) };
    case 'finding':
      return { row: kind, finding: { entity: entityOf(line, page), ref: refOf(line) } };
    case 'target':
      return {
        row: kind,
        target: {
          entity: entityOf(line, page),
          scannerKey: textOf(line, '_scanner'),
          ref: refOf(line),
          order: Number(line.values['_order']),
          isEnriched: line.values['_enriched'] === true,
        },
      };
    case 'relationship':
      return {
        row: kind,
        relationship: {
          _key: textOf(line, '_key'),
          _type: textOf(line, '_type'),
          _class: textOf(line, '_class'),
          _fromEntityKey: textOf(line, '_from'),
          _toEntityKey: textOf(line, '_to'),
          ...line.rest,
        },
      };
  }
}

function entityOf(line: Line, page: StoredPage): Entity {
  const type = textOf(line, '_type');
  const entity: Record<string, PropertyValue> = {};
  for (const [name, value] of Object.entries(line.values)) {
    const property = PROPERTY_OF.get(name);
    if (property !== undefined) entity[property] = value;
  }
  return {
    ...entity,
    ...line.rest,
    _key: textOf(line, '_key'),
    _type: type,
    _class: page.types[type] ?? [],
  };
}

function refOf(line: Line): AssetRef {
  return { space: textOf(line, '_space') as AssetRef['space'], id: textOf(line, '_ref') };
}

function textOf(line: Line, name: string): string {
  return String(line.values[name]);
}

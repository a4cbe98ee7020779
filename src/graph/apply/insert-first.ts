import type { Family } from '../families.ts';
import { familyColumns } from '../schema.ts';
import { lastEntityId } from './compare-family.ts';
import { type ApplyContext, familyKinds, numberOf } from './context.ts';
import { segmentSource } from './segment-source.ts';
import { spaceNumber } from './stage.ts';

/**
 * No row of a finding is shorter: what it begins with takes more. So its place in the run, divided by this,
 * is a number that no other finding has.
 */
const LEAST_ROW_BYTES = 64;

/**
 * Inserts the findings of an instance that has none in the store yet, straight out of the segments: there is
 * nothing to compare them with, and looking up a million of them in the stage would take as long as the
 * insert itself.
 */
export async function insertFirstFindings(context: ApplyContext, family: Family): Promise<void> {
  const { session, pages, seq, at, instanceId, scopeId } = context;
  const { dialect } = session;
  const base = (await lastEntityId(context)) + 1;
  const [kind] = await session.rows(
    `SELECT id FROM kind WHERE id IN ${familyKinds(context, family)}`,
  );
  const values: Readonly<Record<string, string>> = {
    id: `${base} + CAST(floor((p.offset_bytes + w._at) / ${LEAST_ROW_BYTES}) AS BIGINT)`,
    instance_id: String(instanceId),
    scope_id: String(scopeId),
    kind_id: String(numberOf(kind?.['id'])),
    key: 'w._key',
    key_hash: dialect.keyHash('w._key'),
    begin_seq: String(seq),
    end_seq: 'NULL',
    version: '1',
    hash: 'w._hash',
    light: 'w._light',
    heavy: 'w._heavy',
    created_on: String(at),
    begin_on: String(at),
    end_on: 'NULL',
    source: "'integration-external'",
    asset_ref: 'a.entity_id',
    asset_no: 'a.no',
    props: 'w._props',
  };
  const columns = familyColumns(family).map(({ name }) => name);
  let offset = 0;
  const offsets = pages.map(({ bytes }, file) => {
    const row = `(${file}, CAST(${offset} AS BIGINT))`;
    offset += bytes;
    return row;
  });
  const source = segmentSource(dialect, pages, [
    ...['_row', '_at', '_type', '_key', '_hash', '_light', '_heavy', '_space', '_ref', '_props'],
    ...family.columns,
  ]);
  await session.run(`INSERT INTO ${family.table} (${columns.map(dialect.identifier).join(', ')})
    SELECT ${columns.map((name) => values[name] ?? `w.${dialect.identifier(name)}`).join(', ')}
    FROM ${source}
    JOIN (VALUES ${offsets.join(', ')}) AS p(file, offset_bytes) ON p.file = w.file
    LEFT JOIN asset_now a ON a.space = ${spaceNumber('w._space')} AND a.ref = w._ref
    WHERE w._row IN ('entity', 'finding') AND w._type IN (${family.types.map(dialect.literal).join(', ')})`);
}

import type {
  AssetRef,
  Entity,
  Finding,
  MappedTarget,
  Relationship,
} from '../model/graph-object.ts';
import type { PropertyEncoder } from './encode-properties.ts';
import type { JsonBuffer } from './json-buffer.ts';

/** `,"name":"value"` */
function pair(target: JsonBuffer, label: string, value: string): void {
  target.plain(label);
  target.text(value);
}

function place(target: JsonBuffer, ref: AssetRef): void {
  pair(target, ',"_space":', ref.space);
  pair(target, ',"_ref":', ref.id);
}

function entityPairs(target: JsonBuffer, entity: Entity, encoder: PropertyEncoder): void {
  pair(target, ',"_type":', entity._type);
  pair(target, ',"_key":', entity._key);
  encoder.entity(target, entity._type, entity);
}

/** `{"_row":"entity","_at":1234`: the kind of row, and where it begins in its segment. */
function begin(target: JsonBuffer, row: string, at: number): void {
  pair(target, '{"_row":', row);
  target.plain(',"_at":');
  target.number(at);
}

/** An entity as a line of a segment. `_order` says which of several with one key stands (lowest first). */
export function entityRow(
  target: JsonBuffer,
  at: number,
  entity: Entity,
  encoder: PropertyEncoder,
): void {
  begin(target, 'entity', at);
  const order = entity['_order'];
  if (typeof order === 'number') target.plain(`,"_order":${order}`);
  entityPairs(target, entity, encoder);
  target.plain('}\n');
}

/** A finding as a line of a segment. */
export function findingRow(
  target: JsonBuffer,
  at: number,
  finding: Finding,
  encoder: PropertyEncoder,
): void {
  begin(target, 'finding', at);
  place(target, finding.ref);
  entityPairs(target, finding.entity, encoder);
  target.plain('}\n');
}

/** A mapped target as a line of a segment. */
export function targetRow(
  target: JsonBuffer,
  at: number,
  mapped: MappedTarget,
  encoder: PropertyEncoder,
): void {
  begin(target, 'target', at);
  target.plain(',"_order":');
  target.number(mapped.order);
  target.plain(mapped.isEnriched ? ',"_enriched":true' : ',"_enriched":false');
  pair(target, ',"_scanner":', mapped.scannerKey);
  place(target, mapped.ref);
  entityPairs(target, mapped.entity, encoder);
  target.plain('}\n');
}

/** A relationship as a line of a segment. */
export function relationshipRow(
  target: JsonBuffer,
  at: number,
  relationship: Relationship,
  encoder: PropertyEncoder,
): void {
  begin(target, 'relationship', at);
  pair(target, ',"_type":', relationship._type);
  pair(target, ',"_class":', relationship._class);
  pair(target, ',"_key":', relationship._key);
  pair(target, ',"_from":', relationship._fromEntityKey);
  pair(target, ',"_to":', relationship._toEntityKey);
  encoder.relationship(target, relationship);
  target.plain('}\n');
}

/** What is known of a complete read of an asset. */
export interface CoveredFacts {
  /** Time of the server when it answered, epoch milliseconds. */
  readonly readOn?: number | undefined;
  /** What is missing there did not go: it is outside of what is configured to be read. */
  readonly reason?: 'outOfScope' | undefined;
}

/** The line that says: this asset was read completely for the entity type `type`. */
export function coveredRow(
  target: JsonBuffer,
  at: number,
  ref: AssetRef,
  type: string,
  { readOn, reason }: CoveredFacts,
): void {
  begin(target, 'covered', at);
  pair(target, ',"_type":', type);
  place(target, ref);
  if (readOn !== undefined) {
    target.plain(',"_read_on":');
    target.number(readOn);
  }
  if (reason !== undefined) pair(target, ',"_reason":', reason);
  target.plain('}\n');
}

/** The line that says: this asset is in the complete list of the run. */
export function presentRow(target: JsonBuffer, at: number, ref: AssetRef): void {
  begin(target, 'present', at);
  place(target, ref);
  target.plain('}\n');
}

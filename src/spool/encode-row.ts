import { entityKind } from '../model/entity-kinds.ts';
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
  if (entityKind(entity._type) === undefined) {
    // The classes of a declared type are in the model.
    target.plain(',"_classes":[');
    entity._class.forEach((name, index) => {
      if (index > 0) target.plain(',');
      target.text(name);
    });
    target.plain(']');
  }
  encoder.entity(target, entity._type, entity);
}

/** An entity as a line of a segment. `_order` says which of several with one key stands (lowest first). */
export function entityRow(target: JsonBuffer, entity: Entity, encoder: PropertyEncoder): void {
  target.plain('{"_row":"entity"');
  const order = entity['_order'];
  if (typeof order === 'number') target.plain(`,"_order":${order}`);
  entityPairs(target, entity, encoder);
  target.plain('}\n');
}

/** A finding as a line of a segment. */
export function findingRow(target: JsonBuffer, finding: Finding, encoder: PropertyEncoder): void {
  target.plain('{"_row":"finding"');
  place(target, finding.ref);
  entityPairs(target, finding.entity, encoder);
  target.plain('}\n');
}

/** A mapped target as a line of a segment. */
export function targetRow(
  target: JsonBuffer,
  mapped: MappedTarget,
  encoder: PropertyEncoder,
): void {
  target.plain(`{"_row":"target","_order":${mapped.order},"_enriched":${mapped.isEnriched}`);
  pair(target, ',"_scanner":', mapped.scannerKey);
  place(target, mapped.ref);
  entityPairs(target, mapped.entity, encoder);
  target.plain('}\n');
}

/** A relationship as a line of a segment. */
export function relationshipRow(
  target: JsonBuffer,
  relationship: Relationship,
  encoder: PropertyEncoder,
): void {
  target.plain('{"_row":"relationship"');
  pair(target, ',"_type":', relationship._type);
  pair(target, ',"_class":', relationship._class);
  pair(target, ',"_key":', relationship._key);
  pair(target, ',"_from":', relationship._fromEntityKey);
  pair(target, ',"_to":', relationship._toEntityKey);
  encoder.relationship(target, relationship);
  target.plain('}\n');
}

/** The line that says: this asset was read completely for the entity type `type`. */
export function coveredRow(target: JsonBuffer, ref: AssetRef, type: string): void {
  target.plain('{"_row":"covered"');
  pair(target, ',"_type":', type);
  place(target, ref);
  target.plain('}\n');
}

import { COLUMNS } from '../model/columns.ts';
import type { EntityKind } from '../model/entity-kind.ts';
import { ENTITY_KINDS } from '../model/entity-kinds.ts';
import type { PropertyType, PropertyValue } from '../model/property.ts';
import { cleanText } from './clean-text.ts';
import { JsonBuffer } from './json-buffer.ts';
import { nameHash, StableHash } from './stable-hash.ts';

/** How one property is written. */
interface Encoding {
  readonly property: string;
  readonly hash: number;
  /** `"property":` */
  readonly label: Uint8Array;
  /** `,"column":`, where there is one. */
  readonly columnLabel?: Uint8Array;
  readonly type?: PropertyType;
  readonly isVolatile: boolean;
}

/** How the properties of one entity type are written, in the order of their names. */
interface Plan {
  readonly declared: readonly Encoding[];
  readonly names: ReadonlySet<string>;
}

const COLUMN_BY_PROPERTY = new Map(COLUMNS.map((column) => [column.property, column]));

function encoding(property: string, isVolatile: boolean): Encoding {
  const column = COLUMN_BY_PROPERTY.get(property);
  const base = {
    property,
    hash: nameHash(property),
    label: Buffer.from(`${JSON.stringify(cleanText(property))}:`),
    isVolatile,
  };
  return column === undefined
    ? base
    : { ...base, columnLabel: Buffer.from(`,"${column.name}":`), type: column.type };
}

function planOf(kind: EntityKind): Plan {
  const names = Object.keys(kind.properties).toSorted();
  return {
    declared: names.map((name) => encoding(name, kind.properties[name]?.volatile === true)),
    names: new Set(names),
  };
}

const PLANS = new Map(ENTITY_KINDS.map((kind) => [kind.type, planOf(kind)]));

/** Types of other integrations: nothing declared, everything counts. */
const NO_PLAN: Plan = { declared: [], names: new Set() };

/** Metadata (`_key`, `_type` …) has places of its own in a row. */
function isMetadata(name: string): boolean {
  return name.charCodeAt(0) === 0x5f;
}

/** `_key`, `_type` and `_class`, which every entity has. */
const METADATA_OF_ENTITIES = 3;

/** Not a number, and infinity, cannot be told in JSON and mean nothing in a graph: they count as absent. */
function isPresent(value: PropertyValue): value is NonNullable<PropertyValue> {
  return (
    value !== undefined && value !== null && (typeof value !== 'number' || Number.isFinite(value))
  );
}

/** True if a typed column can hold the value. Dates are whole milliseconds. */
function fits(type: PropertyType | undefined, value: NonNullable<PropertyValue>): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return Number.isSafeInteger(value);
    case 'textList':
      return typeof value === 'object';
    default:
      return false;
  }
}

/** Writes a value as JSON, and puts it into `hash`. */
function writeValue(target: JsonBuffer, value: NonNullable<PropertyValue>, hash: StableHash): void {
  if (typeof value === 'string') {
    target.text(value);
    hash.add(value);
  } else if (typeof value === 'object') {
    target.plain('[');
    for (let index = 0; index < value.length; index += 1) {
      if (index > 0) target.plain(',');
      const element = value[index] ?? '';
      target.text(element);
      hash.add(element);
    }
    target.plain(']');
    hash.addNumber(value.length);
  } else {
    const json = String(value);
    target.plain(json);
    // The type counts: the text "1" is not the number 1.
    hash.add(json);
    hash.addNumber(1);
  }
}

/**
 * Turns properties of entities and relationships into JSON. One per segment: it keeps room between
 * calls, and remembers which properties had a typed column that could not hold a value.
 */
export class PropertyEncoder {
  readonly #rest = new JsonBuffer();
  readonly #stable = new StableHash();
  readonly #light = new StableHash();
  readonly #heavy = new StableHash();
  readonly #mixed = new Set<string>();
  readonly #foreign = new Map<string, Encoding>();

  /** Properties that have a typed column and yet were written to the rest. */
  get mixed(): ReadonlySet<string> {
    return this.#mixed;
  }

  /**
   * Appends to `target`, which is inside an object, every property of an entity: `,"column":value` for
   * those with a typed column, `,"_props":{…}` with the others, and three hashes that do not depend on the
   * order the properties came in: `_hash` over those that are not volatile, `_light` over volatile ones
   * that a store can update in place (numbers, dates and booleans with a typed column), `_heavy` over the other volatile ones.
   */
  entity(target: JsonBuffer, type: string, entity: Readonly<Record<string, PropertyValue>>): void {
    this.#start();
    const plan = PLANS.get(type) ?? NO_PLAN;
    let found = METADATA_OF_ENTITIES;
    for (const way of plan.declared) {
      const value = entity[way.property];
      if (value === undefined) continue;
      found += 1;
      if (isPresent(value)) this.#write(target, way, value);
    }
    if (found < Object.keys(entity).length) this.#writeOthers(target, entity, plan);
    this.#finish(target);
  }

  /** The same for a relationship, of which everything goes to the rest. */
  relationship(target: JsonBuffer, relationship: Readonly<Record<string, PropertyValue>>): void {
    this.#start();
    for (const name of this.#others(relationship, NO_PLAN.names)) {
      const value = relationship[name];
      if (!isPresent(value)) continue;
      const way = this.#foreignEncoding(name);
      this.#stable.addNumber(way.hash);
      this.#writeRest(way, value, this.#stable);
    }
    this.#finish(target);
  }

  /**
   * Writes what the model does not declare. Entities of a declared type stay within the columns of their
   * type: stores keep these types in tables of their own.
   */
  #writeOthers(
    target: JsonBuffer,
    entity: Readonly<Record<string, PropertyValue>>,
    plan: Plan,
  ): void {
    for (const name of this.#others(entity, plan.names)) {
      const value = entity[name];
      if (!isPresent(value)) continue;
      const way = this.#foreignEncoding(name);
      if (plan === NO_PLAN) {
        this.#write(target, way, value);
      } else {
        if (way.columnLabel !== undefined) this.#mixed.add(way.property);
        this.#stable.addNumber(way.hash);
        this.#writeRest(way, value, this.#stable);
      }
    }
  }

  /** Names of properties that are not in `known`, sorted. */
  #others(
    object: Readonly<Record<string, PropertyValue>>,
    known: ReadonlySet<string>,
  ): readonly string[] {
    const names: string[] = [];
    for (const name in object) {
      if (!isMetadata(name) && !known.has(name)) names.push(name);
    }
    return names.length > 1 ? names.sort() : names;
  }

  #foreignEncoding(property: string): Encoding {
    const known = this.#foreign.get(property) ?? encoding(property, false);
    this.#foreign.set(property, known);
    return known;
  }

  #start(): void {
    this.#rest.clear();
    this.#stable.reset();
    this.#light.reset();
    this.#heavy.reset();
  }

  #write(target: JsonBuffer, way: Encoding, value: NonNullable<PropertyValue>): void {
    const hasColumn = way.columnLabel !== undefined && fits(way.type, value);
    const isLight = hasColumn && (typeof value === 'number' || typeof value === 'boolean');
    const hash = way.isVolatile ? (isLight ? this.#light : this.#heavy) : this.#stable;
    hash.addNumber(way.hash);
    if (hasColumn) {
      target.bytes(way.columnLabel);
      writeValue(target, value, hash);
      return;
    }
    if (way.columnLabel !== undefined) this.#mixed.add(way.property);
    this.#writeRest(way, value, hash);
  }

  #writeRest(way: Encoding, value: NonNullable<PropertyValue>, hash: StableHash): void {
    if (this.#rest.length > 0) this.#rest.plain(',');
    this.#rest.bytes(way.label);
    writeValue(this.#rest, value, hash);
  }

  #finish(target: JsonBuffer): void {
    if (this.#rest.length > 0) {
      target.plain(',"_props":{');
      target.append(this.#rest);
      target.plain('}');
    }
    target.plain(
      `,"_hash":${this.#stable.digest()},"_light":${this.#light.shortDigest()},"_heavy":${this.#heavy.shortDigest()}`,
    );
  }
}

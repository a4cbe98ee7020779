import type { PropertyType, PropertyValue } from '../model/property.ts';
import { JsonBuffer } from './json-buffer.ts';
import { type Encoding, PropertyPlan } from './property-plan.ts';
import { StableHash } from './stable-hash.ts';

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

/** Writes a value as JSON. */
function writeValue(target: JsonBuffer, value: NonNullable<PropertyValue>): void {
  if (typeof value === 'string') {
    target.text(value);
  } else if (typeof value === 'number') {
    target.number(value);
  } else if (typeof value === 'boolean') {
    target.plain(value ? 'true' : 'false');
  } else {
    target.plain('[');
    for (let index = 0; index < value.length; index += 1) {
      if (index > 0) target.plain(',');
      target.text(value[index] ?? '');
    }
    target.plain(']');
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
  readonly #plans = new Map<string, PropertyPlan>();
  readonly #relationships = PropertyPlan.ofRelationships();

  /** Properties that have a typed column and yet were written to the rest. */
  get mixed(): ReadonlySet<string> {
    return this.#mixed;
  }

  /**
   * Appends to `target`, which is inside an object, every property of an entity: `,"column":value` for
   * those with a typed column, `,"_props":{…}` with the others, and three hashes that do not depend on the
   * order the properties came in: `_hash` over those that are not volatile, `_light` over volatile ones
   * that a store can update in place (numbers, dates and booleans with a typed column), `_heavy` over the
   * other volatile ones.
   */
  entity(target: JsonBuffer, type: string, entity: Readonly<Record<string, PropertyValue>>): void {
    let plan = this.#plans.get(type);
    if (plan === undefined) {
      plan = PropertyPlan.ofType(type);
      this.#plans.set(type, plan);
    }
    this.#properties(target, entity, plan);
  }

  /** The same for a relationship, of which everything goes to the rest. */
  relationship(target: JsonBuffer, relationship: Readonly<Record<string, PropertyValue>>): void {
    this.#properties(target, relationship, this.#relationships);
  }

  #properties(
    target: JsonBuffer,
    object: Readonly<Record<string, PropertyValue>>,
    plan: PropertyPlan,
  ): void {
    this.#rest.clear();
    this.#stable.reset();
    this.#light.reset();
    this.#heavy.reset();
    let place = 0;
    for (const name in object) {
      const value = object[name];
      if (isPresent(value)) {
        const way = plan.encoding(name, place);
        if (!way.isMetadata) this.#write(target, way, value);
      }
      place += 1;
    }
    this.#finish(target);
  }

  #write(target: JsonBuffer, way: Encoding, value: NonNullable<PropertyValue>): void {
    if (way.columnLabel !== undefined && fits(way.type, value)) {
      target.bytes(way.columnLabel);
      const from = target.length;
      writeValue(target, value);
      const isLight = typeof value === 'number' || typeof value === 'boolean';
      const hash = way.isVolatile ? (isLight ? this.#light : this.#heavy) : this.#stable;
      hash.add(way.hash, target.view, from, target.length);
      return;
    }
    if (way.isMixed) this.#mixed.add(way.property);
    const rest = this.#rest;
    if (rest.length > 0) rest.plain(',');
    rest.bytes(way.label);
    const from = rest.length;
    writeValue(rest, value);
    const hash = way.isVolatile ? this.#heavy : this.#stable;
    hash.add(way.hash, rest.view, from, rest.length);
  }

  #finish(target: JsonBuffer): void {
    if (this.#rest.length > 0) {
      target.plain(',"_props":{');
      target.append(this.#rest);
      target.plain('}');
    }
    target.plain(',"_hash":');
    target.number(this.#stable.digest());
    target.plain(',"_light":');
    target.number(this.#light.shortDigest());
    target.plain(',"_heavy":');
    target.number(this.#heavy.shortDigest());
  }
}

import { Refused } from './answer.ts';

/** An object of a JSON body. */
export type Json = Readonly<Record<string, unknown>>;

/** Metadata that an uploaded entity may have. */
const ENTITY_METADATA = ['_key', '_type', '_class', '_rawData'];
const RELATIONSHIP_METADATA = [
  ...['_key', '_type', '_class', '_mapping', '_rawData'],
  ...['_fromEntityKey', '_toEntityKey', '_fromEntityId', '_toEntityId'],
  ...['_fromEntitySource', '_fromEntityScope', '_toEntitySource', '_toEntityScope'],
];
const MAPPING = [
  'relationshipDirection',
  'sourceEntityKey',
  'targetFilterKeys',
  'targetEntity',
  'skipTargetCreation',
];

/** Refuses a body that is no object, or has properties that the call does not know. */
export function asBody(value: unknown, known: readonly string[]): Json {
  const body = asObject(value, 'the body');
  refuseUnknown(body, known, 'the body');
  return body;
}

function asObject(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refused(400, 'BAD_REQUEST', `${what} is no object`);
  }
  return value as Json;
}

function refuseUnknown(value: Json, known: readonly string[], what: string): void {
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  if (unknown.length > 0) bad(`${what} has unknown properties: ${unknown.join(', ')}`);
}

function bad(message: string): never {
  throw new Refused(400, 'BAD_REQUEST', message);
}

/** A text that has to be there. */
export function asText(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') bad(`${what} is no text`);
  return value;
}

function isPrimitive(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  );
}

/** Values are texts, numbers, booleans, null or lists of one kind. */
function checkValue(what: string, name: string, value: unknown): void {
  if (value === null || isPrimitive(value)) return;
  if (!Array.isArray(value)) bad(`${what}: ${name} is an object`);
  const kinds = new Set(value.map((item: unknown) => typeof item));
  if (kinds.size > 1 || !value.every(isPrimitive))
    bad(`${what}: ${name} is a list of several kinds`);
}

function checkClass(value: unknown, what: string): void {
  const names = Array.isArray(value) ? value : [value];
  if (names.length === 0 || names.some((name) => typeof name !== 'string' || name.length < 2)) {
    bad(`${what}: _class is none`);
  }
}

function checkMetadata(object: Json, what: string, shortestKey: number): void {
  const key = object['_key'];
  if (typeof key !== 'string' || key.length < shortestKey) bad(`${what}: _key is too short`);
  const type = object['_type'];
  if (typeof type !== 'string' || type.length < 3) bad(`${what}: _type is too short`);
  checkClass(object['_class'], what);
}

function checkProperties(object: Json, what: string, metadata: readonly string[]): void {
  for (const [name, value] of Object.entries(object)) {
    if (!name.startsWith('_')) checkValue(what, name, value);
    else if (!metadata.includes(name)) bad(`${what}: ${name} must not start with _`);
  }
}

/** Refuses an entity that the platform would not take. */
export function checkEntity(value: unknown): Json {
  const entity = asObject(value, 'an entity');
  const what = `entity ${String(entity['_key'])}`;
  checkMetadata(entity, what, 10);
  for (const name of ['name', 'displayName']) asText(entity[name], `${what}: ${name}`);
  checkProperties(entity, what, ENTITY_METADATA);
  return entity;
}

/** Refuses a relationship that the platform would not take. */
export function checkRelationship(value: unknown): Json {
  const relationship = asObject(value, 'a relationship');
  const what = `relationship ${String(relationship['_key'])}`;
  checkMetadata(relationship, what, 10);
  if (relationship['_class'] !== String(relationship['_class']).toUpperCase()) {
    bad(`${what}: _class is not in capitals`);
  }
  checkProperties(relationship, what, RELATIONSHIP_METADATA);
  if (relationship['_mapping'] === undefined) {
    for (const end of ['_from', '_to']) {
      const byKey = relationship[`${end}EntityKey`];
      const byId = relationship[`${end}EntityId`];
      if ((byKey === undefined) === (byId === undefined)) bad(`${what}: ${end} is not one end`);
      asText(byKey ?? byId, `${what}: ${end}`);
    }
  } else {
    checkMapping(relationship['_mapping'], what);
    if (
      relationship['_fromEntityKey'] !== undefined ||
      relationship['_toEntityKey'] !== undefined
    ) {
      bad(`${what}: has ends and a mapping`);
    }
  }
  return relationship;
}

function checkMapping(value: unknown, what: string): void {
  const mapping = asObject(value, `${what}: _mapping`);
  refuseUnknown(mapping, MAPPING, `${what}: _mapping`);
  if (!['FORWARD', 'REVERSE'].includes(String(mapping['relationshipDirection']))) {
    bad(`${what}: relationshipDirection`);
  }
  asText(mapping['sourceEntityKey'], `${what}: sourceEntityKey`);
  const target = asObject(mapping['targetEntity'], `${what}: targetEntity`);
  for (const [name, property] of Object.entries(target)) {
    if (property === null) bad(`${what}: target ${name} is null`);
    if (name === '_class') checkClass(property, what);
    else checkValue(what, `target ${name}`, property);
  }
  const keys = mapping['targetFilterKeys'];
  if (!Array.isArray(keys) || keys.length === 0) bad(`${what}: targetFilterKeys`);
  for (const alternative of keys as unknown[]) {
    if (!Array.isArray(alternative) || alternative.length === 0) bad(`${what}: targetFilterKeys`);
    for (const name of alternative as unknown[]) {
      if (typeof name !== 'string' || target[name] === undefined) {
        bad(`${what}: the target has no ${String(name)} to be found by`);
      }
    }
  }
  const skip = mapping['skipTargetCreation'];
  if (skip !== undefined && typeof skip !== 'boolean') bad(`${what}: skipTargetCreation`);
}

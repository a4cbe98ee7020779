/** Value of a property. */
export type TruthValue = string | number | boolean | readonly string[];

/** An entity as the graph has to hold it. Absent properties are not there. */
export interface TruthEntity {
  readonly _key: string;
  readonly _type: string;
  readonly _class: readonly string[];
  readonly [property: string]: TruthValue;
}

/** A relationship as the graph has to hold it. */
export interface TruthRelationship {
  readonly _key: string;
  readonly _type: string;
  readonly _class: string;
  readonly _fromEntityKey: string;
  readonly _toEntityKey: string;
}

/** One line of the truth. */
export type TruthObject = TruthEntity | TruthRelationship;

/** An entity out of properties of which some may be absent. Empty texts and lists count as absent. */
export function truthEntity(
  key: string,
  type: string,
  classes: readonly string[],
  properties: Readonly<Record<string, TruthValue | undefined>>,
): TruthEntity {
  const entity: Record<string, TruthValue> = {};
  for (const name in properties) {
    const value = properties[name];
    if (value === undefined || value === '') continue;
    if (typeof value === 'object' && value.length === 0) continue;
    entity[name] = value;
  }
  return { ...entity, _key: key, _type: type, _class: classes };
}

/** A relationship between two entities; `type` where it does not follow from the types of the ends. */
export function truthRelationship(
  from: Pick<TruthEntity, '_key' | '_type'>,
  verb: string,
  to: Pick<TruthEntity, '_key' | '_type'>,
  type?: string,
): TruthRelationship {
  return {
    _key: `${from._key}|${verb.toLowerCase()}|${to._key}`,
    _type: type ?? typeOf(from._type, verb, to._type),
    _class: verb,
    _fromEntityKey: from._key,
    _toEntityKey: to._key,
  };
}

/** `qualys_account`, HAS, `qualys_web_app_scanner`: the vendor is said once. */
function typeOf(from: string, verb: string, to: string): string {
  const [vendor = ''] = from.split('_', 1);
  const isShared = from.includes('_') && to.startsWith(`${vendor}_`);
  return [from, verb.toLowerCase(), isShared ? to.slice(vendor.length + 1) : to].join('_');
}

const LEVELS = ['none', 'informational', 'low', 'medium', 'high', 'critical'];

/** The three forms of a severity level from 1 to 5. */
export function severityOf(level: number): Readonly<Record<string, TruthValue | undefined>> {
  return {
    severity: LEVELS[level],
    numericSeverity: Math.min(10, Math.max(1, level * 2)),
    qualysSeverity: level,
  };
}

/** Distinct and sorted by code unit. */
export function sortedList(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

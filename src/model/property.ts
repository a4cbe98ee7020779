/**
 * What a property of an entity can hold. Dates are epoch milliseconds. Lists keep their order unless
 * the definition says otherwise. An absent property is simply not there: absent, empty and zero are
 * three different things.
 */
export type PropertyType = 'text' | 'number' | 'boolean' | 'date' | 'textList';

/** A property value as it stands on an entity; `undefined` and `null` both mean absent. */
export type PropertyValue = string | number | boolean | readonly string[] | null | undefined;

/** One declared property of an entity kind. */
export interface PropertyDefinition {
  readonly type: PropertyType;
  /** What it means, with its unit where it has one. */
  readonly description: string;
  /** Where the value comes from: element path in the Qualys answer, or the rule that computes it. */
  readonly source: string;
  /**
   * Volatile properties are updated in place and never make a new version of the entity (design 6).
   * They are left out of the entity's hash.
   */
  readonly volatile?: true;
  /**
   * Comes from the host asset search, which may be missing in a run. When it is, the value that is
   * stored already stays.
   */
  readonly enrichment?: true;
  /** The class schema wants the property to be there, though it may be null: see {@link withRequiredNulls}. */
  readonly requiredNull?: true;
  /** False: lives in the JSON rest, not in a typed column. Long texts and rarely filtered facts. */
  readonly column?: false;
}

/** Property definitions by property name. */
export type PropertyTable = Readonly<Record<string, PropertyDefinition>>;

type Options = Omit<PropertyDefinition, 'type' | 'source' | 'description'>;

/** Builds definitions: `text('DNS', 'DNS name as Qualys reports it')`. */
function define(type: PropertyType) {
  return (source: string, description: string, options: Options = {}): PropertyDefinition => ({
    type,
    source,
    description,
    ...options,
  });
}

/** A text property. */
export const text = define('text');
/** A numeric property. */
export const number = define('number');
/** A true/false property. */
export const boolean = define('boolean');
/** A point in time, epoch milliseconds. */
export const date = define('date');
/** A list of texts. */
export const textList = define('textList');

import { COLUMNS } from '../model/columns.ts';
import { ENTITY_KINDS } from '../model/entity-kinds.ts';
import type { PropertyDefinition, PropertyType } from '../model/property.ts';
import { cleanText } from './clean-text.ts';
import { FOREIGN_PROPERTIES } from './foreign-properties.ts';
import { nameHash } from './stable-hash.ts';

/** How one property is written. */
export interface Encoding {
  readonly property: string;
  readonly hash: number;
  /** `"property":` */
  readonly label: Uint8Array;
  /** `,"column":`, where there is one to be used. */
  readonly columnLabel: Uint8Array | undefined;
  readonly type: PropertyType | undefined;
  /** There is a column of that name; a value that is not written to it is told. */
  readonly isMixed: boolean;
  readonly isVolatile: boolean;
  /** Metadata (`_key`, `_type` …) has places of its own in a row. */
  readonly isMetadata: boolean;
}

const COLUMN_BY_PROPERTY = new Map(COLUMNS.map((column) => [column.property, column]));

const KINDS = new Map(ENTITY_KINDS.map((kind) => [kind.type, kind]));

/**
 * Which columns are there to be used. `declared`: an entity of a declared type stays within the columns of
 * its type, for stores keep these types in tables of their own. `foreign`: of a type of other integrations
 * nothing is declared, and it may use {@link FOREIGN_PROPERTIES}. `none`: everything of a relationship goes
 * to the rest.
 */
type Columns = 'declared' | 'foreign' | 'none';

function encoding(
  property: string,
  columns: Columns,
  declared: PropertyDefinition | undefined,
): Encoding {
  const column = columns === 'none' ? undefined : COLUMN_BY_PROPERTY.get(property);
  const isUsed =
    column !== undefined &&
    (columns === 'foreign' ? FOREIGN_PROPERTIES.has(property) : declared !== undefined);
  return {
    property,
    hash: nameHash(property),
    label: Buffer.from(`${JSON.stringify(cleanText(property))}:`),
    columnLabel: isUsed ? Buffer.from(`,"${column.name}":`) : undefined,
    type: column?.type,
    isMixed: column !== undefined,
    isVolatile: declared?.volatile === true,
    isMetadata: property.charCodeAt(0) === 0x5f,
  };
}

/** How the properties of entities of one type, or of relationships, are written. */
export class PropertyPlan {
  readonly #columns: Columns;
  readonly #declared: Readonly<Record<string, PropertyDefinition>>;
  readonly #byProperty = new Map<string, Encoding>();
  /**
   * What came last time at which place: objects of one type come from one converter, so that these guesses
   * are nearly always right and save a look-up.
   */
  readonly #byPlace: Encoding[] = [];

  private constructor(columns: Columns, declared: Readonly<Record<string, PropertyDefinition>>) {
    this.#columns = columns;
    this.#declared = declared;
  }

  /** For the entities of a type. Where nothing is declared, every property counts for the hash. */
  static ofType(type: string): PropertyPlan {
    const kind = KINDS.get(type);
    return kind === undefined
      ? new PropertyPlan('foreign', {})
      : new PropertyPlan('declared', kind.properties);
  }

  /** For relationships. */
  static ofRelationships(): PropertyPlan {
    return new PropertyPlan('none', {});
  }

  /** How the property is written that is the `place`-th of its object. */
  encoding(property: string, place: number): Encoding {
    const guess = this.#byPlace[place];
    if (guess !== undefined && guess.property === property) return guess;
    const known =
      this.#byProperty.get(property) ?? encoding(property, this.#columns, this.#declared[property]);
    this.#byProperty.set(property, known);
    this.#byPlace[place] = known;
    return known;
  }
}

/** What is read of a JSON schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

/** A member of a document, as a table shows it. */
export interface SchemaRow {
  /** Names from the document down to the member; no other row of the table has the same. */
  readonly path: readonly string[];
  readonly type: string;
  readonly isOptional: boolean;
  readonly meaning: string;
}

/** Stands for the names of members that are not known beforehand. */
const ANY_NAME = '{name}';

/** Numbers beyond these bounds are bounds of JSON, not of the API. */
const isBound = (bound: number | undefined): bound is number =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;

function bounds(low: number | undefined, high: number | undefined): string {
  if (isBound(low) && isBound(high)) return low === high ? `, ${low}` : `, ${low} to ${high}`;
  if (isBound(low)) return `, at least ${low}`;
  return isBound(high) ? `, at most ${high}` : '';
}

/** What a value has to be, in words: "string, 1 to 64 characters or null". */
export function typeWords(schema: Schema): string {
  const { type, anyOf, items, additionalProperties } = schema;
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  }
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeWords))].join(' or ');
  if (items !== undefined) {
    const most = isBound(schema.maxItems) ? `, at most ${schema.maxItems}` : '';
    return `list of ${typeWords(items)}${most}`;
  }
  if (typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0) {
    return `object with ${typeWords(additionalProperties)} by name`;
  }
  const name = [type ?? 'anything'].flat().join(' or ');
  const length = bounds(schema.minLength, schema.maxLength);
  const format = schema.format === undefined ? '' : ` (${schema.format})`;
  return `${name}${format}${length === '' ? '' : `${length} characters`}${bounds(schema.minimum, schema.maximum)}`;
}

/** What a value means, and what stands for it when it is left out. */
export function meaningOf({ description = '', default: fallback }: Schema): string {
  if (fallback === undefined) return description;
  return `${description === '' ? '' : `${description}. `}Default ${JSON.stringify(fallback)}.`;
}

/** Every member of a document, each before its own members. */
export function schemaRows(schema: Schema, path: readonly string[] = []): readonly SchemaRow[] {
  const { anyOf = [], items, properties = {}, additionalProperties, required = [] } = schema;
  const named = Object.entries(properties).flatMap(([name, member]) => {
    const its = [...path, name];
    const row = {
      path: its,
      type: typeWords(member),
      isOptional: !required.includes(name),
      meaning: meaningOf(member),
    };
    return [row, ...schemaRows(member, its)];
  });
  const unnamed =
    typeof additionalProperties === 'object'
      ? schemaRows(additionalProperties, [...path, ANY_NAME])
      : [];
  const inside = items === undefined ? [] : schemaRows(items, path);
  const variants = anyOf.flatMap((variant) => schemaRows(variant, path));
  const rows = [...named, ...unnamed, ...inside, ...variants];
  // Variants of a document share members, such as the one that tells them apart.
  return [...new Map(rows.map((row) => [row.path.join('\0'), row])).values()];
}

/** A schema, or the one of the document that it refers to. */
export function resolved(schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema {
  if (schema.$ref === undefined) return schema;
  return schemas[schema.$ref.replace('#/components/schemas/', '')] ?? schema;
}

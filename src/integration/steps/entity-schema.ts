import type { EntityKind } from '../../model/entity-kind.ts';
import type { PropertyDefinition, PropertyType } from '../../model/property.ts';

/** JSON type of a property. */
interface PropertySchema {
  readonly type: string | readonly string[];
  readonly items?: { readonly type: 'string' };
  readonly description: string;
}

/**
 * JSON schema of an entity type. It adds to the schemas of the classes, which JupiterOne checks besides:
 * what they declare is not repeated here.
 */
export interface EntitySchema {
  readonly description: string;
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly required: readonly string[];
}

const JSON_TYPES: Readonly<Record<PropertyType, string>> = {
  text: 'string',
  number: 'number',
  boolean: 'boolean',
  date: 'integer',
  textList: 'array',
};

/** The schema of the entities of a kind, out of its properties in model/. */
export function entitySchema(kind: EntityKind): EntitySchema {
  return {
    description: `${kind.resourceName}. Key: ${kind.key}.`,
    type: 'object',
    properties: {
      _type: { const: kind.type },
      ...Object.fromEntries(
        Object.entries(kind.properties).map(([name, definition]) => [
          name,
          propertySchema(definition),
        ]),
      ),
    },
    required: ['_key', '_type', '_class', 'name', 'displayName'],
  };
}

function propertySchema({ type, description }: PropertyDefinition): PropertySchema {
  const jsonType = JSON_TYPES[type];
  return {
    // Which of them may be null the class decides.
    type: [jsonType, 'null'],
    ...(type === 'textList' ? { items: { type: 'string' } } : {}),
    description: type === 'date' ? `${description} Epoch milliseconds.` : description,
  };
}

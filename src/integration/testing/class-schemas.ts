import { IntegrationSchema } from '@jupiterone/data-model';
import { entityKind } from '../../model/entity-kinds.ts';
import type { Entity } from '../../model/graph-object.ts';
import type { PropertyType, PropertyValue } from '../../model/property.ts';
import { withRequiredNulls } from '../../model/required-nulls.ts';

/** What the class schemas of JupiterOne's data model have against an entity; empty when it is valid. */
export function schemaErrors(entity: Entity): readonly string[] {
  const completed = withRequiredNulls(entity);
  return entity._class.flatMap((name) => {
    const validate = IntegrationSchema.getSchema(`#${name}`);
    if (validate === undefined) return [`there is no class ${name}`];
    validate(completed);
    return (validate.errors ?? []).map(
      (error) => `${entity._type} ${name}${error.instancePath} ${error.message}`,
    );
  });
}

/**
 * How an entity differs from its declaration in model/: properties that are not declared (`tag.…`
 * aside) and values of another type.
 */
export function declarationErrors(entity: Entity): readonly string[] {
  const kind = entityKind(entity._type);
  if (kind === undefined) return [`${entity._type} is not declared`];
  return Object.entries(entity).flatMap(([name, value]) => {
    if (name.startsWith('_') || name.startsWith('tag.') || value === undefined) return [];
    const definition = kind.properties[name];
    if (definition === undefined) return [`${entity._type}.${name} is not declared`];
    return isOf(definition.type, value)
      ? []
      : [`${entity._type}.${name} is no ${definition.type}: ${JSON.stringify(value)}`];
  });
}

function isOf(type: PropertyType, value: PropertyValue): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string' && value !== '';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return Number.isSafeInteger(value);
    case 'textList':
      return (
        Array.isArray(value) &&
        value.length > 0 &&
        value.every((item) => typeof item === 'string' && item !== '')
      );
  }
}

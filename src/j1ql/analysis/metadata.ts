import type { PropertyType } from '../../model/property.ts';

/** Types of the metadata properties of entities (reference 3.5). */
export const NODE_METADATA: Readonly<Record<string, PropertyType>> = {
  _id: 'text',
  _key: 'text',
  _type: 'text',
  _class: 'textList',
  _createdOn: 'date',
  _beginOn: 'date',
  _endOn: 'date',
  _version: 'number',
  _deleted: 'boolean',
  _source: 'text',
  _scope: 'text',
  _integrationType: 'text',
  _integrationInstanceId: 'text',
  _integrationName: 'text',
};

/** Types of the metadata properties of relationships. */
export const EDGE_METADATA: Readonly<Record<string, PropertyType>> = {
  _id: 'text',
  _key: 'text',
  _type: 'text',
  _class: 'text',
  _createdOn: 'date',
  _beginOn: 'date',
  _endOn: 'date',
  _version: 'number',
  _deleted: 'boolean',
};

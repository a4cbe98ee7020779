import type { Schema } from './schema-rows.ts';

/** Something that a request carries in its address or in a header. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

/** A body, by media type. */
export interface Content {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Described {
  readonly tags: readonly [string, ...string[]];
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

/** What is read of the OpenAPI document of the server. */
export interface ApiDocument {
  readonly info: { readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One thing that can be asked of the server. */
export interface Operation extends Described {
  /** `GET /api/runs`; it stands in links. */
  readonly id: string;
  /** In capitals. */
  readonly method: string;
  readonly path: string;
}

/** Every operation, in the order of the document. */
export function operationsOf({ paths }: ApiDocument): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([name, described]) => {
      const method = name.toUpperCase();
      return { ...described, id: `${method} ${path}`, method, path };
    }),
  );
}

/** The operations that have every word in their name, summary, tag, description or the name of a parameter. */
export function findOperations(
  operations: readonly Operation[],
  words: string,
): readonly Operation[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return operations.filter(({ id, summary, description, tags, parameters = [] }) => {
    const names = parameters.map(({ name }) => name);
    const text = [id, summary, description, ...tags, ...names].join('\n').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** The operations by their first tag, each tag where it comes first. */
export function byTag(
  operations: readonly Operation[],
): readonly (readonly [tag: string, operations: readonly Operation[]])[] {
  return [...Map.groupBy(operations, ({ tags: [tag] }) => tag)];
}

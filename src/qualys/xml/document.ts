import { compileRoot, type Element } from './element.ts';
import type { Fields } from './field.ts';

/**
 * A kind of document: its possible root elements. `R` is the record it streams; it exists for the
 * compiler only.
 */
export interface XmlDocument<R> {
  /** By root element. */
  readonly roots: ReadonlyMap<string, Element>;
  readonly out?: R;
}

/** Compiles the declaration of a document: fields by root element. */
export function xmlDocument<R>(roots: Readonly<Record<string, Fields>>): XmlDocument<R> {
  return {
    roots: new Map(
      Object.entries(roots).map(([name, fields]) => [name, compileRoot(name, fields)]),
    ),
  };
}

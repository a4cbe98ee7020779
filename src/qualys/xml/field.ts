/**
 * The language in which the answers of Qualys are declared: which element holds what. Values are text
 * unless a declaration says otherwise, because half of what looks like a number is none (account ids
 * with leading zeros, an operating system called `11`; reference, oddities 11 to 13).
 *
 * A record type is inferred from its declaration ({@link RecordOf}), so that the two cannot differ.
 */

/** How the text of an element becomes a value. */
export type LeafKind =
  /** Trimmed text; empty is absent. */
  | 'text'
  /** Text exactly as sent, line breaks included. */
  | 'rawText'
  /** Text of digits only. */
  | 'id'
  /** Whole number. */
  | 'integer'
  /** Decimal number. */
  | 'number'
  /** `0` or `1`. */
  | 'boolean01'
  /** `true` or `false`. */
  | 'booleanText'
  /** ISO date with `Z`, becomes epoch milliseconds. */
  | 'date';

/** What the record builder has to know about an element. */
export type FieldSpec =
  | { readonly kind: LeafKind }
  | { readonly kind: 'tokens'; readonly skip: readonly string[] }
  | { readonly kind: 'object'; readonly fields: Fields; readonly require?: string }
  | { readonly kind: 'many'; readonly item: FieldSpec }
  | { readonly kind: 'list'; readonly items: Fields; readonly ignored: readonly string[] }
  | { readonly kind: 'valued'; readonly leaf: LeafKind; readonly attributes: Fields }
  | { readonly kind: 'textMap' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'stream'; readonly item: FieldSpec };

/**
 * The declaration of one element. `out` exists for the compiler only: the type of the value and the
 * key that replaces the name of the element ('' keeps the name).
 */
export interface Field<T, K extends string = ''> {
  readonly spec: FieldSpec;
  readonly key?: K;
  readonly out?: { readonly value: T; readonly key: K };
}

/** Declarations by element name, or by a path of names (`list/TagSimple`) through plain wrappers. */
export type Fields = Readonly<Record<string, Field<unknown, string>>>;

type Capitalised<S extends string> = S extends `${infer A}_${infer B}`
  ? `${Capitalize<Lowercase<A>>}${Capitalised<B>}`
  : Capitalize<Lowercase<S>>;

/** `LAST_VULN_SCAN_DATETIME` becomes `lastVulnScanDatetime`; names that are not all capitals stay. */
export type CamelCase<S extends string> = S extends Uppercase<S> ? Uncapitalize<Capitalised<S>> : S;

type LastSegment<S extends string> = S extends `${string}/${infer Rest}` ? LastSegment<Rest> : S;

type KeyOf<N extends string, F> =
  F extends Field<unknown, infer K> ? (K extends '' ? CamelCase<LastSegment<N>> : K) : never;

/** The value that a declaration produces. */
export type ValueOf<F> = F extends { readonly out?: { readonly value: infer T } } ? T : never;

/** The record that a table of declarations produces: every key optional, absent is `undefined`. */
export type RecordOf<F extends Fields> = {
  readonly [N in keyof F & string as KeyOf<N, F[N]>]?: ValueOf<F[N]> | undefined;
};

/** Trimmed text; an empty element counts as absent. */
export const text = (): Field<string> => ({ spec: { kind: 'text' } });
/** Text with its white space: only white space outside of CDATA sections is dropped. */
export const rawText = (): Field<string> => ({ spec: { kind: 'rawText' } });
/** An id: digits, kept as text because ids may exceed what a number holds (reference 4.1). */
export const id = (): Field<string> => ({ spec: { kind: 'id' } });
/** A whole number; empty, `N/A`, `None` and `null` count as absent. */
export const integer = (): Field<number> => ({ spec: { kind: 'integer' } });
/** A decimal number; empty, `N/A`, `None` and `null` count as absent. */
export const number = (): Field<number> => ({ spec: { kind: 'number' } });
/** `0` or `1`. */
export const boolean01 = (): Field<boolean> => ({ spec: { kind: 'boolean01' } });
/** `true` or `false`. */
export const booleanText = (): Field<boolean> => ({ spec: { kind: 'booleanText' } });
/** A point in time, epoch milliseconds; empty, `N/A`, `None` and `null` count as absent. */
export const date = (): Field<number> => ({ spec: { kind: 'date' } });

/**
 * A list of texts of which the reference does not know the form: the element repeated, its texts in
 * child elements of any name and depth, or one text with commas or semicolons. All of them give the
 * same list, without empty parts and without repetitions. Children named in `skip` are left out.
 */
export const tokens = (skip: readonly string[] = []): Field<readonly string[]> => ({
  spec: { kind: 'tokens', skip },
});

/**
 * An element with child elements. With `require`, an object that lacks this key (or whose text is not
 * what the declaration says) is left out and reported as a bad record.
 */
export const object = <F extends Fields>(
  fields: F,
  options: { readonly require?: string } = {},
): Field<RecordOf<F>> => ({ spec: { kind: 'object', fields, ...options } });

/** An element that may stand several times in its parent; always a list. */
export const many = <T>(item: Field<T>): Field<readonly T[]> => ({
  spec: { kind: 'many', item: item.spec },
});

/**
 * A wrapper element around items, possibly of several names; the wrapper itself disappears. Present
 * and empty gives an empty list, absent gives `undefined`. `ignored` names what else it holds.
 */
export const list = <F extends Fields>(
  items: F,
  ignored: readonly string[] = [],
): Field<readonly ValueOf<F[keyof F]>[]> => ({ spec: { kind: 'list', items, ignored } });

/** An element whose attributes matter as well: `{ value, …attributes }`. */
export const valued = <T extends string | number | boolean, A extends Fields>(
  value: Field<T>,
  attributes: A,
): Field<{ readonly value?: T | undefined } & RecordOf<A>> => {
  const { spec } = value;
  if (!isLeaf(spec)) throw new TypeError('An element with attributes can only hold a plain value');
  return { spec: { kind: 'valued', leaf: spec.kind, attributes } };
};

/** Child elements whose names are data: text by name. */
export const textMap = (): Field<Readonly<Record<string, string>>> => ({
  spec: { kind: 'textMap' },
});

/** An element that is known and skipped on purpose, with everything in it. */
export const ignored = (): Field<never, never> => ({ spec: { kind: 'ignored' } });

/** The records of a page: handed on one by one, not kept in the parent. */
export const stream = (item: Field<unknown>): Field<never, never> => ({
  spec: { kind: 'stream', item: item.spec },
});

/** Gives the value another key than the name of the element. The last of two elements with one key stands. */
export const as = <K extends string, T>(key: K, field: Field<T>): Field<T, K> => ({
  spec: field.spec,
  key,
});

/** True for a declaration of a plain value. */
export function isLeaf(spec: FieldSpec): spec is { readonly kind: LeafKind } {
  switch (spec.kind) {
    case 'text':
    case 'rawText':
    case 'id':
    case 'integer':
    case 'number':
    case 'boolean01':
    case 'booleanText':
    case 'date':
      return true;
    default:
      return false;
  }
}

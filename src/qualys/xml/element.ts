import { camelCase } from './camel-case.ts';
import { type Field, type FieldSpec, type Fields, isLeaf, type LeafKind } from './field.ts';

// What the record builder does with an element. Numbers, because it decides once per element.

/** A plain value. */
export const LEAF = 0;
/** A plain value whose white space counts. */
export const RAW_LEAF = 1;
/** A value with attributes. */
export const VALUED = 2;
/** An element with fields of its own. */
export const OBJECT = 3;
/** A wrapper whose children go into a list of the parent. */
export const LIST = 4;
/** A wrapper that disappears: its children belong to the parent. */
export const PASS = 5;
/** A text that is cut into a list. */
export const TOKENS = 6;
/** An element inside such a list. */
export const TOKENS_PART = 7;
/** A map of texts by name. */
export const TEXT_MAP = 8;
/** An entry of such a map. */
export const TEXT_MAP_ENTRY = 9;
/** Declared, and left out on purpose. */
export const IGNORED = 10;

/** What becomes of the value of an element. */
export const SET = 0;
/** The parent is a list. */
export const PUSH = 1;
/** The parent is an object with a list under the key. */
export const APPEND = 2;
/** It is a record of the page. */
export const STREAM = 3;

/** A declared element in the form the record builder works with. */
export class Element {
  readonly name: string;
  /** Where it stands, `HOST_LIST_OUTPUT/RESPONSE/HOST_LIST/HOST`. */
  readonly path: string;
  readonly key: string;
  readonly kind: number;
  readonly target: number;
  readonly leaf: LeafKind;
  /** True for a plain value without attributes. */
  readonly isLeaf: boolean;
  /** True if text in it matters. */
  readonly takesText: boolean;
  readonly children: Map<string, Element>;
  /** The same by upper-case name, for answers whose case differs (reference, oddity 34). */
  readonly childrenAnyCase: Map<string, Element>;
  readonly attributes: readonly Element[];
  /** Key without which the object is no record. */
  readonly require: string | undefined;
  /** Makes the object that its children go into. */
  readonly Shape: ObjectShape;
  /** TOKENS and TEXT_MAP: what child elements of any name are. */
  anyChild: Element | undefined;
  // What came last time as first child and as next sibling: answers are regular, so that these guesses
  // are nearly always right and save a look-up.
  firstChild: Element | undefined;
  nextSibling: Element | undefined;

  constructor(parts: ElementParts) {
    this.name = parts.name;
    this.path = parts.path;
    this.key = parts.key;
    this.kind = parts.kind;
    this.target = parts.target;
    this.leaf = parts.leaf ?? 'text';
    this.isLeaf = parts.kind === LEAF || parts.kind === RAW_LEAF;
    this.takesText = TAKES_TEXT.has(parts.kind);
    this.children = parts.children ?? new Map();
    this.childrenAnyCase = new Map(
      [...this.children].map(([name, child]) => [name.toUpperCase(), child]),
    );
    this.attributes = parts.attributes ?? [];
    this.require = parts.require;
    this.Shape = objectShape();
    this.anyChild = undefined;
    this.firstChild = undefined;
    this.nextSibling = undefined;
  }
}

/** Makes plain empty objects. */
export type ObjectShape = new () => Record<string, unknown>;

/**
 * A maker of plain objects for one element. Engines describe objects by the properties that were added
 * to what they were made by; where everything is made by `{}`, thousands of descriptions branch off
 * one root, and adding a property takes five times as long.
 */
function objectShape(): ObjectShape {
  function Shape(): void {
    // Nothing: `new` is all it is for.
  }
  Shape.prototype = Object.prototype;
  return Shape as unknown as ObjectShape;
}

interface ElementParts {
  readonly name: string;
  readonly path: string;
  readonly key: string;
  readonly kind: number;
  readonly target: number;
  readonly leaf?: LeafKind;
  readonly children?: Map<string, Element>;
  readonly attributes?: readonly Element[];
  readonly require?: string | undefined;
}

const TAKES_TEXT = new Set([LEAF, RAW_LEAF, VALUED, TOKENS, TOKENS_PART, TEXT_MAP_ENTRY]);

/** Compiles the declaration of a root element. */
export function compileRoot(name: string, fields: Fields): Element {
  return new Element({
    name,
    path: name,
    key: name,
    kind: OBJECT,
    target: SET,
    children: compileChildren(name, fields, SET),
  });
}

/** Compiles declarations by name or path; paths become wrappers that disappear. */
function compileChildren(path: string, fields: Fields, target: number): Map<string, Element> {
  const direct = new Map<string, Element>();
  const wrapped = new Map<string, Record<string, Field<unknown, string>>>();
  for (const [name, field] of Object.entries(fields)) {
    const slash = name.indexOf('/');
    if (slash < 0) {
      direct.set(name, compile(name, `${path}/${name}`, field.spec, keyOf(name, field), target));
    } else {
      const wrapper = name.slice(0, slash);
      const inner = wrapped.get(wrapper) ?? {};
      inner[name.slice(slash + 1)] = field;
      wrapped.set(wrapper, inner);
    }
  }
  for (const [name, inner] of wrapped) {
    const at = `${path}/${name}`;
    const children = compileChildren(at, inner, target);
    direct.set(name, new Element({ name, path: at, key: name, kind: PASS, target, children }));
  }
  return direct;
}

function keyOf(name: string, field: Field<unknown, string>): string {
  return field.key === undefined || field.key === '' ? camelCase(name) : field.key;
}

function compile(
  name: string,
  path: string,
  spec: FieldSpec,
  key: string,
  target: number,
): Element {
  const common = { name, path, key, target };
  if (isLeaf(spec)) {
    return new Element({
      ...common,
      kind: spec.kind === 'rawText' ? RAW_LEAF : LEAF,
      leaf: spec.kind,
    });
  }
  switch (spec.kind) {
    case 'ignored':
      return new Element({ ...common, kind: IGNORED });
    case 'many':
      return compile(name, path, spec.item, key, APPEND);
    case 'stream':
      return compile(name, path, spec.item, key, STREAM);
    case 'object':
      return new Element({
        ...common,
        kind: OBJECT,
        children: compileChildren(path, spec.fields, SET),
        require: spec.require,
      });
    case 'list': {
      const children = compileChildren(path, spec.items, PUSH);
      for (const other of spec.ignored) {
        const at = `${path}/${other}`;
        children.set(
          other,
          new Element({ name: other, path: at, key: other, kind: IGNORED, target: PUSH }),
        );
      }
      return new Element({ ...common, kind: LIST, children });
    }
    case 'valued':
      return new Element({
        ...common,
        kind: VALUED,
        leaf: spec.leaf,
        attributes: Object.entries(spec.attributes).map(([attribute, field]) =>
          compile(attribute, `${path}/@${attribute}`, field.spec, keyOf(attribute, field), SET),
        ),
      });
    case 'tokens':
      return withAnyChild(
        new Element({
          ...common,
          kind: TOKENS,
          children: new Map(
            spec.skip.map((skipped) => [
              skipped,
              compile(skipped, `${path}/${skipped}`, { kind: 'ignored' }, skipped, SET),
            ]),
          ),
        }),
        TOKENS_PART,
      );
    case 'textMap':
      return withAnyChild(new Element({ ...common, kind: TEXT_MAP }), TEXT_MAP_ENTRY);
  }
}

/** Gives an element a child for all names; the parts of tokens nest in themselves. */
function withAnyChild(element: Element, kind: number): Element {
  const child = new Element({
    name: '*',
    path: `${element.path}/*`,
    key: '*',
    kind,
    target: SET,
    ...(kind === TOKENS_PART ? { children: element.children } : {}),
  });
  if (kind === TOKENS_PART) child.anyChild = child;
  element.anyChild = child;
  return element;
}

import type { BadRecord } from './bad-record.ts';
import {
  type Element,
  IGNORED,
  LEAF,
  LIST,
  OBJECT,
  PUSH,
  RAW_LEAF,
  SET,
  STREAM,
  TEXT_MAP,
  TEXT_MAP_ENTRY,
  TOKENS,
  TOKENS_PART,
  VALUED,
} from './element.ts';
import { BAD_VALUE, convertLeaf, type LeafValue, trimmed } from './leaf.ts';

type Target = Record<string, unknown>;

/** More different paths than this are a document that is not understood; the rest is summed up. */
const MAX_PATHS = 500;

const SEPARATOR = /[,;]/;

/**
 * Builds records from the events of a parser, led by declarations. The order of children does not
 * matter, undeclared elements are counted and skipped with all that is in them, and records of the
 * page are handed on as soon as they close.
 */
export class RecordBuilder {
  readonly unknownElements = new Map<string, number>();
  readonly badValues = new Map<string, number>();
  readonly badRecords: BadRecord[] = [];
  /** Records that closed since they were last taken away. */
  records: unknown[] = [];
  recordCount = 0;
  /** What the root holds besides the records; set when it closes. */
  root: unknown;
  /** True once the closing tag of the root was seen. */
  isClosed = false;

  readonly #rootElement: Element;
  // The open elements and, in step with them, the object or list that their children go into.
  readonly #elements: Element[] = [];
  readonly #values: unknown[] = [];
  #element: Element | undefined;
  #value: unknown;
  /** The open plain element: most elements are plain, and need no place among the open ones. */
  #leaf: Element | undefined;
  /** The element that closed last inside the open one. */
  #previous: Element | undefined;
  #skipDepth = 0;
  #text = '';
  // Text of a raw element: whether CDATA was seen, and plain text behind it.
  #sawCdata = false;
  #behindCdata = '';
  #lastBad: { readonly path: string; readonly text: string } | undefined;
  /** Bad parts of the open record, which get its id when it closes. */
  #pendingBad: BadRecord[] = [];

  constructor(rootElement: Element) {
    this.#rootElement = rootElement;
  }

  /** An opening tag. */
  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#skipDepth > 0) {
      this.#skipDepth++;
      return;
    }
    if (this.#leaf !== undefined) {
      // A plain element has no children.
      this.#skipUnknown(this.#leaf, name);
      return;
    }
    const parent = this.#element;
    const element = parent === undefined ? this.#rootElement : this.#childOf(parent, name);
    if (element === undefined) {
      if (parent !== undefined) this.#skipUnknown(parent, name);
      return;
    }
    if (element.kind === IGNORED) {
      this.#skipDepth = 1;
      return;
    }
    if (element.isLeaf) {
      this.#leaf = element;
      this.#text = '';
      return;
    }
    if (parent !== undefined) {
      this.#elements.push(parent);
      this.#values.push(this.#value);
    }
    this.#element = element;
    this.#previous = undefined;
    this.#start(element, attributes);
  }

  /** Text between tags, in one or more pieces. */
  text(piece: string): void {
    const element = this.#leaf ?? this.#element;
    if (element === undefined || !element.takesText || this.#skipDepth > 0) return;
    if (this.#sawCdata) this.#behindCdata += piece;
    else this.#text = this.#text === '' ? piece : this.#text + piece;
  }

  /** A CDATA section. */
  cdata(piece: string): void {
    const element = this.#leaf ?? this.#element;
    if (element === undefined || !element.takesText || this.#skipDepth > 0) return;
    if (element.kind === RAW_LEAF) {
      // White space around the section is layout; anything else is text.
      if (!this.#sawCdata && this.#text.trim() === '') this.#text = '';
      this.#takeTextBehindCdata();
      this.#sawCdata = true;
    }
    this.#text = this.#text === '' ? piece : this.#text + piece;
  }

  /** The closing tag that belongs to the innermost opening tag. */
  close(name: string): void {
    if (this.#skipDepth > 0) {
      this.#skipDepth--;
      return;
    }
    const leaf = this.#leaf;
    if (leaf !== undefined) {
      this.#leaf = undefined;
      this.#previous = leaf;
      const value = leaf.kind === LEAF ? this.#convert(leaf, this.#text) : this.#finishRaw();
      if (value !== undefined) this.#deliver(leaf, value);
      return;
    }
    const element = this.#element;
    if (element === undefined) return;
    const value = this.#finish(element);
    const parent = this.#elements.pop();
    this.#element = parent;
    this.#value = this.#values.pop();
    this.#previous = element;
    if (parent === undefined) {
      this.root = value;
      this.isClosed = true;
    } else if (element.kind === TEXT_MAP_ENTRY) {
      if (value !== undefined) (this.#value as Target)[name] = value;
    } else if (value !== undefined) {
      this.#deliver(element, value);
    }
  }

  #skipUnknown(parent: Element, name: string): void {
    count(this.unknownElements, `${parent.path}/${name}`);
    this.#skipDepth = 1;
  }

  #childOf(parent: Element, name: string): Element | undefined {
    const before = this.#previous;
    const guess = before === undefined ? parent.firstChild : before.nextSibling;
    if (guess !== undefined && guess.name === name) return guess;
    const child =
      parent.children.get(name) ??
      parent.anyChild ??
      parent.childrenAnyCase.get(name.toUpperCase());
    // Only exact names: a guess stands in for a look-up.
    if (child?.name === name) {
      if (before === undefined) parent.firstChild = child;
      else before.nextSibling = child;
    }
    return child;
  }

  #start(element: Element, attributes: Readonly<Record<string, string>>): void {
    switch (element.kind) {
      case TEXT_MAP_ENTRY:
        this.#text = '';
        break;
      case OBJECT:
        if (element.require !== undefined) this.#lastBad = undefined;
        this.#value = new element.Shape();
        break;
      case TEXT_MAP:
        this.#value = {};
        break;
      case VALUED:
        this.#text = '';
        this.#value = this.#readAttributes(element, attributes);
        break;
      case LIST: {
        const parent = this.#value as Target;
        let list = parent[element.key];
        if (list === undefined) {
          list = [];
          parent[element.key] = list;
        }
        this.#value = list;
        break;
      }
      case TOKENS:
        this.#text = '';
        this.#value = [];
        break;
      case TOKENS_PART:
        this.#flushTokens();
        break;
      default:
        // PASS: children go into the value that is open already.
        break;
    }
  }

  #finish(element: Element): unknown {
    switch (element.kind) {
      case TEXT_MAP_ENTRY:
        return this.#text.trim() === '' ? undefined : this.#text.trim();
      case OBJECT:
        return this.#finishObject(element, this.#value as Target);
      case TEXT_MAP:
        return this.#value;
      case VALUED: {
        const target = this.#value as Target;
        const value = this.#convert(element, this.#text);
        if (value === undefined) return isEmpty(target) ? undefined : target;
        target['value'] = value;
        return target;
      }
      case TOKENS:
        this.#flushTokens();
        return (this.#value as string[]).length === 0 ? undefined : this.#value;
      case TOKENS_PART:
        this.#flushTokens();
        return undefined;
      default:
        // LIST and PASS: everything is where it belongs.
        return undefined;
    }
  }

  #deliver(element: Element, value: unknown): void {
    if (element.target === SET) {
      const parent = this.#value as Target;
      if (element.kind === TOKENS && parent[element.key] !== undefined) {
        for (const part of value as string[]) addNew(parent[element.key] as string[], part);
      } else {
        parent[element.key] = value;
      }
    } else if (element.target === STREAM) {
      this.records.push(value);
      this.recordCount++;
    } else if (element.target === PUSH) {
      (this.#value as unknown[]).push(value);
    } else {
      // APPEND
      const parent = this.#value as Target;
      const list = parent[element.key] as unknown[] | undefined;
      if (list === undefined) parent[element.key] = [value];
      else list.push(value);
    }
  }

  #finishObject(element: Element, value: Target): unknown {
    const key = element.require;
    if (key === undefined) return isEmpty(value) ? undefined : value;
    const isRecord = element.target === STREAM;
    const id = value[key];
    if (id === undefined) {
      const bad = this.#lastBad;
      this.#pendingBad.push({
        path: element.path,
        key,
        ...(bad?.path.startsWith(element.path) ? { text: bad.text } : {}),
      });
    }
    if (isRecord && this.#pendingBad.length > 0) {
      for (const bad of this.#pendingBad) {
        this.badRecords.push(id === undefined ? bad : { ...bad, recordId: String(id) });
      }
      this.#pendingBad = [];
    }
    return id === undefined ? undefined : value;
  }

  #readAttributes(element: Element, attributes: Readonly<Record<string, string>>): Target {
    const target = new element.Shape();
    for (const attribute of element.attributes) {
      const text = attributes[attribute.name];
      const value = text === undefined ? undefined : this.#convert(attribute, text);
      if (value !== undefined) target[attribute.key] = value;
    }
    return target;
  }

  #convert(element: Element, text: string): LeafValue | undefined {
    const value = convertLeaf(element.leaf, text);
    if (value !== BAD_VALUE) return value;
    count(this.badValues, element.path);
    this.#lastBad = { path: element.path, text: excerpt(text) };
    return undefined;
  }

  #finishRaw(): string | undefined {
    this.#takeTextBehindCdata();
    this.#sawCdata = false;
    return this.#text.trim() === '' ? undefined : this.#text;
  }

  #takeTextBehindCdata(): void {
    if (this.#behindCdata === '') return;
    if (this.#behindCdata.trim() !== '') this.#text += this.#behindCdata;
    this.#behindCdata = '';
  }

  #flushTokens(): void {
    const text = this.#text;
    if (text === '') return;
    this.#text = '';
    const list = this.#value as string[];
    if (text.indexOf(',') < 0 && text.indexOf(';') < 0) addNew(list, trimmed(text));
    else for (const part of text.split(SEPARATOR)) addNew(list, part.trim());
  }
}

function count(counts: Map<string, number>, path: string): void {
  const key = counts.has(path) || counts.size < MAX_PATHS ? path : 'other';
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function addNew(list: string[], part: string): void {
  if (part === '') return;
  // Texts that are equal end alike: most comparisons, of which there are many, are spared that way.
  const end = part.length - 1;
  const last = part.charCodeAt(end);
  for (const known of list) if (known.charCodeAt(end) === last && known === part) return;
  list.push(part);
}

function isEmpty(value: Target): boolean {
  for (const _ in value) return false;
  return true;
}

/** The beginning of a text for people to look at, unprintable characters replaced. */
function excerpt(text: string): string {
  return text
    .trim()
    .slice(0, 40)
    .replace(/[^\x20-\x7e]/g, '?');
}

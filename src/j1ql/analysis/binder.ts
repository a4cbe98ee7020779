import type { GraphCatalog } from '../../graph/index.ts';
import type { Span } from '../ast/index.ts';
import { J1qlError, type J1qlErrorCode, type J1qlErrorDetails } from '../errors.ts';
import { type InstanceFacts, instanceFacts } from './instance-facts.ts';
import { propertyWarning } from './known-properties.ts';

/** A value for a placeholder; a list stands for any of its elements. */
export type PlaceholderValue = string | number | boolean | readonly (string | number | boolean)[];

/** What makes an entity one of a smart class, besides a tag of that name. */
export interface SmartClass {
  /** J1QL: the entities that the queries start with, as far as they match, belong to the class. */
  readonly queries: readonly string[];
}

/** What an analysis works with. */
export interface BinderOptions {
  readonly text: string;
  readonly catalog: GraphCatalog;
  /** False where there is no graph: names of classes, types and properties are taken as they are. */
  readonly knowsGraph: boolean;
  /** Epoch milliseconds for `date.now`. */
  readonly now: number;
  /** Values of placeholders; `any`: none is given, and none is missed (a check). */
  readonly variables: ReadonlyMap<string, PlaceholderValue> | 'any';
  /** Definitions of smart classes by name. */
  readonly smartClasses?: ReadonlyMap<string, SmartClass>;
  /** Smart classes whose definitions are being read: a class cannot be defined by itself. */
  readonly expanding?: readonly string[];
}

/** State shared by the analysis of one text, its sub-queries included: warnings and the way to fail. */
export class Binder {
  readonly text: string;
  readonly catalog: GraphCatalog;
  readonly knowsGraph: boolean;
  readonly now: number;
  readonly #options: BinderOptions;
  readonly instances: ReadonlyMap<number, InstanceFacts>;
  readonly warnings = new Set<string>();
  readonly #propertiesUsed: { property: string; label: string; kinds: ReadonlySet<number> }[] = [];

  constructor(options: BinderOptions) {
    this.text = options.text;
    this.catalog = options.catalog;
    this.knowsGraph = options.knowsGraph;
    this.now = options.now;
    this.#options = options;
    this.instances = instanceFacts(options.catalog);
  }

  /** The value of a placeholder, or undefined. */
  variable(name: string): PlaceholderValue | undefined {
    const { variables } = this.#options;
    return variables === 'any' ? '' : variables.get(name);
  }

  /** The definition of a smart class, if the settings have one. */
  smartClass(name: string): SmartClass | undefined {
    return this.#options.smartClasses?.get(name);
  }

  /** Smart classes whose definitions are being read, outermost first. */
  get expanding(): readonly string[] {
    return this.#options.expanding ?? [];
  }

  /** A binder for a query in the definition of a smart class. */
  forDefinition(name: string, text: string): Binder {
    return new Binder({ ...this.#options, text, expanding: [...this.expanding, name] });
  }

  /** An error at a place of the query. */
  failure(
    code: J1qlErrorCode,
    span: Span,
    found: string,
    expected: readonly string[] = [],
    more: Pick<J1qlErrorDetails, 'hint' | 'suggestion' | 'cause'> = {},
  ): J1qlError {
    return new J1qlError(code, { text: this.text, span, found, expected, ...more });
  }

  /** Adds a warning about the graph, unless there is none to warn about. */
  warn(message: string): void {
    if (this.knowsGraph) this.warnings.add(message);
  }

  /** Notes that a property of a node is asked for; {@link warnAboutProperties} looks at them later. */
  usesProperty(property: string, label: string, kinds: ReadonlySet<number>): void {
    this.#propertiesUsed.push({ property, label, kinds });
  }

  /** Warns of properties that no kind has, once the kinds are narrowed. */
  warnAboutProperties(): void {
    for (const { property, label, kinds } of this.#propertiesUsed) {
      const warning = propertyWarning(property, label, kinds, this.catalog);
      if (warning !== undefined) this.warn(warning);
    }
  }
}

/** Words that mcp of the vendor refuses as an alias (reference 2.1). */
export const RESERVED_ALIASES: ReadonlySet<string> = new Set([
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'find',
  'that',
  'with',
  'where',
  'return',
  'order',
  'by',
  'limit',
  'skip',
  'has',
  'relates',
  'to',
  'from',
  'and',
  'or',
  'not',
  'true',
  'false',
  'null',
  'undefined',
  'as',
]);

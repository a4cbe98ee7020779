import type { CatalogEdgeKind } from '../../graph/index.ts';
import type { Operator } from '../ast/index.ts';

/** What an alias stands for: an entity or a relationship of the path, by its index. */
export interface Variable {
  readonly kind: 'node' | 'edge';
  readonly index: number;
}

/** A value whose names are resolved and whose dates and placeholders are filled in. */
export type Value =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  /** `undefined`: on the right of a comparison a test for absence. */
  | { readonly kind: 'absent' }
  /** What a name behind a negated verb has: no row knows it, so nothing is equal to it. */
  | {
      readonly kind: 'unbound';
      /** `v.*`, which is no column then. */
      readonly isFlat: boolean;
    }
  | { readonly kind: 'property'; readonly variable: Variable; readonly property: string }
  /** The whole entity or relationship: `h`. */
  | { readonly kind: 'whole'; readonly variable: Variable }
  /** `h.*`. */
  | { readonly kind: 'allProperties'; readonly variable: Variable }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Value[] }
  | {
      readonly kind: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/' | '^';
      readonly left: Value;
      readonly right: Value;
    }
  | { readonly kind: 'negation'; readonly operand: Value }
  | { readonly kind: 'aggregate'; readonly name: AggregateName; readonly argument: Value }
  /** What a group of a regular expression holds. */
  | {
      readonly kind: 'extraction';
      readonly of: Value;
      readonly pattern: string;
      readonly group: number;
    }
  /** `*` in `count(*)`: the rows of the group. */
  | { readonly kind: 'rows' }
  /** A column of RETURN, by its index: in HAVING and ORDER BY. */
  | { readonly kind: 'column'; readonly index: number };

/** Functions of one row. */
export type FunctionName =
  | 'concat'
  | 'merge'
  | 'coalesce'
  | 'abs'
  | 'sqrt'
  | 'ceil'
  | 'floor'
  | 'round'
  | 'unwind';

/** Functions of a group of rows. */
export type AggregateName = 'count' | 'sum' | 'avg' | 'min' | 'max';

/** Right side of a comparison. */
export type BoundOperand =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'regex'; readonly pattern: string; readonly ignoreCase: boolean }
  | {
      readonly kind: 'list';
      readonly connective: 'and' | 'or';
      readonly items: readonly BoundOperand[];
    }
  | { readonly kind: 'subquery'; readonly query: BoundQuery };

/** A condition. It is true or it is not; there is no third. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | {
      readonly kind: 'comparison';
      readonly left: Value;
      readonly operator: Operator;
      readonly negated: boolean;
      readonly right: BoundOperand;
    }
  /** A comparison of `_type`, `_class` or an `_integration…` property, answered by the catalog. */
  | {
      readonly kind: 'membership';
      readonly node: number;
      readonly of: 'kinds' | 'instances';
      /** Ids of kinds or instances for which the comparison without its negation holds. */
      readonly ids: readonly number[];
      readonly negated: boolean;
    }
  /** The entity is one of the start entities of another query: of a definition of a smart class. */
  | {
      readonly kind: 'amongStarts';
      readonly node: number;
      /** `#Name`, for people. */
      readonly label: string;
      readonly query: BoundQuery;
    }
  | {
      readonly kind: 'cidr';
      readonly value: Value;
      /** First and last address of the range as numbers. */
      readonly first: number;
      readonly last: number;
      readonly negated: boolean;
    };

/** An entity of the path. */
export interface NodeVariable {
  readonly index: number;
  /** Alias, or the target as written. */
  readonly label: string;
  /** Ids of the kinds that it can be of. */
  readonly kinds: ReadonlySet<number>;
  readonly filter?: Condition;
  /** A text that some property has to hold. */
  readonly fullText?: string;
}

/** Edge kinds that join two nodes in the same way. */
export interface EdgeGroup {
  /** `stored`: rows of `relationship`; the others are derived (`graph/derived-edges.ts`). */
  readonly origin: 'stored' | Exclude<CatalogEdgeKind['origin'], 'stated' | 'mapped'>;
  /** True where the edge points from the left of the step to its right. */
  readonly isForward: boolean;
  /** `_class` of all of them for derived groups. */
  readonly class: string;
  readonly edgeKinds: readonly CatalogEdgeKind[];
}

/** A relationship of the path. */
export interface EdgeVariable {
  readonly index: number;
  readonly label: string;
  readonly groups: readonly EdgeGroup[];
}

/** THAT with an edge that has to be there. `from`, `to` and `edge` are indexes. */
export interface Hop {
  readonly kind: 'hop';
  readonly from: number;
  readonly to: number;
  /** With {@link depth}, the last relationship of the path; its groups are those of all of them. */
  readonly edge: number;
  /** SOMEHOW: how many relationships the path may have. */
  readonly depth?: number;
}

/** THAT with a negated verb: no such edge (or path) to such a node. */
export interface Absence {
  readonly kind: 'absence';
  readonly from: number;
  readonly to: number;
  readonly edge: number;
  /** As in {@link Hop}. */
  readonly depth?: number;
}

/** `(THAT …)?`. */
export interface OptionalGroup {
  readonly kind: 'optional';
  readonly from: number;
  readonly steps: readonly BoundStep[];
  /** Node at which the steps inside end. */
  readonly exit: number;
  /** Node that stands for `from` or `exit`, where a later step goes on from it or it has an alias. */
  readonly union?: number;
}

/** One step of the path. */
export type BoundStep = Hop | Absence | OptionalGroup;

/** A column of the answer. */
export interface BoundColumn {
  readonly name: string;
  readonly value: Value;
}

/** A key of ORDER BY. */
export interface BoundOrderKey {
  readonly value: Value;
  readonly descending: boolean;
}

/** A query whose names are resolved against a catalog. */
export interface BoundQuery {
  readonly nodes: readonly NodeVariable[];
  readonly edges: readonly EdgeVariable[];
  readonly steps: readonly BoundStep[];
  readonly where?: Condition;
  readonly result:
    | { readonly kind: 'list' }
    | { readonly kind: 'tree' }
    | {
        readonly kind: 'table';
        readonly columns: readonly BoundColumn[];
        readonly isUnique: boolean;
        /** Some column is an aggregate. */
        readonly isGrouped: boolean;
      };
  readonly having?: Condition;
  readonly order: readonly BoundOrderKey[];
  readonly skip?: number;
  readonly limit?: number;
}

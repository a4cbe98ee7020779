import type { Comparison, Filter, Name, Operand, Span } from '../ast/index.ts';

/** Classes of the default critical asset (reference 2.4). */
const CRITICAL_CLASSES = ['Application', 'CodeRepo', 'DataStore', 'Function', 'Host', 'Logs'];

function equals(property: string, right: Operand, span: Span): Comparison {
  return {
    kind: 'comparison',
    left: { kind: 'reference', parts: [], bracket: property, span },
    operator: '=',
    negated: false,
    right,
    span,
  };
}

/**
 * The filter that a smart class stands for, besides the queries of its definition. `#Name` are the entities
 * whose `tags` hold the name; `#CriticalAsset` has the definition that JupiterOne ships, unless the settings
 * define it.
 */
export function smartFilter(name: Name, isDefined: boolean): Filter {
  const { text, span } = name;
  const tagged = equals('tags', { kind: 'text', value: text, span }, span);
  if (text !== 'CriticalAsset' || isDefined) return tagged;
  const classes: Operand = {
    kind: 'list',
    connective: 'or',
    items: CRITICAL_CLASSES.map((value) => ({ kind: 'text', value, span })),
    span,
  };
  const critical: Filter = {
    kind: 'and',
    parts: [
      equals('tag.Production', { kind: 'boolean', value: true, span }, span),
      equals('classification', { kind: 'text', value: 'critical', span }, span),
    ],
  };
  return {
    kind: 'and',
    parts: [equals('_class', classes, span), { kind: 'or', parts: [critical, tagged] }],
  };
}

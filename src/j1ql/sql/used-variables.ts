import type { BoundOperand, BoundQuery, Condition, Value, Variable } from '../analysis/index.ts';
import { boundEdges, boundNodes, pathEdges, type UsedVariables } from './path.ts';

/** Calls `visit` for every variable in a value. */
export function visitValue(value: Value, visit: (variable: Variable) => void): void {
  switch (value.kind) {
    case 'property':
    case 'whole':
    case 'allProperties':
      visit(value.variable);
      return;
    case 'call':
      for (const argument of value.args) visitValue(argument, visit);
      return;
    case 'arithmetic':
      visitValue(value.left, visit);
      visitValue(value.right, visit);
      return;
    case 'negation':
      visitValue(value.operand, visit);
      return;
    case 'extraction':
      visitValue(value.of, visit);
      return;
    case 'aggregate':
      visitValue(value.argument, visit);
      return;
    default:
  }
}

function visitOperand(operand: BoundOperand, visit: (variable: Variable) => void): void {
  if (operand.kind === 'value') visitValue(operand.value, visit);
  if (operand.kind === 'list') for (const item of operand.items) visitOperand(item, visit);
}

function visitCondition(condition: Condition, visit: (variable: Variable) => void): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const part of condition.parts) visitCondition(part, visit);
      return;
    case 'membership':
    case 'amongStarts':
      visit({ kind: 'node', index: condition.node });
      return;
    case 'cidr':
      visitValue(condition.value, visit);
      return;
    case 'comparison':
      visitValue(condition.left, visit);
      visitOperand(condition.right, visit);
  }
}

/** The variables that WHERE, RETURN and ORDER BY look at. */
export function usedVariables(query: BoundQuery): UsedVariables {
  const nodes = new Set<number>([0]);
  const edges = new Set<number>();
  const paths = new Set<number>();
  const visit = ({ kind, index }: Variable) => (kind === 'node' ? nodes : edges).add(index);
  if (query.where !== undefined) visitCondition(query.where, visit);
  for (const { value } of query.order) visitValue(value, visit);
  if (query.result.kind === 'table') {
    for (const { value } of query.result.columns) visitValue(value, visit);
  }
  if (query.result.kind === 'tree') {
    for (const step of query.steps) {
      for (const node of boundNodes(step)) nodes.add(node);
      for (const edge of pathEdges(step)) paths.add(edge);
      for (const edge of boundEdges(step)) if (!paths.has(edge)) edges.add(edge);
    }
  }
  return { nodes, edges, paths };
}

/** The variables in one value. */
export function variablesOf(value: Value): readonly Variable[] {
  const found: Variable[] = [];
  visitValue(value, (variable) => {
    const isKnown = found.some(
      ({ kind, index }) => kind === variable.kind && index === variable.index,
    );
    if (!isKnown) found.push(variable);
  });
  return found;
}

export { analyze } from './analyze.ts';
export { hasAggregate } from './bind-value.ts';
export { Binder, type BinderOptions, type PlaceholderValue, type SmartClass } from './binder.ts';
export type {
  Absence,
  AggregateName,
  BoundColumn,
  BoundOperand,
  BoundOrderKey,
  BoundQuery,
  BoundStep,
  Condition,
  EdgeGroup,
  EdgeVariable,
  FunctionName,
  Hop,
  NodeVariable,
  OptionalGroup,
  Value,
  Variable,
} from './bound.ts';
export { type InstanceFacts, instanceFacts } from './instance-facts.ts';
export { knownProperties } from './known-properties.ts';
export { EDGE_METADATA, NODE_METADATA } from './metadata.ts';

export type { Module, SimulatorEvents } from './events.ts';
export { FaultScriptError, parseFaultScript } from './http/fault-schema.ts';
export { FAULT_KINDS, type Fault, type FaultKind } from './http/faults.ts';
export type { TakenQuota } from './http/limits.ts';
export type { LoggedRequest } from './http/request-log.ts';
export type { EndpointUsage } from './http/usage-meter.ts';
export {
  type EndpointLimits,
  type EndpointName,
  GENEROUS_LIMITS,
  type SimulatorOptions,
  STANDARD_LIMITS,
} from './options.ts';
export type { ListShape } from './render/list-shape.ts';
export { createSimulator, type Simulator } from './simulator.ts';
export type { TruthEntity, TruthObject, TruthRelationship } from './truth/truth-object.ts';
export type { TruthOptions } from './truth/truth-options.ts';
export type { Detection } from './world/detection.ts';
export type { Host } from './world/host.ts';
export type { Vulnerability } from './world/vulnerability.ts';
export type { WebApp } from './world/web-app.ts';
export type { WebAppFinding } from './world/web-app-finding.ts';
export type { World } from './world/world.ts';

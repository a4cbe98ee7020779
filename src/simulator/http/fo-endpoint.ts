import type { EndpointName, SimulatorOptions } from '../options.ts';
import type { World } from '../world/world.ts';
import type { Answer } from './answer.ts';
import type { ParameterRule, Parameters } from './parameters.ts';

/** A call of the classic API after its parameters were checked. */
export interface FoRequest {
  readonly world: World;
  readonly options: SimulatorOptions;
  readonly version: string;
  readonly parameters: Parameters;
  /** Host that DOCTYPE and links name. */
  readonly host: string;
  readonly path: string;
  readonly username: string;
}

/** One endpoint under `/api/<version>/fo/`. */
export interface FoEndpoint {
  readonly name: EndpointName;
  /** Path after `/api/<version>/fo/`, without the slash at the end. */
  readonly path: string;
  readonly versions: readonly string[];
  readonly rules: Readonly<Record<string, ParameterRule>>;
  readonly exclusive?: readonly (readonly string[])[];
  /** Only one call of a subscription at a time, whatever the limits say (reference 11.3). */
  readonly isSerial?: true;
  answer(request: FoRequest): Answer;
}

import type { EndpointName, SimulatorOptions } from '../options.ts';
import type { World } from '../world/world.ts';
import type { Answer } from './answer.ts';
import type { ServiceRequest } from './service-request.ts';
import type { ResponseForm } from './service-response.ts';

/** A call of the portal API. */
export interface QpsRequest {
  readonly world: World;
  readonly options: SimulatorOptions;
  readonly operation: 'search' | 'count' | 'get' | 'version';
  /** For `get`. */
  readonly id?: string;
  readonly service: ServiceRequest;
  /** Members of records that `fields` asks for. */
  readonly members: ReadonlySet<string> | undefined;
  readonly form: ResponseForm;
}

/** One object of the portal API under `/qps/rest/`. */
export interface QpsEndpoint {
  readonly name: EndpointName;
  /** Version and object, as in `3.0/was/webapp`. */
  readonly object: string;
  readonly xsd: string;
  /** The part of the licence that it needs. */
  readonly module?: 'was' | 'hostasset';
  answer(request: QpsRequest): Answer;
}

import { createInvocationConfig } from './invocation-config.ts';
import type { InvocationConfig } from './sdk-types.ts';

export type { InvocationConfig } from './sdk-types.ts';

/** The integration as JupiterOne's SDK and its CLI run it. */
export const invocationConfig: InvocationConfig = createInvocationConfig();

/** The integration as JupiterOne's SDK runs it. */
export { invocationConfig } from './invocation-config.ts';
export type { InvocationConfig } from './sdk-types.ts';

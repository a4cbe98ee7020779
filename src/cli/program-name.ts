import type { Environment } from '../app/environment.ts';

/** How the program is called in a checkout. */
export const IN_CHECKOUT = 'bin/graph-qualys';

/** How the program can be called from where the user is: in a checkout, through `npx`, or as installed. */
export function programName(env: Environment): string {
  if (import.meta.url.endsWith('.ts')) return IN_CHECKOUT;
  return env['npm_command'] === 'exec' ? 'npx graph-qualys' : 'graph-qualys';
}

import type { Config } from './options.ts';

/**
 * How the classic API is logged in to: `basic` and `jwt` with user name and password, `client` with client
 * credentials of Qualys, `token` with a bearer token of the customer's identity provider.
 */
export type WayIn = 'basic' | 'jwt' | 'client' | 'token';

/** The way in that a checked configuration describes. */
export function wayIn(config: Config): WayIn {
  if (config.qualysClientId !== undefined) return 'client';
  if (config.qualysToken ?? config.qualysTokenFile ?? config.qualysTokenCommand) return 'token';
  return config.qualysAuth ?? 'basic';
}

/** Whether user name and password were given, whichever way in uses them. */
export function hasPassword(config: Config): boolean {
  const { qualysPassword, qualysPasswordFile, qualysPasswordCommand } = config;
  return (qualysPassword ?? qualysPasswordFile ?? qualysPasswordCommand) !== undefined;
}

/** How the portal API is logged in to: as chosen, else with the password if there is one. */
export function portalAuth(config: Config): 'basic' | 'bearer' {
  return config.qualysQpsAuth ?? (hasPassword(config) ? 'basic' : 'bearer');
}

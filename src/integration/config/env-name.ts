/**
 * Name of the environment variable of an option: `webAppScanApplicationIDFilter` becomes
 * `WEB_APP_SCAN_APPLICATION_ID_FILTER` (rule of the JupiterOne SDK).
 */
export function envName(option: string): string {
  return option
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
}

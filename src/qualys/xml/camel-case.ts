/**
 * `LAST_VULN_SCAN_DATETIME` becomes `lastVulnScanDatetime`; names that are not all capitals stay as
 * they are (`qwebHostId`). The type CamelCase in field.ts says the same to the compiler.
 */
export function camelCase(name: string): string {
  if (name !== name.toUpperCase()) return name;
  return name.toLowerCase().replace(/_([^_])/g, (_, letter: string) => letter.toUpperCase());
}

const NAMES = ['none', 'informational', 'low', 'medium', 'high', 'critical'];

/** Name of a Qualys level, 0 to 5, by the rule of `SEVERITY` in model/entity-kinds/named.ts. */
export function severityName(level: number | undefined): string | undefined {
  return level === undefined ? undefined : NAMES[level];
}

/** The number that goes with the name: twice the level, 1 to 10. */
export function numericSeverity(level: number | undefined): number | undefined {
  return level === undefined ? undefined : Math.min(10, Math.max(1, level * 2));
}

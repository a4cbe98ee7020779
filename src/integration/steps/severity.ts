const NAMES = ['none', 'informational', 'low', 'medium', 'high', 'critical'];

/** Severity in the forms that queries use; all undefined without a level. */
export interface Severity {
  readonly severity: string | undefined;
  /** 1 to 10. */
  readonly numericSeverity: number | undefined;
  /** As Qualys gives it. */
  readonly qualysSeverity: number | undefined;
}

/** Converts a Qualys level, 0 to 5, by the rule of `SEVERITY` in model/entity-kinds/named.ts. */
export function severityOf(level: number | undefined): Severity {
  return {
    severity: level === undefined ? undefined : NAMES[level],
    numericSeverity: level === undefined ? undefined : Math.min(10, Math.max(1, level * 2)),
    qualysSeverity: level,
  };
}

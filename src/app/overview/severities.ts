/** Severities of findings, the worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'] as const;

/** One of {@link SEVERITIES}. */
export type Severity = (typeof SEVERITIES)[number];

/** Something for each severity. */
export type PerSeverity<Value> = Readonly<Record<Severity, Value>>;

/** Makes something for each severity. */
export function perSeverity<Value>(make: (severity: Severity) => Value): PerSeverity<Value> {
  return {
    critical: make('critical'),
    high: make('high'),
    medium: make('medium'),
    low: make('low'),
    informational: make('informational'),
  };
}

/**
 * Days within which a finding of a severity should be fixed, as the question library has them; the others have no deadline.
 */
export const DEADLINE_DAYS: Partial<PerSeverity<number>> = { critical: 15, high: 30, medium: 90 };

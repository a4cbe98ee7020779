/** The five steps of severity, worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'] as const;

/** A step of severity. */
export type Severity = (typeof SEVERITIES)[number];

/** Colour of a step, for charts and marks; it changes with the theme. */
export const SEVERITY_COLOUR: Readonly<Record<Severity, string>> = {
  critical: 'var(--gq-critical)',
  high: 'var(--gq-high)',
  medium: 'var(--gq-medium)',
  low: 'var(--gq-low)',
  informational: 'var(--gq-informational)',
};

/** A word of the graph as a step; undefined for what is none. */
export function severityOf(word: unknown): Severity | undefined {
  if (word === 'info') return 'informational';
  return SEVERITIES.find((severity) => severity === word);
}

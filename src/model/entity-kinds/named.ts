import { boolean, number, type PropertyTable, text, textList } from '../property.ts';

/** Properties that every entity has. */
export const NAMED: PropertyTable = {
  name: text('computed', 'Short name.'),
  displayName: text('computed', 'Name to show to a person.'),
};

/**
 * Severity in the three forms that queries use. Qualys levels 0 to 5 are none, informational, low,
 * medium, high, critical; numericSeverity is twice the level, at least 1 and at most 10.
 */
export const SEVERITY: PropertyTable = {
  severity: text(
    'computed from the Qualys level',
    'none, informational, low, medium, high or critical.',
  ),
  numericSeverity: number('computed from the Qualys level', '1 to 10.'),
  qualysSeverity: number('SEVERITY', 'Severity level as Qualys gives it, 1 to 5.'),
};

/** What makes a finding open or closed. */
export const OPENNESS: PropertyTable = {
  status: text('STATUS', 'Status as Qualys spells it.'),
  open: boolean(
    'computed',
    'True while it needs attention: false for fixed, ignored, disabled and informational ones.',
  ),
  isIgnored: boolean('IS_IGNORED', 'Ignored by a user in Qualys.'),
  closedReason: text(
    'computed',
    'Why it is closed: fixed, ignored or disabled. Once it has ended, why: fixed, notReported, ignored, disabled, hostPurged, merged or outOfScope. Only fixed counts as remediated.',
    { volatile: true },
  ),
  tags: textList('host or web app tags', 'Names of the tags on what it was found on, sorted.', {
    volatile: true,
  }),
};

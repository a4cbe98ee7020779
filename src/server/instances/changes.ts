import { isDeepStrictEqual } from 'node:util';
import type { Instance } from './instance-row.ts';

const FIELDS = ['description', 'pollingInterval', 'dailyHour', 'isEnabled'] as const;

type Compared = Pick<Instance, (typeof FIELDS)[number] | 'options'>;

/** What is different, for the audit log: by field, and by option, what it was and what it is. Null is unset. */
export function changesOf(before: Compared, after: Compared): Readonly<Record<string, unknown>> {
  const fields = FIELDS.map((name) => [name, before[name], after[name]] as const);
  const names = new Set([...Object.keys(before.options), ...Object.keys(after.options)]);
  const options = [...names].map(
    (name) => [name, before.options[name] ?? null, after.options[name] ?? null] as const,
  );
  return Object.fromEntries(
    [...fields, ...options]
      .filter(([, from, to]) => !isDeepStrictEqual(from, to))
      .map(([name, from, to]) => [name, { from, to }]),
  );
}

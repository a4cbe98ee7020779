import type { State } from './filter.ts';

/** What the state of a finding follows from, as the graph has it. */
export interface StateFacts {
  readonly status: string | null;
  readonly open: boolean | null;
  readonly isIgnored: boolean | null;
}

/** Statuses of findings that came back: of hosts, of web applications. */
export const REOPENED = ['Re-Opened', 'REOPENED'] as const;
/** Statuses of findings that are gone: of hosts, of web applications. */
export const FIXED = ['Fixed', 'FIXED'] as const;

function isAmong(statuses: readonly string[], status: string | null): boolean {
  return status !== null && statuses.includes(status);
}

/** How a finding stands. {@link stateCondition} says the same in J1QL. */
export function stateOf({ status, open, isIgnored }: StateFacts): State {
  if (open === true) return isAmong(REOPENED, status) ? 'reopened' : 'open';
  if (isAmong(FIXED, status)) return 'fixed';
  return isIgnored === true ? 'ignored' : 'closed';
}

const anyOf = (statuses: readonly string[]) =>
  `(${statuses.map((status) => `'${status}'`).join(' OR ')})`;

/** The findings in a state, as a condition of J1QL. */
export function stateCondition(state: State): string {
  const notFixed = `open != true AND status != ${anyOf(FIXED)}`;
  switch (state) {
    case 'open':
      return `open = true AND status != ${anyOf(REOPENED)}`;
    case 'reopened':
      return `open = true AND status = ${anyOf(REOPENED)}`;
    case 'fixed':
      return `open != true AND status = ${anyOf(FIXED)}`;
    case 'ignored':
      return `${notFixed} AND isIgnored = true`;
    case 'closed':
      return `${notFixed} AND isIgnored != true`;
  }
}

import type { ListedFinding } from '../../../../src/server/api/findings.ts';
import { type FindingStatus, StatusMark } from '../../components/status-mark.tsx';

/** Shape of each state: what needs no attention is a ring, whatever the reason. */
const SHAPES: Readonly<Record<ListedFinding['state'], FindingStatus>> = {
  open: 'open',
  reopened: 'reopened',
  fixed: 'fixed',
  ignored: 'fixed',
  closed: 'fixed',
};

/** How a finding stands: a shape, and the word. */
export function StateMark({ state }: { readonly state: ListedFinding['state'] }) {
  return <StatusMark status={SHAPES[state]} label={state} />;
}

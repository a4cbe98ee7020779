import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlugX,
  type TablerIcon,
} from '@tabler/icons-react';
import type { RunState } from '../../../../src/server/api/events.ts';
import { STATE_WORDS } from './run-words.ts';
import classes from './runs.module.css';

const LOOKS: Readonly<
  Record<RunState, readonly [TablerIcon, 'good' | 'warn' | 'bad' | 'busy' | 'dim']>
> = {
  running: [IconPlayerPlay, 'busy'],
  stopping: [IconPlayerStop, 'busy'],
  complete: [IconCircleCheck, 'good'],
  partial: [IconAlertTriangle, 'warn'],
  failed: [IconCircleX, 'bad'],
  cancelled: [IconCircleMinus, 'dim'],
  'cut-off': [IconPlugX, 'warn'],
};

/** How a run stands: a shape and a word. */
export function RunStateMark({ state }: { readonly state: RunState }) {
  const [Icon, colour] = LOOKS[state];
  return (
    <span className={`${classes['state']} ${classes[colour]}`}>
      <Icon size={16} stroke={2} aria-hidden />
      {STATE_WORDS[state]}
    </span>
  );
}

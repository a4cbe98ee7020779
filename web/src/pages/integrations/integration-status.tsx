import { Anchor } from '@mantine/core';
import type { InstanceAnswer } from '../../../../src/server/api/instances.ts';
import type { ScheduleAnswer } from '../../../../src/server/api/runs.ts';
import { PageLink } from '../../app/page-link.tsx';
import { STATE_WORDS } from '../runs/run-words.ts';
import classes from './integration-status.module.css';

/** When one integration is collected. */
export type Schedule = ScheduleAnswer['instances'][number];

type Tone = 'good' | 'warn' | 'bad' | 'idle' | 'busy';

interface Status {
  readonly tone: Tone;
  readonly words: string;
  /** The run that explains it. */
  readonly runId?: string;
}

/** What is wrong comes first, then what is going on, then how the last run went. */
function statusOf({ isEnabled, refused }: InstanceAnswer, schedule: Schedule | undefined): Status {
  if (schedule?.running != null) {
    return { tone: 'busy', words: 'Running now', runId: schedule.running };
  }
  if (schedule?.isStarting === true) return { tone: 'busy', words: 'Waiting to begin' };
  if (refused !== null) return { tone: 'bad', words: 'Login refused' };
  if (!isEnabled) return { tone: 'idle', words: 'Disabled' };
  if (schedule?.problem != null) return { tone: 'bad', words: 'The last run did not begin' };
  const last = schedule?.last;
  if (last == null) return { tone: 'idle', words: 'Never run' };
  const words = STATE_WORDS[last.state];
  const missing = last.missingPages > 0 ? `, ${last.missingPages} pages missing` : '';
  const held = last.isHeld ? ', removals held' : '';
  return { tone: toneOf(last.state), words: `${words}${missing}${held}`, runId: last.runId };
}

function toneOf(state: keyof typeof STATE_WORDS): Tone {
  if (state === 'complete') return 'good';
  if (state === 'partial' || state === 'cancelled' || state === 'cut-off') return 'warn';
  return state === 'failed' ? 'bad' : 'busy';
}

/** How an integration stands, in a few words; they open the run that explains them. */
export function IntegrationStatus({
  instance,
  schedule,
}: {
  readonly instance: InstanceAnswer;
  readonly schedule: Schedule | undefined;
}) {
  const { tone, words, runId } = statusOf(instance, schedule);
  return (
    <span className={classes['status']}>
      <span className={`${classes['mark']} ${classes[tone]}`} aria-hidden />
      {runId === undefined ? (
        words
      ) : (
        <Anchor component={PageLink} to={`/runs/${runId}`} inherit>
          {words}
        </Anchor>
      )}
    </span>
  );
}

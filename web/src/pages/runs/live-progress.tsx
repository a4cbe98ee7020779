import { Progress, Stack, Text, VisuallyHidden } from '@mantine/core';
import type { LiveRunAnswer } from '../../../../src/server/api/runs.ts';
import { Panel } from '../../components/panel.tsx';
import { duration } from '../../components/time-words.ts';
import { useNow } from '../../components/when.tsx';
import { clockTime, plural, SECOND_MS } from './run-words.ts';
import classes from './runs.module.css';

const PHASES: Readonly<Record<LiveRunAnswer['phase'], string>> = {
  starting: 'Asking Qualys what there is',
  collecting: 'Collecting',
  applying: 'Applying to the graph, in one transaction',
  applied: 'Applied to the graph',
};

/** How far a run is: its steps with pages and records, and what it waits for. */
export function LiveProgress({ live }: { readonly live: LiveRunAnswer }) {
  const { phase, plan, steps, waits } = live;
  const done = steps.filter(({ isDone }) => isDone).length;
  return (
    <Panel title="Progress">
      <Stack gap="sm">
        <div role="status">
          <Text fw={600}>{PHASES[phase]}</Text>
          {steps.length > 0 && (
            <VisuallyHidden>{`${done} of ${plural(steps.length, 'step')} done so far.`}</VisuallyHidden>
          )}
          {plan !== null && <Text c="dimmed">{plan}</Text>}
        </div>
        {waits.map((wait) => (
          <Wait key={wait.endpoint} {...wait} />
        ))}
        <ul className={classes['steps']}>
          {steps.map((step, index) => (
            // A run may do a step twice.
            <Step
              key={`${step.id} ${steps.slice(0, index).filter(({ id }) => id === step.id).length}`}
              {...step}
            />
          ))}
        </ul>
      </Stack>
    </Panel>
  );
}

function Step({
  name,
  isDone,
  done,
  total,
  records,
  rate,
  failedPages,
  tookMs,
}: LiveRunAnswer['steps'][number]) {
  const share = isDone ? 100 : total === null || total === 0 ? 0 : (done / total) * 100;
  const parts =
    total === null
      ? plural(done, 'part')
      : `${done.toLocaleString('en')} of ${plural(total, 'part')}`;
  const facts = [
    isDone ? `done in ${duration(tookMs ?? 0)}` : parts,
    ...(records > 0 ? [plural(records, 'record')] : []),
    ...(!isDone && rate >= 1 ? [`${Math.round(rate).toLocaleString('en')}/s`] : []),
  ];
  return (
    <li className={classes['step']}>
      <span>{name}</span>
      <Progress value={share} aria-label={name} color={failedPages > 0 ? 'orange' : 'accent'} />
      <span>
        {facts.join(' · ')}
        {failedPages > 0 && (
          <b className={classes['warn']}> · {plural(failedPages, 'page')} missing</b>
        )}
      </span>
    </li>
  );
}

function Wait({ endpoint, until, reason }: LiveRunAnswer['waits'][number]) {
  const now = useNow(SECOND_MS);
  if (until <= now) return null;
  return (
    <Text className={classes['missing'] ?? ''}>
      Waiting until {clockTime(until, now, true)} ({duration(until - now)}) for {endpoint}: {reason}
    </Text>
  );
}

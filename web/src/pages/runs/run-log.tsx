import { Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Panel } from '../../components/panel.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { utcTime } from '../../components/time-words.ts';
import { useNow } from '../../components/when.tsx';
import { clockTime } from './run-words.ts';
import classes from './runs.module.css';
import { useRunLog } from './use-runs.ts';

const COLOURS = { info: '', warning: 'warn', error: 'bad' } as const;

/** What a run said while it worked. */
export function RunLog({ runId, isLive }: { readonly runId: string; readonly isLive: boolean }) {
  const log = useRunLog(runId, isLive);
  const now = useNow();
  const list = useRef<HTMLOListElement>(null);
  const count = log.data?.lines.length ?? 0;
  useEffect(() => {
    // Who watches a run sees its last word.
    if (isLive && count > 0) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [isLive, count]);
  return (
    <Panel title="Log" isFlush>
      {log.isPending && <Loading />}
      {log.isError && <Failed error={log.error} onRetry={() => void log.refetch()} />}
      {log.data?.lines.length === 0 && (
        <Text p="md" c="dimmed">
          There is none: runs of the command line write theirs to the terminal.
        </Text>
      )}
      {count > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
        <ol className={classes['log']} ref={list} tabIndex={0} aria-label="Lines of the log">
          {log.data?.lines.map(({ at, level, text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a log only grows
            <li key={index}>
              <time dateTime={new Date(at).toISOString()} title={utcTime(at)}>
                {clockTime(at, now, true)}
              </time>
              <span className={classes[COLOURS[level]] ?? ''}>{text}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

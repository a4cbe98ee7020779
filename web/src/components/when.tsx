import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { localTime, relativeTime, utcTime } from './time-words.ts';

/** How often "3 minutes ago" is thought over, milliseconds. */
const TICK_MS = 30_000;

/** The time, anew from time to time. @param everyMs how often; half a minute unless given */
export function useNow(everyMs = TICK_MS): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** A moment (epoch milliseconds or ISO 8601): relative, with the exact UTC and local time on hover and focus. */
export function When({ at }: { readonly at: number | string }) {
  const now = useNow();
  const ms = typeof at === 'number' ? at : Date.parse(at);
  if (Number.isNaN(ms)) return <span>{at}</span>;
  return (
    <Tooltip label={`${utcTime(ms)} · ${localTime(ms)}`}>
      <time dateTime={new Date(ms).toISOString()}>{relativeTime(ms, now)}</time>
    </Tooltip>
  );
}

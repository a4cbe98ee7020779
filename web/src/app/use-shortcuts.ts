import { useEffect, useEffectEvent, useRef } from 'react';
import { isInField } from './in-field.ts';

/** Time for the letter after `g`, milliseconds. */
const SECOND_KEY_MS = 1_500;

interface Shortcuts {
  /** What `g` and a letter do. */
  readonly go: Readonly<Record<string, () => void>>;
  /** What one key does. */
  readonly keys: Readonly<Record<string, () => void>>;
}

/** Keys of the whole console; not while somebody types, nor under a dialog. */
export function useShortcuts({ go, keys }: Shortcuts): void {
  const gAt = useRef(Number.NEGATIVE_INFINITY);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isTaken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;
    if (isTaken || isInField(event.target) || document.querySelector('[role="dialog"]') !== null) {
      return;
    }
    const isSecond = event.timeStamp - gAt.current < SECOND_KEY_MS;
    gAt.current = Number.NEGATIVE_INFINITY;
    const action = isSecond ? go[event.key] : keys[event.key];
    if (action !== undefined) {
      event.preventDefault();
      // Pages look at the same keys: a letter after `g` is not meant for them.
      event.stopImmediatePropagation();
      action();
    } else if (event.key === 'g') gAt.current = event.timeStamp;
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}

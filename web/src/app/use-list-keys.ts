import { useEffect, useEffectEvent } from 'react';
import { isInField } from './in-field.ts';

interface ListKeys {
  /** How many rows there are. */
  readonly size: number;
  /** Row that is pointed at; -1 for none. */
  readonly index: number;
  readonly onMove: (index: number) => void;
  /** Enter on the row. */
  readonly onOpen: (index: number) => void;
}

/** `j` and `k` go down and up in a list, Enter opens; not while somebody types, nor under a dialog. */
export function useListKeys({ size, index, onMove, onOpen }: ListKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isTaken =
      event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || size === 0;
    if (isTaken || isInField(event.target) || document.querySelector('[role="dialog"]') !== null) {
      return;
    }
    if (event.key === 'j') onMove(Math.min(index + 1, size - 1));
    else if (event.key === 'k') onMove(Math.max(index - 1, 0));
    else if (event.key === 'Enter' && index >= 0 && event.target === document.body) onOpen(index);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

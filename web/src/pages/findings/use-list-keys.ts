import { useEffect, useEffectEvent } from 'react';
import { isInField } from '../../app/in-field.ts';

/** What the keys of a list do. */
interface ListKeys {
  /** Moves by so many rows. */
  readonly move: (step: number) => void;
  /** Opens the row where one is. */
  readonly open: () => void;
}

/** `j` and `k` move, `Enter` opens, wherever on the page one is: but in fields, and under what is open above the page. */
export function useListKeys({ move, open }: ListKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { key, target, defaultPrevented, ctrlKey, metaKey, altKey } = event;
    if (defaultPrevented || ctrlKey || metaKey || altKey || isTaken(target)) return;
    if (key === 'j') move(1);
    else if (key === 'k') move(-1);
    else if (key === 'Enter' && !isControl(target)) open();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return true;
  return isInField(target);
}

/** What does something of its own on Enter. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, summary') !== null;
}

import { dateOf } from './facts.tsx';
import type { Properties } from './reasons.ts';

/** Whether there is a patch, and since when. */
export function patchOf({ patchable, patchPublishedOn }: Properties) {
  if (patchable === undefined) return undefined;
  if (patchable !== true) return 'there is none';
  return patchPublishedOn === undefined ? (
    'there is one'
  ) : (
    <>published {dateOf(patchPublishedOn)}</>
  );
}

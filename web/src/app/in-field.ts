/** What takes letters: boxes that are ticked do not. */
const TYPED_IN = 'textarea, select, input:not([type="checkbox"], [type="radio"])';

/** Whether a key goes to a field that somebody types in, which has it first. */
export function isInField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(TYPED_IN));
}

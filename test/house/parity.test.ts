import { expect, test } from 'vitest';
import { ARCHIVED_ENTITIES, ARCHIVED_OPTIONS } from '../../scripts/docs/parity/archived.ts';
import { outcome, parityPage, unusedChanges } from '../../scripts/docs/parity/page.ts';

test('nothing of the archived integration is missing without a word', () => {
  expect(outcome(true, 'qualys_account')).toEqual(['same', '']);
  expect(() => outcome(false, 'no_such_type')).toThrow('no_such_type');
  const page = parityPage();
  for (const { type } of ARCHIVED_ENTITIES) expect(page).toContain(`| \`${type}\` |`);
  for (const { name } of ARCHIVED_OPTIONS) expect(page).toContain(`| \`${name}\` |`);
});

test('every change is about something that the archived integration had', () => {
  expect(unusedChanges()).toEqual([]);
});

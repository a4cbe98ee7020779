import { expect, test } from 'vitest';
import { GraphError } from '../graph/index.ts';
import { isDiskFull } from './disk-full.ts';
import { AppError } from './errors.ts';
import { reportError } from './reported-error.ts';

const failure = (members: object) => Object.assign(new Error('failed'), members);

test.each([
  ['the system', failure({ code: 'ENOSPC' })],
  ['a quota', failure({ code: 'EDQUOT' })],
  ['SQLite', failure({ code: 'ERR_SQLITE_ERROR', errcode: 13 })],
  ['the shared memory of SQLite', failure({ code: 'ERR_SQLITE_ERROR', errcode: 4874 })],
  ['the graph', new GraphError('G_DISK_FULL', { action: 'apply a run' })],
  [
    'the cause of an error',
    new AppError('A_ANSWER_NOT_WRITABLE', {}, { cause: failure({ code: 'ENOSPC' }) }),
  ],
])('%s says that the disk is full', (_who, error) => {
  expect(isDiskFull(error)).toBe(true);
});

test.each([
  ['another failure', failure({ code: 'EACCES' })],
  ['a fault in a statement', failure({ code: 'ERR_SQLITE_ERROR', errcode: 1 })],
  ['a text', 'ENOSPC'],
])('%s does not', (_what, error) => {
  expect(isDiskFull(error)).toBe(false);
});

test('a full disk that no room foresaw is told as one, with the file where it is known', () => {
  expect(reportError(failure({ code: 'ENOSPC', path: '/data/x' }))).toMatchObject({
    code: 'A_DISK_FULL',
    message: 'No space is left on the disk of /data/x.',
    exitCode: 1,
  });
  expect(reportError(failure({ errcode: 13 })).message).toBe(
    'No space is left on the disk of the data folder.',
  );
  expect(reportError(failure({ code: 'EIO' })).code).toBe('A_UNEXPECTED');
});

import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

test('what is logged under the name of a secret is taken out', () => {
  let log = '';
  const logger = createLogger({ write: (line) => (log += line) });
  logger.info({ password: 'hidden-1', user: { token: 'hidden-2' } }, 'hello');
  logger.info({ req: { headers: { cookie: 'hidden-3', authorization: 'hidden-4' } } });
  logger.info({ res: { headers: { 'set-cookie': 'hidden-5' } }, csrfToken: 'hidden-6' });
  expect(log).not.toContain('hidden');
  expect(log.match(/\[redacted\]/g)).toHaveLength(6);
  expect(log).toContain('"level":"info"');
});

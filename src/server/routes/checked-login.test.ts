import { expect, test } from 'vitest';
import { accountsInMemory } from '../accounts/index.ts';
import { Metrics } from '../metrics.ts';
import { LoginThrottle } from '../security/login-throttle.ts';
import { Passwords } from '../security/passwords.ts';
import { checkedLogin } from './checked-login.ts';

test.each([
  ['changed', { passwordHash: 'another' }],
  ['deleted', undefined],
])('a password whose user is %s while it is looked at opens nothing', async (_what, change) => {
  const accounts = accountsInMemory();
  const actor = { name: 'test', via: 'setup', address: '' } as const;
  const add = (name: string) =>
    accounts.users.create({ name, role: 'administrator', passwordHash: 'old' }, actor);
  add('other');
  const { id } = add('ada');

  /** Finds every password right, but not before the user was changed. */
  class Slow extends Passwords {
    override async isRight(): Promise<boolean> {
      if (change === undefined) accounts.users.remove(id, 'any', actor);
      else accounts.users.change(id, change, 'any', actor);
      return true;
    }
  }
  const services = {
    accounts,
    metrics: new Metrics(),
    passwords: new Slow(),
    throttle: new LoginThrottle(Date.now),
  };
  const login = checkedLogin(services, 'ada', 'right', '127.0.0.1');
  await expect(login).rejects.toMatchObject({ code: 'H_LOGIN_FAILED' });
  accounts.close();
});

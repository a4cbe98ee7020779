import type { User } from '../accounts/index.ts';
import type { Services } from '../app-types.ts';
import { ServerError } from '../errors.ts';

type LoginServices = Pick<Services, 'accounts' | 'metrics' | 'passwords' | 'throttle'>;

/**
 * The user that a name and a password belong to.
 *
 * @throws {ServerError} H_LOGIN_FAILED whether it is the name or the password, H_TOO_MANY_LOGINS, H_BUSY
 */
export async function checkedLogin(
  { accounts, passwords, throttle, metrics }: LoginServices,
  name: string,
  password: string,
  address: string,
): Promise<User> {
  try {
    const user = await throttle.attempt(name, address, async () => {
      const login = accounts.users.findLogin(name);
      const isRight = await passwords.isRight(password, login?.passwordHash);
      // Looking took a while: a password that was changed meanwhile must not begin a session any more.
      const now = accounts.users.findLogin(name);
      return isRight && now?.passwordHash === login?.passwordHash ? now?.user : undefined;
    });
    if (user === undefined) throw new ServerError('H_LOGIN_FAILED');
    metrics.login('right');
    return user;
  } catch (error) {
    const code = error instanceof ServerError ? error.code : undefined;
    if (code === 'H_LOGIN_FAILED') metrics.login('wrong');
    if (code === 'H_TOO_MANY_LOGINS') metrics.login('throttled');
    throw error;
  }
}

import { describe, expect, it } from 'vitest';
import { PASSWORD_COST, Passwords } from './passwords.ts';

const CHEAP = { ln: 1, r: 1, p: 1 };

describe('passwords', () => {
  it('are kept with their salt and what they cost', async () => {
    const passwords = new Passwords();
    const { ln, r, p } = PASSWORD_COST;
    const hash = await passwords.hash('correct horse');
    expect(hash).toMatch(new RegExp(`^\\$scrypt\\$ln=${ln},r=${r},p=${p}\\$[^$]{24}\\$[^$]{44}$`));
    expect(await passwords.isRight('correct horse', hash)).toBe(true);
    expect(await passwords.isRight('correct horsf', hash)).toBe(false);
  });

  it('stay good when new ones cost more', async () => {
    const hash = await new Passwords(CHEAP).hash('correct horse');
    expect(await new Passwords({ ...CHEAP, ln: 2 }).isRight('correct horse', hash)).toBe(true);
  });

  it('have one form, whatever keyboard typed them', async () => {
    const passwords = new Passwords(CHEAP);
    expect(await passwords.isRight('Zu\u0308rich', await passwords.hash('Z\u00fcrich'))).toBe(true);
  });

  it('are wrong where there is no user', async () => {
    const passwords = new Passwords(CHEAP);
    expect(await passwords.isRight('nobody', undefined)).toBe(false);
    // Also after a time in which too many were looked at.
    await Promise.allSettled(Array.from({ length: 50 }, () => passwords.isRight('x', undefined)));
    expect(await passwords.isRight('nobody', undefined)).toBe(false);
  });

  it('are looked at a few at a time; beyond a queue the server is busy', async () => {
    const passwords = new Passwords(CHEAP);
    const all = await Promise.allSettled(Array.from({ length: 30 }, () => passwords.hash('x')));
    const refused = all.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(8);
    expect(refused[0]).toMatchObject({ reason: { code: 'H_BUSY' } });
    await expect(passwords.hash('x')).resolves.toMatch(/^\$scrypt/);
  });
});

import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditLog } from './audit.ts';
import { Database } from './database.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accounts-test-'));
  path = join(folder, 'console.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the file of the accounts', () => {
  it('can be read by its owner only, with everything beside it', () => {
    writeFileSync(path, '', { mode: 0o644 });
    const db = new Database(path);
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    db.close();
  });

  it('takes no change of the audit log but a new entry', () => {
    const db = new Database(path);
    const actor = { name: 'ada', via: 'session', address: '127.0.0.1' } as const;
    new AuditLog(db, () => 1).add(actor, 'user.created', 'bob');
    for (const sql of ["UPDATE audit SET actor = 'eve'", 'DELETE FROM audit']) {
      expect(() => db.run(sql)).toThrow('append-only');
    }
    db.close();
    const again = new Database(path);
    expect(new AuditLog(again, () => 2).page(10)).toMatchObject([{ at: 1, actor: 'ada' }]);
    again.close();
  });

  it('keeps nothing of a transaction that fails', () => {
    const db = new Database(':memory:');
    const log = new AuditLog(db, () => 1);
    const actor = { name: 'ada', via: 'session', address: '' } as const;
    const fail = () =>
      db.transaction(() => {
        log.add(actor, 'user.created', 'bob');
        throw new Error('stop');
      });
    expect(fail).toThrow('stop');
    expect(log.page(10)).toEqual([]);
    db.close();
  });

  it('of a newer version is left alone', () => {
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 9');
    newer.close();
    expect(() => new Database(path)).toThrow(
      expect.objectContaining({
        code: 'H_ACCOUNTS_NEWER',
        message: expect.stringContaining('layout 9'),
      }),
    );
  });

  it.each([
    ['no database', () => writeFileSync(path, 'x'.repeat(5000)), 'not a database'],
    ['in a folder that is not there', () => rmSync(folder, { recursive: true }), 'ENOENT'],
  ])('is told when it is %s', (_what, spoil, reason) => {
    spoil();
    expect(() => new Database(path)).toThrow(
      expect.objectContaining({
        code: 'H_ACCOUNTS_UNREADABLE',
        message: expect.stringContaining(reason),
      }),
    );
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from './database.ts';
import { LAYOUTS } from './layouts.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layouts-test-'));
  path = join(folder, 'console.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file as an earlier version wrote it. */
function old(layout: number): void {
  const db = new DatabaseSync(path);
  db.exec(readFileSync(new URL(`./testing/layout-${layout}.sql`, import.meta.url), 'utf8'));
  db.close();
}

const tablesOf = (db: Database) =>
  db.all<{ name: string; sql: string }>(
    'SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name',
  );

const plain = (sql: string) => sql.replace(/\s+/g, ' ').trim();

it('of layout 1 keeps everything, and has the tables of a new one then', () => {
  old(1);
  const db = new Database(path);
  expect(db.all('SELECT id, name, version FROM user')).toEqual([
    { id: 'u-1', name: 'Ada', version: 3 },
  ]);
  expect(db.all('SELECT hash FROM session')).toEqual([{ hash: 'session-hash' }]);
  expect(db.all('SELECT name FROM token')).toEqual([{ name: 'ci' }]);
  expect(db.all('SELECT action, target FROM audit')).toEqual([
    { action: 'user.created', target: 'Ada' },
  ]);
  const fresh = new Database(':memory:');
  const shape = (each: Database) => tablesOf(each).map(({ name, sql }) => [name, plain(sql)]);
  expect(shape(db)).toEqual(shape(fresh));
  expect(db.one('PRAGMA user_version')).toEqual({ user_version: LAYOUTS.length });
  fresh.close();
  db.close();
});

it('is brought up once, and opened as it is then', () => {
  old(1);
  new Database(path).close();
  const again = new Database(path);
  expect(again.one('SELECT count(*) AS n FROM instance')).toEqual({ n: 0 });
  again.close();
});

it('that cannot be brought up is left as it was', () => {
  old(1);
  const spoilt = new DatabaseSync(path);
  // In the way of the step to layout 2.
  spoilt.exec('CREATE TABLE instance (x TEXT) STRICT');
  spoilt.close();
  expect(() => new Database(path)).toThrow(
    expect.objectContaining({ code: 'H_ACCOUNTS_UNREADABLE' }),
  );
  const left = new DatabaseSync(path);
  expect(left.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
  left.close();
});

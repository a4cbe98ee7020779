import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataDir } from '../../app/data-dir.ts';
import { SecretBox } from './secret-box.ts';
import { SECRET_KEY_FILE, secretKey } from './secret-key.ts';

const PLACE = { instanceId: 'i-1', field: 'qualysPassword' };
const SECRET = 'höchst geheim';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secret-box-test-'));
  file = join(folder, SECRET_KEY_FILE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const boxWith = (environment: Record<string, string> = {}) =>
  new SecretBox(secretKey(dataDir(folder, {}), environment));
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a secret', () => {
  it('comes out as it went in, for whoever has the key', () => {
    const sealed = boxWith().seal(SECRET, PLACE, true);
    expect(sealed).not.toContain(Buffer.from(SECRET).toString('base64url'));
    expect(boxWith().open(sealed, PLACE)).toBe(SECRET);
  });

  it('is another text each time it is sealed', () => {
    const box = boxWith();
    expect(box.seal(SECRET, PLACE, true)).not.toBe(box.seal(SECRET, PLACE, true));
  });

  it.each([
    ['another instance', { ...PLACE, instanceId: 'i-2' }],
    ['another field', { ...PLACE, field: 'qualysToken' }],
    ['both, run together', { instanceId: 'i-1q', field: 'ualysPassword' }],
  ])('opens in no other place: %s', (_what, place) => {
    const sealed = boxWith().seal(SECRET, PLACE, true);
    expect(() => boxWith().open(sealed, place)).toThrow(code('H_SECRET_DAMAGED'));
  });

  it('that was changed is damaged, whichever part it is', () => {
    const sealed = boxWith().seal(SECRET, PLACE, true);
    const parts = sealed.split('.');
    for (const index of [0, 2, 3, 4]) {
      const other = parts.map((part, each) =>
        each === index ? part.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')) : part,
      );
      expect(() => boxWith().open(other.join('.'), PLACE)).toThrow(code('H_SECRET_DAMAGED'));
    }
    for (const cut of ['', 'v1', parts.slice(0, 4).join('.')]) {
      expect(() => boxWith().open(cut, PLACE)).toThrow(code('H_SECRET_DAMAGED'));
    }
  });

  it('of another key says so, and stays', () => {
    const sealed = boxWith().seal(SECRET, PLACE, true);
    const kept = readFileSync(file);
    writeFileSync(file, Buffer.alloc(32, 7).toString('base64'));
    expect(() => boxWith().open(sealed, PLACE)).toThrow(code('H_SECRET_KEY_WRONG'));
    writeFileSync(file, kept);
    expect(boxWith().open(sealed, PLACE)).toBe(SECRET);
  });
});

describe('the key', () => {
  it('is made when it is needed first, for its owner only, and nothing is left beside it', () => {
    const box = boxWith();
    expect(readdirSync(folder)).toEqual([]);
    box.seal(SECRET, PLACE, true);
    expect(readdirSync(folder)).toEqual([SECRET_KEY_FILE]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    boxWith().seal(SECRET, PLACE, true);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('that is gone is not replaced while something is sealed with it', () => {
    const sealed = boxWith().seal(SECRET, PLACE, true);
    renameSync(file, `${file}.away`);
    expect(() => boxWith().seal(SECRET, PLACE, false)).toThrow(code('H_SECRET_KEY_MISSING'));
    expect(() => boxWith().open(sealed, PLACE)).toThrow(code('H_SECRET_KEY_MISSING'));
    expect(readdirSync(folder)).toEqual([`${SECRET_KEY_FILE}.away`]);
    renameSync(`${file}.away`, file);
    expect(boxWith().open(sealed, PLACE)).toBe(SECRET);
  });

  it('of the environment comes before the file, and makes none', () => {
    const environment = { GRAPH_QUALYS_SECRET_KEY: Buffer.alloc(32, 1).toString('base64') };
    const sealed = boxWith(environment).seal(SECRET, PLACE, true);
    expect(readdirSync(folder)).toEqual([]);
    expect(boxWith(environment).open(sealed, PLACE)).toBe(SECRET);
    const other = { GRAPH_QUALYS_SECRET_KEY: Buffer.alloc(32, 2).toString('base64') };
    expect(() => boxWith(other).open(sealed, PLACE)).toThrow(code('H_SECRET_KEY_WRONG'));
  });

  it.each([
    ['too short', 'AAAA', '3 bytes'],
    ['no base64', 'correct horse battery staple', 'not base64'],
  ])('that is %s is refused without being told', (_what, given, reason) => {
    for (const box of [boxWith({ GRAPH_QUALYS_SECRET_KEY: given }), boxWith()]) {
      writeFileSync(file, given);
      const seal = () => box.seal(SECRET, PLACE, true);
      expect(seal).toThrow(code('H_SECRET_KEY_INVALID'));
      expect(seal).toThrow(reason);
      expect(seal).not.toThrow(given);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PLATFORMS } from '../../qualys/index.ts';
import { type PrivateKind, Redactor } from './redactor.ts';

const SEED = 20261124;
const RUNS = 2000;

const letters = 'abcdefghijklmnopqrstuvwxyz';
const text = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const hex = (length: number) => text('0123456789abcdef', length, length);
const list = (length: number, item: fc.Arbitrary<string>) =>
  fc.array(item, { minLength: length, maxLength: length });
const word = text(letters, 3, 10);

/** Private values that nobody told the redactor, as they come, by kind. */
const PATTERNED: Readonly<Record<string, fc.Arbitrary<string>>> = {
  ip: fc.oneof(
    fc.ipV4(),
    fc.ipV6().filter((address) => address.length > 6),
  ),
  mac: fc.oneof(
    list(6, hex(2)).map((pairs) => pairs.join(':')),
    list(6, hex(2)).map((pairs) => pairs.join('-').toUpperCase()),
    list(3, hex(4)).map((groups) => groups.join('.')),
  ),
  email: fc.tuple(word, word, word).map(([a, b, c]) => `${a}.${b}@${c}.example`),
  host: fc.oneof(
    fc.tuple(word, fc.nat(99), word).map(([a, n, b]) => `${a}${n}.${b}.corp`),
    fc.tuple(word, word).map(([a, b]) => `${a}-${b}.internal.test`),
    text('ABCDEFGHJKLMNPQRSTVWXYZ', 4, 8).map((name) => `DESKTOP-${name}7`),
    fc.tuple(word, fc.nat(99)).map(([a, n]) => `z${a}-srv-${n}`),
  ),
  id: fc.uuid(),
};

/** Secrets that only their place gives away: each with the text around it. */
const PLACED: readonly ((secret: string) => string)[] = [
  (secret) => `password=${secret}`,
  (secret) => `PASSWORD: "${secret}"`,
  (secret) => `{"clientSecret":"${secret}","next":1}`,
  (secret) => JSON.stringify({ line: JSON.stringify({ token: secret, level: 30 }) }),
  (secret) => `https://joe:${secret}@proxy.example:8080/`,
  (secret) => `Authorization: Bearer ${secret}`,
  (secret) => `authorization: Basic ${Buffer.from(secret).toString('base64')}`,
  (secret) => `set-cookie: QualysSession=${secret}; path=/api`,
  (secret) => `?username=joe&password=${secret}&token=true`,
  (secret) => `<PASSWORD>${secret}</PASSWORD>`,
];

const placedSecret = text(`${letters}ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789`, 8, 24).filter(
  (secret) => /\d/.test(secret) && /[a-z]/.test(secret),
);
const filler = fc.constantFrom(
  'The connection broke off',
  'page 3 of host-list',
  'at 2026-11-24T08:00:00Z',
  'took 12.5 s',
  'Q_NOT_PERMITTED (HTTP 403, Qualys code 2012)',
);
const around = fc.constantFrom<[string, string]>(
  [' ', ' '],
  ['(', ')'],
  ['"', '"'],
  ['[', ']'],
  ['=', ','],
  [': ', '.'],
  ["'", "'"],
  ['<', '>'],
  ['/', '/'],
);

describe('a redactor', () => {
  test('leaves no secret that it knows, however it is spelt', () => {
    const secret = fc
      .string({ unit: 'grapheme-ascii', minLength: 6, maxLength: 30 })
      .filter((value) => value.trim().length >= 6);
    fc.assert(
      fc.property(secret, fc.array(filler, { maxLength: 3 }), (value, fillers) => {
        const redactor = new Redactor([{ kind: 'secret', value }]);
        const spelt = [
          value,
          encodeURIComponent(value),
          new URLSearchParams({ p: value }).toString(),
          JSON.stringify({ value }),
          JSON.stringify({ line: JSON.stringify({ value }) }),
          Buffer.from(value).toString('base64'),
        ];
        for (const spelling of spelt) {
          const result = redactor.text([...fillers, spelling].join(' '));
          expect(result).not.toContain(value);
          expect(result).toContain('[secret-1]');
        }
        expect(redactor.value({ [value]: [value, { deep: `x${value}y` }] })).toEqual({
          '[secret-1]': ['[secret-1]', { deep: 'x[secret-1]y' }],
        });
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test('leaves no secret where secrets stand', () => {
    fc.assert(
      fc.property(
        placedSecret,
        fc.constantFrom(...PLACED),
        filler,
        filler,
        (secret, place, before, after) => {
          const result = new Redactor([]).text(`${before} ${place(secret)} ${after}`);
          expect(result).not.toContain(secret);
          expect(result).not.toContain(Buffer.from(secret).toString('base64'));
        },
      ),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test.each(Object.keys(PATTERNED))('finds every %s, and gives it one placeholder', (kind) => {
    fc.assert(
      fc.property(PATTERNED[kind]!, around, around, filler, (value, one, other, between) => {
        const redactor = new Redactor([]);
        const [first, second] = [
          redactor.text(`${one[0]}${value}${one[1]}`),
          redactor.text(`${between} ${other[0]}${value.toUpperCase()}${other[1]} ${between}`),
        ];
        expect(first.toLowerCase()).not.toContain(value.toLowerCase());
        expect(second.toLowerCase()).not.toContain(value.toLowerCase());
        const placeholder = /\[[a-z]+-\d+\]/.exec(first)?.[0];
        expect(placeholder).toBeDefined();
        expect(second).toContain(placeholder);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test('gives different values different placeholders', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.ipV4(), { minLength: 2, maxLength: 20 }), (addresses) => {
        const result = new Redactor([]).text(addresses.join(' '));
        expect(new Set(result.split(' ')).size).toBe(addresses.length);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  test('knows names in any case, but only as whole words', () => {
    const known: { kind: PrivateKind; value: string }[] = [{ kind: 'user', value: 'ann' }];
    const redactor = new Redactor(known);
    expect(redactor.text('ANN, ann: annual plans of Ann')).toBe(
      '[user-1], [user-1]: annual plans of [user-1]',
    );
  });

  test('finds names that it was given where they stand as a word, as it finds them elsewhere', () => {
    const names = new Map<string, PrivateKind>([
      ['fileserver', 'host'],
      ['db.corp.test', 'host'],
      ['alice', 'user'],
    ]);
    expect(
      new Redactor([], names).text(
        'https://fileserver/x: FileServer, alice. db.corp.test fileservers user=alice',
      ),
    ).toBe('https://[host-1]/x: [host-1], [user-1]. [host-2] fileservers user=[user-1]');
  });

  test('keeps what a supporter needs', () => {
    const kept = [
      'Q_NOT_PERMITTED: The account may not use this API (knowledge-base, HTTP 403, Qualys code 2012).',
      'runs/20261124T091400Z-3f9a1c/record.json, page 100001-100250.open of host-detections 5.0',
      'from 2026-11-24T08:00:00Z to 08:30:15, waited 12.5 s; INVALID_CREDENTIALS; CVE-2024-1234; QID 38173',
      'HOST_LIST_VM_DETECTION_OUTPUT/RESPONSE/HOST_LIST/HOST/DETECTION_LIST/DETECTION (3)',
      'file:///opt/graph-qualys/src/qualys/client.ts:120:15',
      ...PLATFORMS.map(({ apiHost }) => `https://${apiHost}/api/5.0/fo/asset/host/`),
    ];
    const redactor = new Redactor([]);
    expect(kept.map((line) => redactor.text(line))).toEqual(kept);
  });

  test('is quick with long lines', () => {
    const redactor = new Redactor([{ kind: 'secret', value: 'a-known-secret' }]);
    const lines = ['a', 'A1', '0:', 'a.', '-', '"', '\\"', 'a@', 'password=', 'x://'].map((part) =>
      part.repeat(200_000 / part.length),
    );
    const start = process.cpuUsage();
    for (const line of lines) redactor.text(line);
    const { user } = process.cpuUsage(start);
    expect(user / 1e6).toBeLessThan(20);
  });
});

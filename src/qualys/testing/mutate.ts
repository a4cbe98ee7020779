/** A change of a body. */
export interface Mutation {
  readonly kind: 'cut' | 'flip' | 'insert';
  readonly at: number;
  /** Bytes that are put in; empty for a cut. */
  readonly bytes: Buffer;
}

/** What makes trouble where it does not belong, besides single bytes. */
const TOKENS = [
  '<',
  '>',
  '&',
  '"',
  '</',
  '/>',
  '<?',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '&#0;',
  '&#xFFFF;',
  '&nothing;',
  '<HOST>',
  '</HOST>',
  '<HOST/>',
  '<Finding/>',
  '</RESPONSE>',
  '\u0000',
  '\uFEFF',
  '🐧',
];

/** Numbers from 0 to 1 that are the same every time. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Chooses a change of a body of so many bytes. */
export function randomMutation(length: number, random: () => number): Mutation {
  const below = (most: number) => Math.floor(random() * most);
  const at = below(length);
  const kind = (['cut', 'flip', 'insert'] as const)[below(3)] ?? 'cut';
  if (kind === 'cut') return { kind, at, bytes: Buffer.alloc(0) };
  const isToken = kind === 'insert' && random() < 0.7;
  const bytes = isToken
    ? Buffer.from(TOKENS[below(TOKENS.length)] ?? '<', 'utf8')
    : Buffer.from([below(256)]);
  return { kind, at, bytes };
}

/** The body with the change. */
export function mutated(body: Buffer, { kind, at, bytes }: Mutation): Buffer {
  if (kind === 'cut') return body.subarray(0, at);
  const behind = kind === 'flip' ? at + bytes.length : at;
  return Buffer.concat([body.subarray(0, at), bytes, body.subarray(behind)]);
}

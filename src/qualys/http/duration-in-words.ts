const UNIT_MS: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Milliseconds of `3 minutes and 1 seconds` inside a sentence, or undefined without any duration. */
export function durationInWords(sentence: string): number | undefined {
  let total: number | undefined;
  for (const [, count, unit] of sentence.matchAll(/(\d{1,7})\s+(second|minute|hour|day)s?\b/gi)) {
    total = (total ?? 0) + Number(count) * (UNIT_MS[(unit ?? '').toLowerCase()] ?? 0);
  }
  return total;
}

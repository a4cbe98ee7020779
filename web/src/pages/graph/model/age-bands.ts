/** Ages of findings as the server tells them apart: days below which a band ends, and its words. */
const BANDS = [
  { name: 'under-7', below: 7, words: 'under 7 days' },
  { name: '7-to-30', below: 30, words: '7 to 30 days' },
  { name: '30-to-90', below: 90, words: '30 to 90 days' },
  { name: '90-to-365', below: 365, words: '90 days to a year' },
  { name: 'over-365', below: Number.POSITIVE_INFINITY, words: 'over a year' },
] as const;

const DAY_MS = 86_400_000;

/** The band of a finding that was first found at a time, seen from now; epoch milliseconds. */
export function ageBandOf(foundOn: number, now: number): string {
  const days = (now - foundOn) / DAY_MS;
  return (BANDS.find(({ below }) => days < below) ?? BANDS[4]).name;
}

/** A band in words; of an unknown name the name. */
export function ageWords(name: string): string {
  return BANDS.find((band) => band.name === name)?.words ?? name;
}

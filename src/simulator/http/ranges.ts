/** Ids as a request names them: ranges, both ends inclusive, ascending and apart from each other. */
export type Ranges = readonly (readonly [first: number, last: number])[];

/** Parses `1,3-5`; undefined where the text is not such a list. Returns the part at fault otherwise. */
export function parseRanges(text: string): Ranges | { readonly fault: string } {
  const ranges: [number, number][] = [];
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,15})(?:-(\d{1,15}))?\s*$/.exec(part);
    if (match === null) return { fault: part };
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (last < first || first === 0) return { fault: part };
    ranges.push([first, last]);
  }
  ranges.sort((one, other) => one[0] - other[0]);
  const merged: [number, number][] = [];
  for (const range of ranges) {
    const before = merged.at(-1);
    if (before !== undefined && range[0] <= before[1] + 1)
      before[1] = Math.max(before[1], range[1]);
    else merged.push(range);
  }
  return merged;
}

/** Whether a number lies in one of the ranges. */
export function isInRanges(ranges: Ranges, value: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return false;
    if (value < range[0]) high = middle - 1;
    else if (value > range[1]) low = middle + 1;
    else return true;
  }
  return false;
}

/** Writes ascending ids as ID and ID_RANGE elements, the way of an ID_SET. */
export function* idSet(ids: Iterable<number>): Generator<string> {
  let first: number | undefined;
  let last = 0;
  for (const id of ids) {
    if (first !== undefined && id === last + 1) {
      last = id;
      continue;
    }
    if (first !== undefined) yield idElement(first, last);
    first = id;
    last = id;
  }
  if (first !== undefined) yield idElement(first, last);
}

function idElement(first: number, last: number): string {
  return first === last ? `<ID>${first}</ID>\n` : `<ID_RANGE>${first}-${last}</ID_RANGE>\n`;
}

/** The elements that are records, one kind for each document. */
const RECORD_NAMES = ['HOST', 'VULN', 'HostAsset', 'WebApp', 'Finding'];

interface Records {
  readonly head: string;
  readonly records: readonly string[];
  readonly tail: string;
}

/** Takes a document apart; undefined when it holds no records. */
function takeApart(text: string): Records | undefined {
  if (text.includes('<ID_SET>')) return takeIdsApart(text);
  for (const name of RECORD_NAMES) {
    const first = text.indexOf(`<${name}>`);
    if (first < 0) continue;
    const end = text.lastIndexOf(`</${name}>`) + `</${name}>\n`.length;
    const records = text
      .slice(first, end)
      .match(new RegExp(`<${name}>[\\s\\S]*?</${name}>\n?`, 'g'));
    return { head: text.slice(0, first), records: records ?? [], tail: text.slice(end) };
  }
  return undefined;
}

/** An ID_SET has a record for each id, ranges written out. */
function takeIdsApart(text: string): Records {
  const start = text.indexOf('<ID_SET>\n') + '<ID_SET>\n'.length;
  const end = text.indexOf('</ID_SET>');
  const records: string[] = [];
  for (const [, first = '', last = first] of text
    .slice(start, end)
    .matchAll(/<ID(?:_RANGE)?>(\d+)(?:-(\d+))?</g)) {
    for (let id = Number(first); id <= Number(last); id++) records.push(`<ID>${id}</ID>\n`);
  }
  return { head: text.slice(0, start), records, tail: text.slice(end) };
}

/** Puts it together again; a number of records that it announces follows. */
function putTogether({ head, records, tail }: Records): string {
  const announced = head.replace(/(?<=<count>)\d+(?=<\/count>\n<hasMore)/, String(records.length));
  return announced + records.join('') + tail;
}

/** Puts the last records of the page before in front of a page, or its own first ones behind it. */
export function repeatRecords(text: string, count: number, before: string | undefined): string {
  const page = takeApart(text);
  if (page === undefined) return text;
  const earlier = before === undefined ? undefined : takeApart(before)?.records.slice(-count);
  const records =
    earlier === undefined
      ? [...page.records, ...page.records.slice(0, count)]
      : [...earlier, ...page.records];
  return putTogether({ ...page, records });
}

/** Leaves out the first records of a page. */
export function removeRecords(text: string, count: number): string {
  const page = takeApart(text);
  return page === undefined ? text : putTogether({ ...page, records: page.records.slice(count) });
}

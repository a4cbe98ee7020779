import { isoSeconds } from '../time/calendar.ts';
import type { BodyPart } from './answer.ts';
import { removeRecords, repeatRecords } from './fault-records.ts';
import type { Fault } from './faults.ts';

/** What spoiling a body may have to know of its request. */
export interface SpoilContext {
  /** Where the page starts: `id_min`, or the id behind which a search goes on. */
  readonly cursor: number | undefined;
  /** The answer to what comes before the cursor; undefined when there is nothing before it. */
  readonly before: () => string | undefined;
}

type Body = string | Iterable<BodyPart>;

const RECORD_ENDS = [
  '</DETECTION>',
  '</VULN>',
  '</Finding>',
  '</HOST>',
  '</HostAsset>',
  '</WebApp>',
];

const RESULTS = '<RESULTS><![CDATA[';
const FORBIDDEN = '\u0000\u0008\u001f';
/** An overlong form, a lone continuation, and bytes that never occur. */
const NOT_UTF8 = Buffer.from([0xc0, 0xaf, 0x80, 0xfe, 0xff]);

/** Spoils a good body in the way the fault says; most faults leave it as it is. */
export function spoiltBody(fault: Fault, body: Body, context: SpoilContext): Body {
  switch (fault.kind) {
    case 'controlCharacters':
    case 'garbageRecord':
      return spoilFirstRecord(fault, body);
    case 'invalidBytes':
      return withInvalidBytes(textOf(body), fault.into);
    case 'cursorStall':
      return withStalledCursor(textOf(body), context.cursor);
    case 'duplicates':
      return repeatRecords(textOf(body), fault.records ?? 1, context.before());
    case 'gaps':
      return removeRecords(textOf(body), fault.records ?? 1);
    case 'changedCount':
      return withChangedCount(textOf(body), fault.by ?? 1);
    default:
      return body;
  }
}

/** The whole text of a body. */
export function textOf(body: Body): string {
  if (typeof body === 'string') return body;
  let text = '';
  for (const part of body) text += typeof part === 'string' ? part : part.toString('utf8');
  return text;
}

function parts(body: Body): Iterable<BodyPart> {
  return typeof body === 'string' ? [body] : body;
}

function* spoilFirstRecord(fault: Fault, body: Body): Generator<BodyPart> {
  let isDone = false;
  let held: BodyPart = '';
  for (const part of parts(body)) {
    const isText = typeof part === 'string' && !isDone;
    const end = isText ? RECORD_ENDS.find((mark) => part.includes(mark)) : undefined;
    yield held;
    held = part;
    if (end === undefined || typeof part !== 'string') continue;
    isDone = true;
    if (fault.kind === 'garbageRecord') {
      const start = end.replace('</', '<');
      held = part.replace(end, `${end}\n${start}\n<QID>\u0001\u00ff\u0000;x</QID>\n${end}`);
      continue;
    }
    const at = part.includes(RESULTS) ? RESULTS : '<![CDATA[';
    held = part.includes(at)
      ? part.replace(at, `${at}${FORBIDDEN}`)
      : part.replace(end, `<!-- ${FORBIDDEN} -->${end}`);
  }
  // A document without records still has a root, whose end is in the last part.
  if (!isDone && fault.kind === 'controlCharacters' && typeof held === 'string') {
    held = beforeRootEnd(held, `<!-- ${FORBIDDEN} -->`);
  }
  yield held;
}

function beforeRootEnd(text: string, what: string): string {
  const at = text.lastIndexOf('</');
  return at < 0 ? text : text.slice(0, at) + what + text.slice(at);
}

function withInvalidBytes(text: string, into: string | undefined): readonly BodyPart[] {
  const mark = into === undefined ? RESULTS : `<${into}>`;
  const found = text.indexOf(mark);
  if (found >= 0) {
    const inside = found + mark.length;
    const isCdata = text.startsWith('<![CDATA[', inside);
    const at = isCdata ? inside + '<![CDATA['.length : inside;
    return [text.slice(0, at), NOT_UTF8, text.slice(at)];
  }
  // Where there are no results the bytes go into a comment, which changes no value.
  const end = text.lastIndexOf('</');
  if (end < 0) return [text];
  return [`${text.slice(0, end)}<!-- `, NOT_UTF8, ` -->${text.slice(end)}`];
}

function withStalledCursor(text: string, cursor: number | undefined): string {
  if (text.includes('<ServiceResponse')) {
    const last = `<lastId>${cursor ?? 0}</lastId>`;
    const more = text.replace('<hasMoreRecords>false<', '<hasMoreRecords>true<');
    if (/<lastId>\d+<\/lastId>/.test(more)) return more.replace(/<lastId>\d+<\/lastId>/, last);
    return more.replace('</hasMoreRecords>\n', `</hasMoreRecords>\n${last}\n`);
  }
  const least = `id_min=${cursor ?? 1}`;
  if (/id_min=\d+/.test(text)) return text.replace(/id_min=\d+/, least);
  if (!/<(HOST_LIST|ID_SET)>/.test(text)) return text;
  const warning = `<WARNING>
<CODE>1980</CODE>
<TEXT>1000 record limit exceeded. Use URL to get next batch of results.</TEXT>
<URL><![CDATA[https://qualysapi.p01.internal.example/api/4.0/fo/asset/host/?action=list&${least}]]></URL>
</WARNING>
`;
  return text.replace('</RESPONSE>', `${warning}</RESPONSE>`);
}

function withChangedCount(text: string, by: number): string {
  const moved = (_: string, number: string): string => String(Math.max(0, Number(number) + by));
  if (text.includes('<ServiceResponse')) return text.replace(/(?<=<count>)(\d+)/, moved);
  return text.replace(/(?<=<TEXT>)(\d+)(?= record limit)/, moved);
}

/** Moves the first DATETIME of a document. */
export function* skewed(body: Body, seconds: number): Generator<BodyPart> {
  let isDone = false;
  for (const part of parts(body)) {
    const match = !isDone && typeof part === 'string' && /<DATETIME>([^<]+)/.exec(part);
    if (!match || typeof part !== 'string') {
      yield part;
      continue;
    }
    isDone = true;
    const at = Date.parse(match[1] ?? '') + seconds * 1000;
    yield part.replace(match[0], `<DATETIME>${isoSeconds(at)}`);
  }
}

import { escapeText } from '../render/xml.ts';
import { isoSeconds } from '../time/calendar.ts';
import { type Answer, xmlAnswer } from './answer.ts';

/** An answer of the classic API that is not data: code, sentence and HTTP status (reference 6.1). */
export class FoError extends Error {
  readonly code: number;
  readonly status: number;
  readonly items: Readonly<Record<string, number>>;

  constructor(
    code: number,
    status: number,
    text: string,
    items: Readonly<Record<string, number>> = {},
  ) {
    super(text);
    this.code = code;
    this.status = status;
    this.items = items;
  }
}

/** SIMPLE_RETURN, with or without a code. */
export function simpleReturn(
  host: string,
  now: number,
  text: string,
  code?: number,
  items: Readonly<Record<string, number | string>> = {},
): string {
  const rows = Object.entries(items).map(
    ([key, value]) => `<ITEM>\n<KEY>${key}</KEY>\n<VALUE>${value}</VALUE>\n</ITEM>\n`,
  );
  const list = rows.length === 0 ? '' : `<ITEM_LIST>\n${rows.join('')}</ITEM_LIST>\n`;
  return `<!DOCTYPE SIMPLE_RETURN SYSTEM "https://${host}/api/2.0/simple_return.dtd">
<SIMPLE_RETURN>
<RESPONSE>
<DATETIME>${isoSeconds(now)}</DATETIME>
${code === undefined ? '' : `<CODE>${code}</CODE>\n`}<TEXT>${escapeText(text)}</TEXT>
${list}</RESPONSE>
</SIMPLE_RETURN>
`;
}

/** The answer for an error. Errors of requests come without XML declaration, as recorded ones do. */
export function errorAnswer(host: string, now: number, error: FoError): Answer {
  return xmlAnswer(simpleReturn(host, now, error.message, error.code, error.items), error.status);
}

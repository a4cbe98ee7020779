/** Character data between tags. */
export function escapeText(text: string): string {
  if (!/[&<>]/.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Text the way the portal API writes it, with quotes escaped too. */
export function escapeAll(text: string): string {
  return escapeText(text).replaceAll("'", '&apos;').replaceAll('"', '&quot;');
}

/** A CDATA section; an end mark inside the text is split over two sections. */
export function cdata(text: string): string {
  return `<![CDATA[${text.includes(']]>') ? text.replaceAll(']]>', ']]]]><![CDATA[>') : text}]]>`;
}

/** `<NAME>text</NAME>`, or nothing for an absent value. */
export function element(name: string, value: string | number | undefined): string {
  if (value === undefined) return '';
  return `<${name}>${typeof value === 'number' ? value : escapeText(value)}</${name}>`;
}

/** `<NAME><![CDATA[text]]></NAME>`, or nothing for an absent value. */
export function cdataElement(name: string, value: string | undefined): string {
  return value === undefined ? '' : `<${name}>${cdata(value)}</${name}>`;
}

/** The comment that the classic API writes while it works. */
export function keepAliveComment(root: string): string {
  return `<!-- keep-alive for ${root}  -->\n`;
}

/** Comment at the end of every answer of the classic API. */
export const CONFIDENTIAL_COMMENT =
  '<!-- CONFIDENTIAL AND PROPRIETARY INFORMATION. This is simulated data of a simulated service, provided "As Is," without any warranty of any kind. //-->\n';

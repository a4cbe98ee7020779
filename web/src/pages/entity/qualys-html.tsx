import { Anchor } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';

/** Elements that are shown as they are, without any attribute. Everything else is shown as the text in it. */
const KEPT = ['p', 'ul', 'ol', 'li', 'b', 'strong', 'i', 'em', 'code', 'pre', 'dl', 'dt', 'dd'];
/** Elements of which nothing is shown, not even the text. */
const LEFT_OUT = ['script', 'style', 'template', 'iframe', 'object', 'noscript', 'svg', 'math'];
/** Elements that begin on a line of their own. */
const BLOCKS = ['div', 'table', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote'];

const MOST_DEPTH = 40;

const TAG = /<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
const HREF = /\bhref\s*=\s*("[^"]*"|'[^']*')/i;

/**
 * The text with nothing in its tags but where links lead, and what is left out within templates, of which nothing is shown.
 * Whatever stayed in would not run either; but the browser complains of every handler and style that it keeps from it.
 */
function bare(html: string): string {
  return html.replace(TAG, (_, slash: string, tag: string, attributes: string) => {
    const name = LEFT_OUT.includes(tag.toLowerCase()) ? 'template' : tag;
    const [, href] = slash === '' ? (HREF.exec(attributes) ?? []) : [];
    return `<${slash}${name}${href === undefined ? '' : ` href=${href}`}>`;
  });
}

/**
 * HTML of Qualys, or of whoever wrote in its name: it is read by the browser's parser into a document that runs and loads
 * nothing, and of that a few harmless elements are made anew. Nothing of the text ever becomes markup of the page.
 */
export function QualysHtml({ html }: { readonly html: string }) {
  const { body } = new DOMParser().parseFromString(bare(html), 'text/html');
  return <div dir="auto">{children(body, 0)}</div>;
}

function children(parent: Node, depth: number): ReactNode {
  return [...parent.childNodes].map((node, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change
    <Fragment key={index}>{shown(node, depth)}</Fragment>
  ));
}

function shown(node: Node, depth: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const name = node.localName;
  if (LEFT_OUT.includes(name)) return null;
  if (depth > MOST_DEPTH) return node.textContent;
  if (name === 'br') return <br />;
  const inner = children(node, depth + 1);
  if (name === 'a') return link(node.getAttribute('href'), inner);
  if (KEPT.includes(name)) {
    const Kept = name as 'p';
    return <Kept>{inner}</Kept>;
  }
  if (BLOCKS.includes(name)) return <div>{inner}</div>;
  // Cells of a table stand beside each other.
  return name === 'td' || name === 'th' ? <> {inner} </> : inner;
}

function link(href: string | null, inner: ReactNode): ReactNode {
  const url = href === null ? null : URL.parse(href);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return inner;
  return (
    <Anchor
      href={url.href}
      target="_blank"
      rel="noopener noreferrer"
      inherit
      underline="always"
      title={url.href}
    >
      {inner}
    </Anchor>
  );
}

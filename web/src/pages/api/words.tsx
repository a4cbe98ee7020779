import { Fragment } from 'react';

/** A sentence of the document: what stands between backticks is code. */
export function Words({ children }: { readonly children: string }) {
  return children.split('`').map((part, index) => {
    const isCode = index % 2 === 1;
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence are told apart by their place
    return isCode ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>;
  });
}

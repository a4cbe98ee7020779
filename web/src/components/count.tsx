import { exactNumber, shortNumber } from './number-words.ts';

/** A number, abbreviated when it is large, with every digit on hover and for screen readers. */
export function Count({ value }: { readonly value: number }) {
  const short = shortNumber(value);
  const exact = exactNumber(value);
  if (short === exact) return <span>{exact}</span>;
  return (
    <span title={exact}>
      <span aria-hidden>{short}</span>
      <span className="gq-hidden">{exact}</span>
    </span>
  );
}

import { type Piece, scan } from './scan.ts';
import { type Clause, type Expectation, type Selector, walkTo } from './walk.ts';

/** A place in a query, and what is known there. */
export interface Place {
  readonly expects: Expectation;
  readonly clause: Clause;
  /** Where the word begins that is being written; the place itself when there is none. */
  readonly from: number;
  readonly word: string;
  /** Everything that was named before, in order. */
  readonly selectors: readonly Selector[];
  /** What the filter is about, or what the next THAT starts from. */
  readonly current: Selector | undefined;
  /** The step that leads to the entity being named. */
  readonly step:
    | { readonly from: Selector | undefined; readonly verbs: readonly string[] }
    | undefined;
  /** What the value being written is compared with. */
  readonly property: string | undefined;
}

/** The piece that reaches up to the place is still being written, unless it is closed. */
function isUnderWay(piece: Piece, position: number): boolean {
  if (piece.kind === 'comment') return position < piece.to || !piece.text.endsWith('*/');
  if (piece.kind === 'text')
    return position < piece.to || !/^(['"])[\s\S]*\1$/.test(piece.text) || piece.text.length < 2;
  return piece.kind === 'word' || piece.kind === 'bracket';
}

/** What may stand at a place of a query that is half written. Only what is before the place counts. */
export function placeAt(text: string, position: number): Place {
  const pieces = scan(text.slice(0, position));
  const last = pieces.at(-1);
  const isWriting = last !== undefined && last.to === position && isUnderWay(last, position);
  const before = isWriting ? pieces.slice(0, -1) : pieces;
  const walk = walkTo(before);
  const isHidden = isWriting && last.kind === 'comment';
  return {
    expects: isHidden ? 'nothing' : walk.expects,
    clause: walk.clause,
    from: isWriting ? last.from : position,
    word: isWriting ? last.text : '',
    selectors: walk.selectors,
    current: walk.current,
    step:
      walk.expects === 'target' || (walk.expects === 'entity' && walk.from !== undefined)
        ? { from: walk.from, verbs: walk.verbs }
        : undefined,
    property: walk.expects === 'value' ? walk.property : undefined,
  };
}

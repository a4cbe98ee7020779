import {
  HighlightStyle,
  StreamLanguage,
  type StringStream,
  syntaxHighlighting,
} from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { isKeyword } from '../language/words.ts';

interface State {
  isInComment: boolean;
  /** Whether a slash would begin a pattern. */
  isValueDue: boolean;
}

const TEXT = /^(?:'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?)/;
const PATTERN = /^\/(?![*])(?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+\/[A-Za-z]*/;
const OPERATOR = /^(?:!~=|!\^=|!\$=|!=|~=|\^=|\$=|>>|<<|>=|<=|[=<>!+\-*/^|?])/;

function comment(stream: StringStream, state: State): string {
  const isEnd = stream.skipTo('*/') === true;
  if (isEnd) stream.match('*/');
  else stream.skipToEnd();
  state.isInComment = !isEnd;
  return 'comment';
}

function token(stream: StringStream, state: State): string | null {
  if (state.isInComment) return comment(stream, state);
  if (stream.eatSpace()) return null;
  if (stream.match('/*')) {
    return comment(stream, state);
  }
  if (stream.match(/^(?:\/\/|#[ \t]).*/)) return 'comment';
  const wasValueDue = state.isValueDue;
  state.isValueDue = false;
  if (wasValueDue && stream.match(PATTERN)) return 'regexp';
  if (stream.match(TEXT)) return 'string';
  if (stream.match(/^(?:\$\{[^{}]*\}?|\{\{[^{}]*(?:\}\})?)/)) return 'placeholder';
  if (stream.match(/^\[[^\]]*\]?/)) return 'propertyName';
  if (stream.match(/^\d+(?:\.\d+)?/)) return 'number';
  if (stream.match(/^#?[A-Za-z_]\w*/)) {
    const word = stream.current();
    const isName = /^[.]/.test(stream.peek() ?? '') || stream.string[stream.start - 1] === '.';
    if (!isName && isKeyword(word)) return 'keyword';
    if (/^#|^[A-Z][a-z]/.test(word)) return 'typeName';
    return /^[A-Z]{2,}$/.test(word) ? 'function' : 'propertyName';
  }
  if (stream.match(OPERATOR)) {
    state.isValueDue = stream.current().includes('=') || /^[<>]/.test(stream.current());
    return 'operator';
  }
  state.isValueDue = stream.next() === '(';
  return null;
}

const J1QL = StreamLanguage.define<State>({
  name: 'j1ql',
  startState: () => ({ isInComment: false, isValueDue: false }),
  token,
  tokenTable: { placeholder: tags.special(tags.string), function: tags.function(tags.name) },
  languageData: {
    commentTokens: { block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['(', '[', "'", '"'] },
  },
});

const STYLE = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--gq-accent)', fontWeight: '600' },
  { tag: tags.typeName, color: 'var(--gq-text)', fontWeight: '600' },
  { tag: tags.function(tags.name), color: 'var(--gq-past)' },
  { tag: tags.string, color: 'var(--gq-good)' },
  { tag: tags.special(tags.string), color: 'var(--gq-past)', fontWeight: '600' },
  { tag: tags.regexp, color: 'var(--gq-good)' },
  { tag: tags.number, color: 'var(--gq-warn)' },
  { tag: tags.comment, color: 'var(--gq-text-dim)', fontStyle: 'italic' },
  { tag: tags.operator, color: 'var(--gq-text-dim)' },
]);

/** J1QL in colours. */
export const HIGHLIGHTING = [J1QL, syntaxHighlighting(STYLE)];

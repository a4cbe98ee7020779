export { endSpan, spanOf, tokenize } from './tokenize.ts';
export { placeholderName, splitRegex, unquoteText } from './unquote.ts';
export { COMPARISONS, KEYWORD_LABELS, TOKENS, VOCABULARY } from './vocabulary.ts';

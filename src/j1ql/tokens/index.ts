export { endSpan, spanOf, tokenize } from './tokenize.ts';
export { placeholderName, splitRegex, unquoteText } from './unquote.ts';
export * as vocabulary from './vocabulary.ts';

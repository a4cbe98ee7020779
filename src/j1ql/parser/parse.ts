import type { Query } from '../ast/index.ts';
import { J1qlError } from '../errors.ts';
import { tokenize } from '../tokens/index.ts';
import { J1qlGrammar } from './grammar.ts';
import { syntaxError } from './syntax-error.ts';

let grammar: J1qlGrammar | undefined;

/**
 * Turns the text of a query into its tree.
 *
 * @throws J1qlError J_SYNTAX with line, column, what was found and what was expected; J_LIMIT_… for a text
 * that is too long, too deep or too large; J_NUMBER for a SKIP or LIMIT that is no whole number.
 */
export function parse(text: string): Query {
  const tokens = tokenize(text);
  grammar ??= new J1qlGrammar();
  grammar.counts = [];
  grammar.input = [...tokens];
  const query = grammar.query();
  const [exception] = grammar.errors;
  if (exception !== undefined) throw syntaxError(text, tokens, exception);
  for (const { value, least, span } of grammar.counts) {
    if (!Number.isSafeInteger(value) || value < least) {
      throw new J1qlError('J_NUMBER', {
        text,
        span,
        found: text.slice(span.offset, span.offset + span.length),
        expected: [`a whole number from ${least} on`],
      });
    }
  }
  return query;
}

import { J1qlGrammar } from '../../parser/grammar.ts';
import { TOKENS, tokenize } from '../../tokens/index.ts';

/** Counts which rules of the grammar, and which tokens, some queries make use of. */
export class Coverage {
  readonly #grammar = new CountingGrammar();
  readonly #tokens = new Map<string, number>();

  /** Reads a query that the parser takes. */
  add(text: string): void {
    const tokens = tokenize(text);
    for (const { tokenType, image } of tokens) {
      this.#count(tokenType.name);
      if (tokenType === TOKENS.Identifier) this.#count(image.toLowerCase());
    }
    this.#grammar.counts = [];
    this.#grammar.input = [...tokens];
    this.#grammar.query();
    const [error] = this.#grammar.errors;
    if (error !== undefined) throw error;
  }

  #count(name: string): void {
    this.#tokens.set(name, (this.#tokens.get(name) ?? 0) + 1);
  }

  /** Rules and tokens (which are the alternatives of rules), and functions, that no query had. */
  missing(): readonly string[] {
    const rules = Object.keys(this.#grammar.getGAstProductions());
    const left = Object.entries(TOKENS).filter(([name]) => !UNUSED.includes(name));
    return [
      ...rules.filter((rule) => !this.#grammar.met.has(rule)),
      ...left.flatMap(([name, token]) => (this.#tokens.has(token.name) ? [] : [`token ${name}`])),
      ...FUNCTIONS.filter((name) => !this.#tokens.has(name)),
    ];
  }
}

/** Categories of tokens, which stand in no text themselves. */
const UNUSED = ['Word', 'Noun'];

/** Names of functions are no tokens of their own. */
const FUNCTIONS =
  'count sum avg min max concat merge coalesce abs sqrt ceil floor round unwind cidr'.split(' ');

class CountingGrammar extends J1qlGrammar {
  readonly met = new Set<string>();

  /** Called by the parser whenever a rule is entered. */
  protected ruleInvocationStateUpdate(shortName: number, fullName: string, index: number): void {
    // The parser analyses itself, and its rules, before this class has its fields.
    this.met?.add(fullName);
    const state = J1qlGrammar.prototype as unknown as {
      ruleInvocationStateUpdate(shortName: number, fullName: string, index: number): void;
    };
    state.ruleInvocationStateUpdate.call(this, shortName, fullName, index);
  }
}

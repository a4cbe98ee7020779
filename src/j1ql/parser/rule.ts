import type { IToken, ParserMethod } from 'chevrotain';
import type { Name } from '../ast/index.ts';
import { spanOf } from '../tokens/index.ts';

/** A rule of the grammar that gives a `T`. */
export type Rule<T> = ParserMethod<[], T>;

/** A word with its place. */
export function name(token: IToken): Name {
  return { text: token.image, span: spanOf(token) };
}

/** An object with the property, or without it where there is no value. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

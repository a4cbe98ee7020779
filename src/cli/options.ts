import { type Command, InvalidArgumentError, Option } from 'commander';

/** Options that every command has. */
export interface CommonOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** Adds the options that every command has. */
export function withCommonOptions(command: Command): Command {
  return command
    .option(
      '--data-dir <folder>',
      'folder of the graph (default: the user data folder; env GRAPH_QUALYS_DATA_DIR)',
    )
    .option('--json', 'one JSON document on stdout instead of text');
}

/** A parser for whole numbers in a range, with a message that repeats what was given. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Name of an instance: letters, digits, blanks, dots, hyphens and underscores, 1 to 64 of them. */
export function instanceName(text: string): string {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u.test(text)) {
    throw new InvalidArgumentError(
      'Give a name of 1 to 64 letters, digits, blanks, dots, hyphens or underscores, starting with a letter or digit.',
    );
  }
  return text;
}

/** `--instance NAME`. */
export function instanceOption(): Option {
  return new Option('--instance <name>', 'name of the integration instance')
    .default('qualys')
    .argParser(instanceName);
}

/** A time as ISO 8601 writes it; epoch milliseconds. */
export function time(text: string): number {
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw new InvalidArgumentError('Give a time such as 2026-11-01T06:00Z.');
  return value;
}

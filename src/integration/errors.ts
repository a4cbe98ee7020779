/** An entry of the error catalogue: what a code means and what the operator can do. */
export interface CatalogueEntry {
  readonly code: string;
  /** Message with `{placeholders}`, never a secret. */
  readonly message: string;
  /** 1 failed, 2 usage or configuration, 3 partial. */
  readonly exitCode: 1 | 2 | 3;
  readonly retryable: boolean;
  readonly whatToDo: string;
}

/** Every error of configuration and collection that a user can meet. */
export const INTEGRATION_ERRORS = {
  C_INVALID: {
    code: 'C_INVALID',
    message: 'The configuration has {count} problem(s):\n{problems}',
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Correct the named environment variables (or the lines of .env) and start again. docs/reference/configuration.md lists every option.',
  },
  C_INSTANCE: {
    code: 'C_INSTANCE',
    message: 'The instance is not described well: {problem}',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Give the instance an id and a name that are not empty.',
  },
  I_NOTHING_READ: {
    code: 'I_NOTHING_READ',
    message:
      'Nothing could be read from Qualys. The first of {count} failed pages ({code}): {first}',
    exitCode: 1,
    retryable: true,
    whatToDo:
      'The failed pages are listed with the answer to each. Check the address, the network and the permissions of the account, then run again.',
  },
  I_LIST_CUT: {
    code: 'I_LIST_CUT',
    message: 'The list of host ids goes on at {next}, but its answer ends there.',
    exitCode: 3,
    retryable: true,
    whatToDo:
      'Hosts behind that id were not read, and no host was taken for gone. Run again; if it stays so, tell the maintainers.',
  },
  I_COUNT_NOT_MET: {
    code: 'I_COUNT_NOT_MET',
    message: 'Qualys announced {announced} records and sent {received}.',
    exitCode: 3,
    retryable: true,
    whatToDo:
      'What came is in the graph, and nothing was taken for gone. Run again; if it stays so, tell Qualys support.',
  },
  I_LIST_EMPTY: {
    code: 'I_LIST_EMPTY',
    message: 'Qualys lists no {what} at all, and the graph holds {count}.',
    exitCode: 3,
    retryable: true,
    whatToDo:
      'Nothing was taken for gone. See with "graph-qualys doctor" whether this account still sees them. If they really are no more, accept it with "graph-qualys collect --accept-deletions" and the id of this run.',
  },
  I_CANCELLED: {
    code: 'I_CANCELLED',
    message: 'The run was cancelled; nothing of it went into the graph.',
    exitCode: 1,
    retryable: true,
    whatToDo: 'Start it again: it goes on with the page it was in.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Codes of {@link INTEGRATION_ERRORS}. */
export type IntegrationErrorCode = keyof typeof INTEGRATION_ERRORS;

/** One problem of the configuration: one line that names the variable, what was given and what is allowed. */
export interface ConfigProblem {
  /** `vmdrFindingSeverities`. */
  readonly option: string;
  readonly message: string;
}

/** The configuration cannot be used. Holds every problem, not just the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = INTEGRATION_ERRORS.C_INVALID.code;
  readonly exitCode = INTEGRATION_ERRORS.C_INVALID.exitCode;
  readonly whatToDo: string = INTEGRATION_ERRORS.C_INVALID.whatToDo;
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(
      fill(INTEGRATION_ERRORS.C_INVALID.message, {
        count: String(problems.length),
        problems: problems.map((problem) => `  ${problem.message}`).join('\n'),
      }),
    );
    this.problems = problems;
  }
}

/** The run itself could not be done, for a reason that is not a single request's. */
export class CollectError extends Error {
  override readonly name = 'CollectError';
  readonly code: IntegrationErrorCode;
  readonly exitCode: 1 | 2 | 3;
  readonly whatToDo: string;

  constructor(
    code: IntegrationErrorCode,
    context: Readonly<Record<string, string>>,
    options?: ErrorOptions,
  ) {
    const entry: CatalogueEntry = INTEGRATION_ERRORS[code];
    super(fill(entry.message, context), options);
    this.code = code;
    this.exitCode = entry.exitCode;
    this.whatToDo = entry.whatToDo;
  }
}

function fill(template: string, context: Readonly<Record<string, string>>): string {
  return template.replace(
    /\{(\w+)\}/g,
    (placeholder, name: string) => context[name] ?? placeholder,
  );
}

/** Exit codes of the command line (design 5). */
export type ExitCode = 1 | 2 | 3;

interface CatalogueEntry {
  readonly message: string;
  readonly exitCode: ExitCode;
  readonly retryable: boolean;
  readonly whatToDo: string;
}

/** Every error of the application and the command line. `{name}` is filled from the error's context. */
export const APP_ERRORS = {
  A_DATA_DIR_NOT_WRITABLE: {
    message: 'The data folder {path} cannot be written to ({reason}).',
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Give the folder to the user who runs this command, or choose another one with --data-dir or GRAPH_QUALYS_DATA_DIR.',
  },
  A_DISK_FULL: {
    message: 'No space is left on the disk of {what}.',
    exitCode: 1,
    retryable: true,
    whatToDo: 'Free some space there and try again. What was there before still is.',
  },
  A_OUTPUT_NOT_WRITABLE: {
    message: 'The answer cannot be written ({reason}).',
    exitCode: 1,
    retryable: true,
    whatToDo:
      'What was written of it may not be whole. Make room, or send the output elsewhere, and ask again.',
  },
  A_USAGE: {
    message: 'The command cannot be understood: {problem}',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Add --help to see what the command takes.',
  },
  A_RUN_IN_PROGRESS: {
    message: 'The instance {instance} is being collected already, by {holder}.',
    exitCode: 1,
    retryable: true,
    whatToDo: 'Wait until that run has ended, or stop it.',
  },
  A_SYNC_IN_PROGRESS: {
    message: 'The instance {instance} is being uploaded to JupiterOne already, by {holder}.',
    exitCode: 1,
    retryable: true,
    whatToDo: 'Wait until that upload has ended, or stop it.',
  },
  A_NO_INSTANCE: {
    message: 'The graph in {path} has nothing of the instance {instance}.',
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Run "graph-qualys collect" first, or name an instance that the graph has with --instance.',
  },
  A_CREDENTIALS_REFUSED: {
    message:
      'Nothing was sent: Qualys refused this login of the instance {instance} on {since}, and repeated refusals lock accounts. What it said then ({code}): {reason}',
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Correct the user name, the password, the token or the client secret: the next command then tries it at once. If the account itself was put right, run once with --insist.',
  },
  A_CREDENTIALS_STATE: {
    message:
      'Whether Qualys refused this login before cannot be told: {path} cannot be read ({reason}).',
    exitCode: 1,
    retryable: false,
    whatToDo: 'Check that the login works in the Qualys user interface, then remove the file.',
  },
  A_CAPTURE_NOT_WRITABLE: {
    message: 'The folder {path} for raw pages cannot be written to ({reason}).',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Give --capture a folder that the user who runs this command can write to.',
  },
  A_ENV_FILE_UNREADABLE: {
    message: 'The file {path} cannot be read ({reason}).',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Make it readable for the user who runs this command, or remove it.',
  },
  A_NO_DATA: {
    message: 'There is no graph in {path} yet.',
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Run "graph-qualys collect" first, or name the folder that holds a graph with --data-dir.',
  },
  A_NOTHING_YET: {
    message: 'The graph holds nothing of {time}: its first run was applied later.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Give a later time.',
  },
  A_NO_ENTITY: {
    message: 'The graph has no entity {id} at this time.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'It may have come later or gone before: look at another time, or search for it.',
  },
  A_NO_NEIGHBOURS: {
    message: 'The entity {id} cannot have the relationship {group}.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Read its neighbours first, and name one of the groups that they come in.',
  },
  A_CURSOR: {
    message: 'The cursor does not belong to what is asked.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Ask for the first page, without a cursor.',
  },
  A_QUESTION_UNKNOWN: {
    message: 'There is no question with the id {id}.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Run "graph-qualys questions list" to see the ids.',
  },
  A_QUESTION_FILE_INVALID: {
    message: 'The question file {path} is not valid: {reason}.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'Correct the file; the files in questions/ show its form.',
  },
  A_FILE_UNREADABLE: {
    message: 'The file {path} cannot be read ({reason}).',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Check the path and its permissions.',
  },
  A_QUERY_FILE_INVALID: {
    message: 'The queries in {path} cannot be read: {reason}.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Give a JSON array of J1QL texts, or one query per line.',
  },
  A_SMART_CLASSES_INVALID: {
    message: 'The smart classes in {path} are not valid: {reason}.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Correct the file; docs/reference/j1ql.md shows its form.',
  },
  A_SMART_CLASSES_NOT_WRITABLE: {
    message: 'The smart classes in {path} cannot be written ({reason}).',
    exitCode: 1,
    retryable: false,
    whatToDo:
      'The ones from before are still there. Make room on the disk, or let the user who runs the server write to the folder.',
  },
  A_RETENTION: {
    message:
      'The settings in {path} of how long things are kept cannot be read or written ({reason}).',
    exitCode: 1,
    retryable: false,
    whatToDo:
      'Nothing is removed meanwhile. Let the user who runs the server read and write the file, or remove it: then everything is kept.',
  },
  A_FAULT_SCRIPT_INVALID: {
    message: 'The fault script {path} is not valid: {problems}.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Correct the script; docs/guide/fault-scripts.md has an example of every kind.',
  },
  A_COLLECTOR_DIED: {
    message: 'The collection broke off: {reason}.',
    exitCode: 1,
    retryable: true,
    whatToDo:
      'The graph is as it was. Run again: what was read is kept. SIGKILL mostly means that the machine ran out of memory; otherwise, if it happens again, run with --capture DIR and report the last captured page.',
  },
  A_SYNC_DIED: {
    message: 'The upload broke off: {reason}.',
    exitCode: 1,
    retryable: true,
    whatToDo:
      'JupiterOne is as it was. Run "graph-qualys sync" again: it goes on with the upload or aborts it.',
  },
  A_NOTHING_TO_RESUME: {
    message: 'There is no run of the instance {instance} to go on with: {reason}.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Run "graph-qualys collect" without --resume to begin a new run.',
  },
  A_NOTHING_HELD: {
    message: 'Run {run} of the instance {instance} holds no removals ({reason}).',
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Name the last run of the instance, if its summary says that removals are held. Without --accept-deletions the next run looks again.',
  },
  A_CONSOLE_RUNS: {
    message: 'A console runs on the data folder {path} already ({holder}).',
    exitCode: 2,
    retryable: true,
    whatToDo: 'Use that one, stop it first, or choose another folder with --data-dir.',
  },
  A_CONSOLE_GONE: {
    message: 'The console that has the graph open went away before it had answered ({reason}).',
    exitCode: 1,
    retryable: true,
    whatToDo: 'Run the command again: without a console it opens the graph by itself.',
  },
  A_CONSOLE_OTHER_VERSION: {
    message:
      'The console that has the graph open is version {found} of graph-qualys; this command is version {known}.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Start the console again with this version, or use the version of the console.',
  },
  A_BACKUP_NOT_WRITABLE: {
    message: 'The backup {path} cannot be written ({reason}).',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Name a folder that is not there yet, or is empty, where this user can write.',
  },
  A_BACKUP_UNREADABLE: {
    message: 'There is no backup in {path} that can be read ({reason}).',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Name the folder that "graph-qualys backup" made. Nothing was changed.',
  },
  A_BACKUP_DAMAGED: {
    message: 'The backup {path} is not whole: {reason}.',
    exitCode: 1,
    retryable: false,
    whatToDo: 'Use another backup. Nothing was changed.',
  },
  A_BACKUP_NEWER: {
    message:
      'The backup {path} is of version {found} of graph-qualys, which this version ({known}) cannot read.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Restore it with that version. Nothing was changed.',
  },
  A_DATA_DIR_IN_USE: {
    message: 'The data folder {path} is in use by {holder}.',
    exitCode: 1,
    retryable: true,
    whatToDo: 'Stop it, or wait for its end. Nothing was changed.',
  },
  A_DATA_DIR_NOT_EMPTY: {
    message: 'The data folder {path} has {what} already.',
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Choose another folder with --data-dir, or add --force to replace what is there. Nothing was changed.',
  },
  A_NOT_CONFIRMED: {
    message: 'Nothing was removed: nobody said that the data folder {name} is meant.',
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Type its name when you are asked. Where nobody can be asked, add --name with the name of the data folder, or --yes.',
  },
  A_CANNOT_LISTEN: {
    message: 'Nothing can listen on port {port} of {host} ({reason}).',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Give --host an address of this machine and --port one that this user may take.',
  },
  A_PORT_IN_USE: {
    message: 'Port {port} on {host} is in use by another program.',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Choose another one with --port; 0 takes any free port.',
  },
  A_NO_ANSWER_IN_TIME: {
    message: 'The endpoint {endpoint} gave no answer within {seconds} seconds{reason}.',
    exitCode: 1,
    retryable: true,
    whatToDo:
      'Try again later. If it stays so, check the way to Qualys, and whether others use up the calls of the subscription.',
  },
  A_EXPORT: {
    message: 'The graph cannot be written into {path} ({reason}).',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Give --output a file in a folder that this user can write to.',
  },
  A_ANSWER_NOT_WRITABLE: {
    message: 'The answer cannot be kept in {path} while it is sent ({reason}).',
    exitCode: 1,
    retryable: true,
    whatToDo: 'Make room in the data folder and try again, or ask for fewer rows with LIMIT.',
  },
  A_QUESTION_NOT_WRITABLE: {
    message: 'The question cannot be written into {path} ({reason}).',
    exitCode: 1,
    retryable: true,
    whatToDo:
      'Make room in the data folder, and let the user who runs the console write there. Nothing was changed.',
  },
  A_DOCUMENT: {
    message: 'The data model cannot be written into {path} ({reason}).',
    exitCode: 2,
    retryable: false,
    whatToDo:
      'Name a page that this user can write to with --output-file; if it has the first marker, it has to have the second one too.',
  },
  A_BUNDLE_NOT_WRITABLE: {
    message: 'The support bundle {path} cannot be written ({reason}).',
    exitCode: 2,
    retryable: false,
    whatToDo: 'Give --bundle a file in a folder that the user who runs this command can write to.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Codes of {@link APP_ERRORS}. */
export type AppErrorCode = keyof typeof APP_ERRORS;

/** An error of the application layer; `code` is the contract, the message is for people. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: AppErrorCode;
  readonly exitCode: ExitCode;
  readonly whatToDo: string;
  readonly context: Readonly<Record<string, string>>;

  constructor(
    code: AppErrorCode,
    context: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    const entry = APP_ERRORS[code];
    super(
      entry.message.replace(/\{(\w+)\}/g, (_, name: string) => context[name] ?? ''),
      options,
    );
    this.code = code;
    this.exitCode = entry.exitCode;
    this.whatToDo = entry.whatToDo;
    this.context = context;
  }
}

/** The reason of a failed system call in words a person knows, `permission denied (EACCES)`. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the quota of the user is used up',
    ENOENT: 'it does not exist',
    ENOTDIR: 'a part of the path is not a folder',
    EEXIST: 'a file of that name is in the way',
    EISDIR: 'it is a folder',
  };
  const known = words[code];
  if (known !== undefined) return `${known}, ${code}`;
  return code || (error instanceof Error ? error.message : String(error));
}

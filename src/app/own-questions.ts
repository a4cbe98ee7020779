import { createHash } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { DataDir } from './data-dir.ts';
import { AppError, systemReason } from './errors.ts';
import { makeFolder } from './make-folder.ts';
import { parseQuestionFile, type Question, uniquenessProblem } from './questions.ts';

/** Folder in the data folder with the questions that people of this installation made. */
export const OWN_QUESTIONS = 'questions';

/** A question of this installation. */
export interface OwnQuestion {
  readonly question: Question;
  /** Name of its file in the folder. A file made by hand may have several. */
  readonly file: string;
}

/** A file of questions that cannot be used, and why. */
export interface QuestionProblem {
  readonly file: string;
  readonly reason: string;
}

/** The questions of this installation, and the files that hold none because something is wrong with them. */
export interface OwnQuestions {
  readonly questions: readonly OwnQuestion[];
  readonly problems: readonly QuestionProblem[];
}

/** A change of a file that is written and durable, but for its name. */
export interface PreparedChange {
  /** Makes the change. @throws {AppError} A_QUESTION_NOT_WRITABLE */
  commit(): void;
  /** Forgets it. */
  discard(): Promise<void>;
}

function folderOf(dir: DataDir): string {
  return join(dir.path, OWN_QUESTIONS);
}

/**
 * The own questions of a data folder, in the order of the files. A file that is broken, or that has an id or a title again that
 * `others` or an earlier file has, is named as a problem: one bad file must not hide the others.
 */
export async function readOwnQuestions(
  dir: DataDir,
  others: readonly Question[] = [],
): Promise<OwnQuestions> {
  const questions: OwnQuestion[] = [];
  const problems: QuestionProblem[] = [];
  for (const file of await filesIn(folderOf(dir))) {
    const path = join(folderOf(dir), file);
    try {
      const found = parseQuestionFile(path, await readFile(path, 'utf8'));
      const known = [...others, ...questions.map(({ question }) => question)];
      const problem = uniquenessProblem([...known, ...found]);
      if (problem === undefined) questions.push(...found.map((question) => ({ question, file })));
      else problems.push({ file, reason: problem });
    } catch (error) {
      const reason = error instanceof AppError ? error.message : systemReason(error);
      problems.push({ file, reason });
    }
  }
  return { questions, problems };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    const reason = systemReason(error);
    throw new AppError('A_FILE_UNREADABLE', { path: folder, reason }, { cause: error });
  }
}

/** Names the state of a question: it is another one after every change, by hand as well. */
export function questionTag(question: Question): string {
  const hash = createHash('sha256').update(JSON.stringify(question));
  return `"${hash.digest('base64url').slice(0, 22)}"`;
}

/** An id for a new question, made of its title; none that is taken. */
export function questionId(title: string, taken: ReadonlySet<string>): string {
  const plain = title.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '');
  const id =
    plain
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 60)
      .replace(/^-+|-+$/g, '') || 'question';
  if (!taken.has(id)) return id;
  for (let number = 2; ; number += 1) {
    if (!taken.has(`${id}-${number}`)) return `${id}-${number}`;
  }
}

/**
 * Prepares that a file of own questions holds these, and no others; without any the file goes.
 *
 * @throws {AppError} A_QUESTION_NOT_WRITABLE
 */
export async function prepareQuestionFile(
  dir: DataDir,
  file: string,
  questions: readonly Question[],
): Promise<PreparedChange> {
  const folder = folderOf(dir);
  const path = join(folder, file);
  const failed = (cause: unknown) =>
    new AppError('A_QUESTION_NOT_WRITABLE', { path, reason: systemReason(cause) }, { cause });
  const attempt = (change: () => void) => {
    try {
      change();
    } catch (error) {
      throw failed(error);
    }
  };
  if (questions.length === 0) {
    return { commit: () => attempt(() => rmSync(path)), discard: async () => undefined };
  }
  const pending = `${path}.new`;
  try {
    await makeFolder(folder);
    const text = stringify({ sourceId: 'own', questions });
    await writeFile(pending, text, { mode: 0o600, flush: true });
  } catch (error) {
    throw failed(error);
  }
  return {
    commit: () => attempt(() => renameSync(pending, path)),
    discard: () => rm(pending, { force: true }),
  };
}

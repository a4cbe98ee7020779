import type { DataDir } from '../app/data-dir.ts';
import {
  type OwnQuestion,
  type OwnQuestions,
  type PreparedChange,
  prepareQuestionFile,
  questionId,
  questionTag,
  readOwnQuestions,
} from '../app/own-questions.ts';
import { loadQuestions, type Question, uniquenessProblem } from '../app/questions.ts';
import { check, J1qlError } from '../j1ql/index.ts';
import type { AuditLog } from './accounts/audit.ts';
import type { Actor, AuditEntry } from './accounts/index.ts';
import type { ListedQuestion, QuestionList } from './api/questions.ts';
import { ServerError } from './errors.ts';

/** A question before it has an id. */
export type NewQuestion = Omit<Question, 'id' | 'compliance'>;

/** The library, and the questions that people of this installation made; these can be changed. */
export class QuestionBook {
  readonly #dir: DataDir;
  readonly #audit: AuditLog;
  #library: Promise<readonly Question[]> | undefined;
  /** Changes, one after the other: each begins with what the one before it left. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(dir: DataDir, audit: AuditLog) {
    this.#dir = dir;
    this.#audit = audit;
  }

  /** Own questions, then those of the library. */
  async list(): Promise<QuestionList> {
    const { library, own } = await this.#read();
    return {
      questions: [
        ...own.questions.map(({ question }) => listed(question, 'own')),
        ...library.map((question) => listed(question, 'library')),
      ],
      problems: [...own.problems],
    };
  }

  /** @throws {ServerError} H_NOT_FOUND */
  async find(id: string): Promise<ListedQuestion> {
    const found = (await this.list()).questions.find((question) => question.id === id);
    if (found === undefined) throw new ServerError('H_NOT_FOUND');
    return found;
  }

  /** @throws {ServerError} H_QUESTION_TITLE_TAKEN, H_QUESTION_QUERY; {AppError} A_QUESTION_NOT_WRITABLE */
  create(draft: NewQuestion, actor: Actor): Promise<ListedQuestion> {
    return this.#inTurn(async () => {
      const { library, own } = await this.#read();
      const all = [...library, ...own.questions.map(({ question }) => question)];
      assertGood(draft, all);
      // The name of a broken file is taken as well.
      const taken = [...all.map(({ id }) => id), ...own.problems.map(({ file }) => nameOf(file))];
      const question = { id: questionId(draft.title, new Set(taken)), ...draft };
      const change = await prepareQuestionFile(this.#dir, `${question.id}.yaml`, [question]);
      await this.#commit(change, actor, 'question.created', question);
      return listed(question, 'own');
    });
  }

  /**
   * @param ifMatch tag of the state that was read
   * @throws {ServerError} H_NOT_FOUND, H_CHANGED_MEANWHILE, H_QUESTION_OF_LIBRARY and as `create`
   */
  change(id: string, draft: NewQuestion, ifMatch: string, actor: Actor): Promise<ListedQuestion> {
    return this.#inTurn(async () => {
      const { found, library, own } = await this.#expected(id, ifMatch);
      const others = own.questions.filter((each) => each !== found);
      assertGood(draft, [...library, ...others.map(({ question }) => question)]);
      const { compliance } = found.question;
      const question = { id, ...draft, ...(compliance && { compliance }) };
      const kept = own.questions
        .filter(({ file }) => file === found.file)
        .map((each) => (each === found ? question : each.question));
      const change = await prepareQuestionFile(this.#dir, found.file, kept);
      await this.#commit(change, actor, 'question.changed', question);
      return listed(question, 'own');
    });
  }

  /** @throws {ServerError} H_NOT_FOUND, H_CHANGED_MEANWHILE, H_QUESTION_OF_LIBRARY */
  remove(id: string, ifMatch: string, actor: Actor): Promise<void> {
    return this.#inTurn(async () => {
      const { found, own } = await this.#expected(id, ifMatch);
      const kept = own.questions.filter((each) => each.file === found.file && each !== found);
      const questions = kept.map(({ question }) => question);
      const change = await prepareQuestionFile(this.#dir, found.file, questions);
      await this.#commit(change, actor, 'question.deleted', found.question);
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #read(): Promise<{ library: readonly Question[]; own: OwnQuestions }> {
    // It comes with the package. A failure is not kept: the next request tries again.
    this.#library ??= loadQuestions().catch((error: unknown) => {
      this.#library = undefined;
      throw error;
    });
    const library = await this.#library;
    return { library, own: await readOwnQuestions(this.#dir, library) };
  }

  async #expected(id: string, ifMatch: string) {
    const { library, own } = await this.#read();
    const found: OwnQuestion | undefined = own.questions.find(({ question }) => question.id === id);
    if (found === undefined) {
      const shipped = library.find((question) => question.id === id);
      if (shipped === undefined) throw new ServerError('H_NOT_FOUND');
      throw new ServerError('H_QUESTION_OF_LIBRARY', { title: shipped.title });
    }
    const current = listed(found.question, 'own');
    if (ifMatch !== current.etag) throw changedMeanwhile(current, this.#lastChange(current));
    return { found, library, own };
  }

  /** Who changed a question last, if the log still says so among its newest entries. */
  #lastChange({ id }: ListedQuestion): AuditEntry | undefined {
    return this.#audit
      .page(200)
      .find(({ action, details }) => action.startsWith('question.') && details['id'] === id);
  }

  async #commit(
    change: PreparedChange,
    actor: Actor,
    action: 'question.created' | 'question.changed' | 'question.deleted',
    { id, title }: Question,
  ): Promise<void> {
    try {
      this.#audit.addWith(actor, action, title, { id }, () => change.commit());
    } catch (error) {
      await change.discard();
      throw error;
    }
  }
}

function nameOf(file: string): string {
  return file.replace(/\.yaml$/, '');
}

function listed(question: Question, source: 'library' | 'own'): ListedQuestion {
  return { ...question, source, etag: questionTag(question) };
}

function changedMeanwhile(current: ListedQuestion, last: AuditEntry | undefined): ServerError {
  const by = last?.actor ?? 'somebody in its file';
  const at = last === undefined ? 'some time' : new Date(last.at).toISOString();
  return new ServerError(
    'H_CHANGED_MEANWHILE',
    { name: `"${current.title}"`, by, at },
    { members: { current }, headers: { etag: current.etag } },
  );
}

/** A question that can be asked, and told from the others. */
function assertGood(draft: NewQuestion, others: readonly Question[]): void {
  const { title, queries } = draft;
  if (others.some((other) => other.title === title)) {
    throw new ServerError('H_QUESTION_TITLE_TAKEN', { title });
  }
  const problems = uniquenessProblem([{ id: '', ...draft }]);
  if (problems !== undefined) throw new ServerError('H_INVALID', { problems });
  for (const [index, { query }] of queries.entries()) {
    try {
      check(query);
    } catch (error) {
      if (!(error instanceof J1qlError)) throw error;
      const { summary: reason, line, column, length } = error;
      const members = { query: index + 1, line, column, length };
      const context = { number: String(index + 1), reason };
      throw new ServerError('H_QUESTION_QUERY', context, { members, cause: error });
    }
  }
}

import type { Command } from 'commander';
import { graphOf } from '../../app/console/index.ts';
import { type DataDir, dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { readOwnQuestions } from '../../app/own-questions.ts';
import { answerQuery, type QueryOptions } from '../../app/query.ts';
import { findQuestion, loadQuestions, type Question } from '../../app/questions.ts';
import { loadSmartClasses } from '../../app/smart-classes.ts';
import type { GraphStore } from '../../graph/index.ts';
import { table } from '../format/table.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import { patienceOf } from '../patience.ts';

interface ListOptions extends CommonOptions {
  readonly tag?: string;
}

/** The library and the own questions of a data folder; a file that cannot be used is told, and hides no others. */
async function allQuestions(dir: DataDir, io: CommandIo): Promise<readonly Question[]> {
  const library = await loadQuestions();
  const { questions, problems } = await readOwnQuestions(dir, library);
  for (const { file, reason } of problems) io.err(`Left out: ${file}, ${reason}\n`);
  return [...questions.map(({ question }) => question), ...library];
}

/** `questions list` and `questions run ID`. */
export function addQuestionsCommand(program: Command, io: CommandIo): void {
  const questions = program.command('questions').description('questions that others ask');

  withCommonOptions(questions.command('list', { isDefault: true }))
    .description('the questions of the library, and own ones in the data folder')
    .option('--tag <tag>', 'only those with this tag')
    .action(async (options: ListOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const all = await allQuestions(dataDir(options.dataDir, env), io);
      const wanted = all.filter(
        ({ tags }) => options.tag === undefined || tags.includes(options.tag),
      );
      if (options.json) return io.out(`${JSON.stringify(wanted, null, 2)}\n`);
      if (wanted.length === 0) return io.out('No questions.\n');
      return io.out(wanted.map(({ id, title }) => `${id}\n  ${title}\n`).join(''));
    });

  withCommonOptions(questions.command('run'))
    .description('answer a question from the graph')
    .argument('<id>', 'id of the question')
    .action(async (id: string, options: CommonOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const dir = dataDir(options.dataDir, env);
      const question = findQuestion(await allQuestions(dir, io), id);
      const settings = { smartClasses: await loadSmartClasses(dir), signal: io.signal };
      await graphOf(dir).existing(
        (store) =>
          options.json
            ? printJson(store, question, io, settings)
            : printQuestion(store, question, io, Number.POSITIVE_INFINITY, settings),
        patienceOf(io),
      );
    });
}

/** Title, and a table per query. At most `mostRows` rows of each are shown. */
export async function printQuestion(
  store: GraphStore,
  question: Question,
  io: CommandIo,
  mostRows = Number.POSITIVE_INFINITY,
  settings: QueryOptions = { signal: io.signal },
): Promise<void> {
  await io.out(`\n${question.title}\n`);
  for (const { name, query } of question.queries) {
    const answer = await answerQuery(store, query, { now: Date.now() }, settings);
    await io.out(name === undefined ? '\n' : `\n${name}\n`);
    const { rows, hidden } = firstRows(answer.rows(), mostRows);
    await table({ ...answer, rows: () => rows }, io.out);
    if (hidden() > 0) await io.out(`… and ${hidden()} more\n`);
  }
}

/** The first rows, and how many more there were. */
function firstRows<Row>(all: AsyncIterable<readonly Row[]>, most: number) {
  let total = 0;
  async function* rows() {
    for await (const batch of all) {
      const room = Math.max(0, most - total);
      total += batch.length;
      if (room > 0) yield batch.slice(0, room);
    }
  }
  return { rows: rows(), hidden: () => Math.max(0, total - most) };
}

async function printJson(
  store: GraphStore,
  question: Question,
  io: CommandIo,
  settings: QueryOptions,
): Promise<void> {
  const results = [];
  for (const { name, query, resultsAre } of question.queries) {
    const answer = await answerQuery(store, query, { now: Date.now() }, settings);
    const rows = (await Array.fromAsync(answer.rows())).flat();
    results.push({ name, query, resultsAre, columns: answer.columns, rows });
  }
  await io.out(`${JSON.stringify({ ...question, queries: results }, null, 2)}\n`);
}

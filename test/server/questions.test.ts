import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findQuestion, loadQuestions } from '../../src/app/questions.ts';
import { runCommand } from '../support/cli.ts';
import { type Ask, TestConsole } from './console.ts';

let server: TestConsole;
let admin: Ask;
let viewer: Ask;
let folder: string;

beforeAll(async () => {
  server = await TestConsole.start();
  await server.user('admin', 'administrator');
  await server.user('other', 'administrator');
  await server.user('viewer', 'viewer');
  folder = join(server.dir.path, 'questions');
});
afterAll(() => server.stop());
beforeEach(() => {
  admin = { as: server.browser('admin') };
  viewer = { as: server.browser('viewer') };
});

const DRAFT = {
  title: 'Which hosts are élite?',
  description: 'Of ours.',
  queries: [
    { query: 'FIND Host', resultsAre: 'GOOD' },
    { name: 'all', query: 'FIND *' },
  ],
  tags: ['ours'],
};
const create = (body: object, ask: Ask = admin) =>
  server.ask('POST', '/api/questions', { ...ask, body });
const listed = async () => (await server.ask('GET', '/api/questions', viewer)).json;
const withTag = (etag: string, ask: Ask = admin) => ({ ...ask, headers: { 'if-match': etag } });

test('a question that an administrator saves stands before the library, for viewers and for the command line', async () => {
  const made = await create(DRAFT);
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({
    id: 'which-hosts-are-elite',
    source: 'own',
    ...DRAFT,
    queries: [
      { query: 'FIND Host', resultsAre: 'GOOD' },
      { name: 'all', query: 'FIND *', resultsAre: 'INFORMATIVE' },
    ],
  });
  expect(made.headers.etag).toBe(made.json.etag);
  const { questions, problems } = await listed();
  expect(questions[0]).toEqual(made.json);
  expect(questions.at(-1)).toMatchObject({ source: 'library' });
  expect(problems).toEqual([]);
  const one = await server.ask('GET', `/api/questions/${made.json.id}`, viewer);
  expect([one.status, one.json, one.headers.etag]).toEqual([200, made.json, made.json.etag]);

  // The file has the form of the library.
  const own = await loadQuestions(`${folder}/`);
  expect(findQuestion(own, made.json.id).title).toBe(DRAFT.title);
  expect(readdirSync(folder)).toEqual(['which-hosts-are-elite.yaml']);
});

test('ids do not meet, titles may not', async () => {
  const again = await create({ ...DRAFT, title: 'Which hosts are elite!' });
  expect(again.json.id).toBe('which-hosts-are-elite-2');
  const same = await create(DRAFT);
  expect([same.status, same.json.code]).toEqual([409, 'H_QUESTION_TITLE_TAKEN']);
  const [shipped] = await loadQuestions();
  expect((await create({ ...DRAFT, title: shipped!.title })).json.code).toBe(
    'H_QUESTION_TITLE_TAKEN',
  );
});

test('a query with a mistake is not saved, and its place is told', async () => {
  const queries = [{ query: 'FIND Host' }, { query: 'FIND Host WTIH a = 1' }];
  const { status, json } = await create({ title: 'Wrong', queries });
  expect(status).toBe(422);
  expect(json).toMatchObject({
    code: 'H_QUESTION_QUERY',
    query: 2,
    line: 1,
    column: 11,
    length: 4,
  });
  expect(json.detail).toContain('Did you mean WITH?');
  const twice = await create({
    title: 'Twice',
    queries: [{ query: 'FIND Host' }],
    tags: ['a', 'a'],
  });
  expect([twice.status, twice.json.code]).toEqual([400, 'H_INVALID']);
});

test('the second of two editors is told what the first one did', async () => {
  const { json } = await create({ ...DRAFT, title: 'Two editors' });
  const path = `/api/questions/${json.id}`;
  const without = await server.ask('PUT', path, { ...admin, body: DRAFT });
  expect([without.status, without.json.code]).toEqual([428, 'H_PRECONDITION_MISSING']);

  const other = { as: server.browser('other') };
  const changed = { ...DRAFT, title: 'Two editors', description: 'Changed by the first one.' };
  const first = await server.ask('PUT', path, { ...withTag(json.etag, other), body: changed });
  expect([first.status, first.json.description]).toEqual([200, changed.description]);
  const second = await server.ask('PUT', path, { ...withTag(json.etag), body: DRAFT });
  expect([second.status, second.json.code]).toEqual([412, 'H_CHANGED_MEANWHILE']);
  expect(second.json).toMatchObject({
    current: first.json,
    detail: expect.stringContaining('other'),
  });
  expect((await server.ask('DELETE', path, withTag(json.etag))).status).toBe(412);
  expect((await server.ask('DELETE', path, withTag(first.json.etag))).status).toBe(204);
  expect((await server.ask('GET', path, viewer)).status).toBe(404);

  const { entries } = (await server.ask('GET', '/api/audit', admin)).json;
  expect(
    entries
      .filter(({ target }: Record<string, string>) => target === 'Two editors')
      .map(({ actor, action, target }: Record<string, string>) => [actor, action, target]),
  ).toEqual([
    ['admin', 'question.deleted', 'Two editors'],
    ['other', 'question.changed', 'Two editors'],
    ['admin', 'question.created', 'Two editors'],
  ]);
});

test('of two that save at once both are kept', async () => {
  const made = await Promise.all(
    [1, 2, 3].map((n) => create({ ...DRAFT, title: `At once ${n === 1 ? '!' : '?'.repeat(n)}` })),
  );
  expect(new Set(made.map(({ json }) => json.id))).toEqual(
    new Set(['at-once', 'at-once-2', 'at-once-3']),
  );
});

test('the library cannot be changed', async () => {
  const library = (await listed()).questions.at(-1);
  const path = `/api/questions/${library.id}`;
  const put = await server.ask('PUT', path, { ...withTag(library.etag), body: DRAFT });
  expect([put.status, put.json.code]).toEqual([409, 'H_QUESTION_OF_LIBRARY']);
  expect((await server.ask('DELETE', path, withTag(library.etag))).status).toBe(409);
});

test('a file made by hand keeps its other questions; a broken one is named and hides none', async () => {
  mkdirSync(folder, { recursive: true });
  const byHand = (title: string) =>
    `  - { id: ${title}, title: ${title}, queries: [{ query: FIND Host }] }\n`;
  writeFileSync(
    join(folder, 'hand.yaml'),
    `sourceId: hand\nquestions:\n${byHand('one')}${byHand('two')}`,
  );
  writeFileSync(join(folder, 'broken.yaml'), 'questions: 7');
  const { questions, problems } = await listed();
  expect(problems).toEqual([{ file: 'broken.yaml', reason: expect.stringContaining('sourceId') }]);
  const one = questions.find(({ id }: { id: string }) => id === 'one');
  const body = { title: 'One', queries: [{ query: 'FIND Finding' }] };
  expect(
    (await server.ask('PUT', '/api/questions/one', { ...withTag(one.etag), body })).status,
  ).toBe(200);
  const text = readFileSync(join(folder, 'hand.yaml'), 'utf8');
  expect(text).toContain('FIND Finding');
  expect(text).toContain('two');
  const named = await create({ title: 'Broken', queries: [{ query: 'FIND Host' }] });
  expect(named.json.id).toBe('broken-2');

  const cli = await runCommand(['questions', 'list', '--data-dir', server.dir.path]);
  expect(cli.stderr).toContain('Left out: broken.yaml');
  expect(cli.stdout).toContain('broken-2');
});

test('when the file cannot be written nothing is in the log', async () => {
  const { json } = await create({ title: 'Room', queries: [{ query: 'FIND Host' }] });
  const before = (await server.ask('GET', '/api/audit', admin)).json.entries.length;
  mkdirSync(join(folder, 'room.yaml.new'));
  const body = { title: 'Room 2', queries: [{ query: 'FIND Host' }] };
  const failed = await server.ask('PUT', `/api/questions/${json.id}`, {
    ...withTag(json.etag),
    body,
  });
  expect([failed.status, failed.json.code]).toEqual([500, 'A_QUESTION_NOT_WRITABLE']);
  expect((await server.ask('GET', '/api/audit', admin)).json.entries.length).toBe(before);
  expect((await server.ask('GET', `/api/questions/${json.id}`, viewer)).json.title).toBe('Room');
});

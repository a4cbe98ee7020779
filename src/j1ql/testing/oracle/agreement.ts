import fc from 'fast-check';
import { parse } from '../../parser/index.ts';
import { type MemoryGraph, memoryGraph, NOW } from '../memory-graph.ts';
import { answer } from './answer.ts';
import { Choices, NUMBERS } from './choices.ts';
import { disagreement, engineTexts } from './compare.ts';
import { Coverage } from './coverage.ts';
import { type OracleGraph, oracleGraph } from './graph.ts';
import { type RandomGraph, randomGraph, TYPED_PROPERTIES } from './random-graph.ts';
import { type RandomQuery, randomQuery } from './random-query.ts';

/** How much was compared, and how much of it says something. */
interface Tally {
  queries: number;
  nonEmpty: number;
}

/** More rows than this are not asked for: what they would show, fewer show as well. */
const MOST_ROWS = 1_000;

/** Asks both; what differs as text, or nothing. */
async function difference(
  engine: MemoryGraph,
  graph: RandomGraph,
  { text, variables }: RandomQuery,
  tally?: Tally,
): Promise<string | undefined> {
  const query = parse(text);
  const expected = answer(query, {
    graph: oracleGraph(graph.entities, graph.relationships),
    now: NOW,
    variables,
  });
  if (expected.rows.length > MOST_ROWS) return undefined;
  const rows = await engine.query(text, { variables });
  if (tally !== undefined) {
    tally.queries += 1;
    if (expected.rows.length > 0) tally.nonEmpty += 1;
  }
  const problem = disagreement(query, expected, rows);
  if (problem === undefined) return undefined;
  const engineRows = engineTexts(rows, query);
  return [
    `${text}\n${JSON.stringify(variables)}`,
    problem,
    `engine:\n  ${engineRows.join('\n  ')}`,
    `oracle:\n  ${expected.rows.map((row) => row.text).join('\n  ')}`,
  ].join('\n');
}

/** The graph without what the disagreement does not need. */
async function smaller(
  engine: MemoryGraph,
  graph: RandomGraph,
  query: RandomQuery,
): Promise<RandomGraph> {
  let smallest = graph;
  const keepIfDifferent = async (candidate: RandomGraph) => {
    await engine.replace(candidate.entities, candidate.relationships);
    const found = await difference(engine, candidate, query).catch(() => undefined);
    if (found !== undefined) smallest = candidate;
  };
  for (const relationship of graph.relationships) {
    const { entities, relationships } = smallest;
    await keepIfDifferent({
      entities,
      relationships: relationships.filter((other) => other !== relationship),
    });
  }
  for (const entity of graph.entities) {
    const { entities, relationships } = smallest;
    await keepIfDifferent({
      entities: entities.filter((other) => other !== entity),
      relationships: relationships.filter(
        ({ from, to }) => from !== entity.key && to !== entity.key,
      ),
    });
  }
  return smallest;
}

/** Attempts at a simpler query; each asks engine and oracle once. */
const MOST_ATTEMPTS = 200;

/** The simplest query about this graph that engine and oracle still disagree about. */
async function simpler(
  engine: MemoryGraph,
  graph: RandomGraph,
  plain: OracleGraph,
  numbers: readonly number[],
): Promise<RandomQuery> {
  let simplest = numbers;
  let attempts = 0;
  for (const size of [128, 32, 8, 2, 1]) {
    for (let at = 0; at < simplest.length && attempts < MOST_ATTEMPTS; at += size) {
      const candidate = simplest.map((number, index) =>
        index >= at && index < at + size ? 0 : number,
      );
      if (candidate.every((number, index) => number === simplest[index])) continue;
      attempts += 1;
      const query = randomQuery(new Choices(candidate), plain);
      const found = await difference(engine, graph, query).catch(() => undefined);
      if (found !== undefined) simplest = candidate;
    }
  }
  return randomQuery(new Choices(simplest), plain);
}

/** What one graph is compared with. */
interface AgreementOptions {
  /** Of the graph and its queries. */
  readonly seed: number;
  readonly queries: number;
  readonly coverage: Coverage;
  readonly tally: Tally;
}

/**
 * Makes the graph of the seed and asks engine and oracle the same queries about it.
 *
 * @throws with the smallest query and graph that were found, and both answers.
 */
async function agreeOnGraph(engine: MemoryGraph, options: AgreementOptions): Promise<void> {
  const { seed, queries, coverage, tally } = options;
  const [first = [], ...others] = fc.sample(NUMBERS, {
    seed,
    // A few more, because those with very long answers are passed over.
    numRuns: queries + Math.ceil(queries / 10) + 2,
  });
  const graph = randomGraph(new Choices(first));
  await engine.replace(graph.entities, graph.relationships);
  const plain = oracleGraph(graph.entities, graph.relationships);
  const end = tally.queries + queries;
  for (const numbers of others) {
    if (tally.queries === end) return;
    const query = randomQuery(new Choices(numbers), plain);
    coverage.add(query.text);
    const found = await difference(engine, graph, query, tally).catch((error: unknown) => {
      throw new Error(`graph of seed ${seed}\n${query.text}`, { cause: error });
    });
    if (found === undefined) continue;
    const least = await simpler(engine, graph, plain, numbers);
    const smallest = await smaller(engine, graph, least);
    await engine.replace(smallest.entities, smallest.relationships);
    const shown = (await difference(engine, smallest, least)) ?? found;
    const told = JSON.stringify(smallest, undefined, 1);
    throw new Error(`graph of seed ${seed}\n${told}\n${shown}\nfirst found with:\n${query.text}`);
  }
}

/** What {@link compareOnGraphs} compares: `each` queries on every graph; the seeds of the graphs follow `seed`. */
export interface Comparison {
  readonly seed: number;
  readonly graphs: number;
  readonly each: number;
}

/**
 * Asks engine and oracle the same random queries about random graphs. Gives how many there were, how many had
 * an answer, and what of the grammar was in none of them.
 *
 * @throws at the first disagreement, with the seed of its graph, the smallest graph and query that were found
 * for it, and both answers.
 */
export async function compareOnGraphs({
  seed,
  graphs,
  each,
}: Comparison): Promise<Tally & { readonly missing: readonly string[] }> {
  const tally: Tally = { queries: 0, nonEmpty: 0 };
  const coverage = new Coverage();
  const engine = await memoryGraph([]);
  try {
    await engine.flatten(TYPED_PROPERTIES);
    for (let index = 0; index < graphs; index += 1) {
      await agreeOnGraph(engine, { seed: seed + index, queries: each, coverage, tally });
    }
  } finally {
    await engine.close();
  }
  return { ...tally, missing: coverage.missing() };
}

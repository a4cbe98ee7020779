import { z } from 'zod';
import {
  countNeighbours,
  drawQuery,
  entitiesWithLinks,
  pageOfNeighbours,
  partsOfNeighbours,
} from '../../app/neighbours/index.ts';
import { loadSmartClasses } from '../../app/smart-classes.ts';
import type { GraphStore } from '../../graph/index.ts';
import {
  AT_QUERY,
  DRAW_BODY,
  DRAWN_QUERY,
  ENTITIES_BODY,
  ENTITY_ID,
  GROUP_PAGE,
  GROUP_PARTS,
  GROUP_PATH,
  GROUP_QUERY,
  NEIGHBOURS,
  PARTS_QUERY,
  PICTURE,
} from '../api/graph.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';
import { type AnswerSubject, KeptAnswers } from '../kept-answers.ts';

/** Time that drawing may take, milliseconds. */
const TIMEOUT_MS = 20_000;

/** Memory for what was told of neighbours. */
const CACHE_BYTES = 16_000_000;

/** Bytes of a query, and of a thousand ids. */
const BODY_LIMIT = 512 * 1024;

const timesOf = ({ now, at }: AnswerSubject) => ({ now, at });

/** The graph, to walk through. */
export function addGraphRoutes(app: App, { graph, dataDir, clock, closing }: Services): void {
  const tags = ['Graph'];
  const answers = new KeptAnswers({ graph, clock }, CACHE_BYTES);
  const timeOf = (text: string | undefined) => {
    const at = text === undefined ? undefined : Date.parse(text);
    return { now: at ?? clock(), at };
  };
  const read = <Result>(
    reply: Parameters<typeof goneSignal>[0],
    work: (
      store: GraphStore,
      options: { readonly signal: AbortSignal; readonly timeoutMs: number },
    ) => Promise<Result>,
  ): Promise<Result> => {
    const signal = goneSignal(reply, closing);
    return graph.use((store) => work(store, { signal, timeoutMs: TIMEOUT_MS }), signal);
  };

  app.route({
    method: 'GET',
    url: '/api/entities/:id/neighbours',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Count the neighbours of an entity, by relationship',
      description: 'What J1QL finds for FIND … THAT …, derived relationships included.',
      params: z.object({ id: ENTITY_ID }),
      querystring: AT_QUERY,
      response: { 200: NEIGHBOURS },
    },
    handler: async ({ params, query }, reply) => {
      const gone = goneSignal(reply, closing);
      const groups = await answers.of(`groups ${params.id}`, query.at, gone, (subject) =>
        countNeighbours(subject.store, params.id, timesOf(subject), subject.options),
      );
      return NEIGHBOURS.parse({ groups });
    },
  });

  app.route({
    method: 'GET',
    url: '/api/entities/:id/neighbours/:group',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'List the neighbours of an entity along one relationship',
      params: GROUP_PATH,
      querystring: GROUP_QUERY,
      response: { 200: GROUP_PAGE },
    },
    handler: async ({ params, query }, reply) => {
      const { at, limit, cursor, ...filter } = query;
      const { id, group } = params;
      const request = { group, filter, size: limit, cursor };
      const question = `page ${id} ${JSON.stringify(request)}`;
      const page = await answers.of(question, at, goneSignal(reply, closing), (subject) =>
        pageOfNeighbours(subject.store, id, { ...request, ...timesOf(subject) }, subject.options),
      );
      return GROUP_PAGE.parse(page);
    },
  });

  app.route({
    method: 'GET',
    url: '/api/entities/:id/neighbours/:group/parts',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Tell the neighbours along one relationship apart, and count them',
      params: GROUP_PATH,
      querystring: PARTS_QUERY,
      response: { 200: GROUP_PARTS },
    },
    handler: async ({ params, query }, reply) => {
      const { at, by, ...filter } = query;
      const { id, group } = params;
      const request = { group, by, filter };
      const question = `parts ${id} ${JSON.stringify(request)}`;
      const parts = await answers.of(question, at, goneSignal(reply, closing), (subject) =>
        partsOfNeighbours(subject.store, id, { ...request, ...timesOf(subject) }, subject.options),
      );
      return GROUP_PARTS.parse(parts);
    },
  });

  app.route({
    method: 'POST',
    url: '/api/graph/entities',
    bodyLimit: BODY_LIMIT,
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Read entities and all relationships between them',
      description: 'Entities that are not in the graph at that time are left out.',
      body: ENTITIES_BODY,
      response: { 200: PICTURE },
    },
    handler: async ({ body }, reply) => {
      const picture = await read(reply, (store, options) =>
        entitiesWithLinks(store, body.ids, timeOf(body.at), options),
      );
      return PICTURE.parse(picture);
    },
  });

  app.route({
    method: 'POST',
    url: '/api/graph/query',
    bodyLimit: BODY_LIMIT,
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Draw the graph that a J1QL query walks',
      description:
        'Whatever the query returns: its entities, at most 1,000 of them, and all relationships between them.',
      body: DRAW_BODY,
      response: { 200: DRAWN_QUERY },
    },
    handler: async ({ body }, reply) => {
      const smartClasses = await loadSmartClasses(dataDir);
      const drawn = await read(reply, (store, options) =>
        drawQuery(store, body.query, timeOf(body.at), { ...options, smartClasses }),
      );
      return DRAWN_QUERY.parse(drawn);
    },
  });
}

import { answerFile } from '../../app/answer-file.ts';
import { EXPORT_REQUEST, PARAMETERS } from '../api/query.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';
import { ServerError } from '../errors.ts';
import { askedOptions, askedTime } from './query-options.ts';

const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
} as const;

/** Parameters as they stand in an address. @throws {ServerError} H_INVALID */
function parametersIn(text: string | undefined) {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ServerError('H_INVALID', { problems: 'parameters: it is no JSON' }, { cause });
  }
  const parsed = PARAMETERS.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = 'parameters: not an object of texts, numbers, booleans and lists of them';
  throw new ServerError('H_INVALID', { problems }, { cause: parsed.error });
}

/** Every row of an answer as a file. */
export function addQueryExportRoute(app: App, services: Services): void {
  const { graph, dataDir, clock, closing } = services;

  app.route({
    method: 'GET',
    url: '/api/query/export',
    config: { permission: 'read' },
    schema: {
      tags: ['Graph'],
      summary: 'Keep every row of an answer as a file',
      description:
        'The forms are those of `graph-qualys query --format`. The file is made whole before its first byte is sent, so that an error is an error and never a file that is too short.',
      querystring: EXPORT_REQUEST,
      produces: Object.values(MEDIA_TYPES),
    },
    handler: async (request, reply) => {
      const { query, format, parameters } = request.query;
      const signal = goneSignal(reply, closing);
      const options = await askedOptions(services, signal, parametersIn(parameters));
      const time = askedTime(request.query, clock);
      const { file, bytes } = await graph.use(
        (store) => answerFile(store, dataDir, query, time, { ...options, format }),
        signal,
      );
      const day = new Date(time.now).toISOString().slice(0, 10);
      return reply
        .type(MEDIA_TYPES[format])
        .header('content-disposition', `attachment; filename="answer-${day}.${format}"`)
        .header('content-length', bytes)
        .send(file.createReadStream({ start: 0 }));
    },
  });
}

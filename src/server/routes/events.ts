import { type App, principalOf, type Services } from '../app-types.ts';
import { isStillIn } from '../security/principal.ts';

/** How often clients get a sign of life, milliseconds; proxies give up after a minute of silence. */
const BEAT_MS = 15_000;

/** What happens, as it happens. */
export function addEventRoute(app: App, { events, accounts, closing }: Services): void {
  const beat = setInterval(() => events.beat(), BEAT_MS).unref();
  closing.addEventListener('abort', () => {
    clearInterval(beat);
    events.close();
  });

  app.route({
    method: 'GET',
    url: '/api/events',
    config: { permission: 'read' },
    schema: {
      tags: ['Events'],
      summary: 'Listen to what happens',
      description:
        'Server-sent events: `run` (a run began, is being stopped, or has ended: `{runId, instanceId, state}`), `run-progress` (a run came further: `{runId, instanceId}`), `graph` (a run was applied: `{seq}`), `instances` (an instance or its next run has changed). Nothing is sent twice: after a broken connection, ask for what is shown again. The answer ends with the login.',
      produces: ['text/event-stream'],
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const stream = events.open(() => isStillIn(accounts, principal));
      return reply
        .headers({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
        .send(stream);
    },
  });
}

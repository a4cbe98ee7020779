import { type DoctorReport, doctor } from '../../app/doctor/index.ts';
import type { Environment } from '../../app/environment.ts';
import { DOCTOR_REPORT, type DoctorAnswer } from '../api/doctor.ts';
import { INSTANCE_TEST, STORED_INSTANCE_TEST } from '../api/instances.ts';
import { BY_ID } from '../api/schemas.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';
import { ServerError } from '../errors.ts';

/** Bytes of a configuration: thousands of QIDs and tags have room in it. */
const CONFIGURATION_LIMIT = 128 * 1024;

/** In place of the name of an instance, where refusals of logins are remembered that are not stored. */
const UNSAVED = '(not saved)';

/** Trying a configuration: what its login can read of Qualys. */
export function addInstanceTestRoutes(app: App, { instances, dataDir, closing }: Services): void {
  const tags = ['Integrations'];
  const description =
    'Calls every endpoint once, one after the other; whoever hangs up ends it. After a refused login nothing more is sent, and the same login is not sent again (409) unless `insist` says so.';

  const examine = async (
    env: Environment,
    instance: string,
    insist: boolean,
    signal: AbortSignal,
  ): Promise<DoctorAnswer> => answerOf(await doctor({ env, dataDir, instance, insist, signal }));

  app.route({
    method: 'POST',
    url: '/api/instances/test',
    bodyLimit: CONFIGURATION_LIMIT,
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Try a configuration that is not saved',
      description,
      body: INSTANCE_TEST,
      response: { 200: DOCTOR_REPORT },
    },
    handler: async (request, reply) => {
      const { options, secrets, insist } = request.body;
      const env = instances.environmentOf(options, secrets);
      return examine(env, UNSAVED, insist, goneSignal(reply, closing));
    },
  });

  app.route({
    method: 'POST',
    url: '/api/instances/:id/test',
    bodyLimit: CONFIGURATION_LIMIT,
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Try a stored configuration, or a change of it',
      description,
      params: BY_ID,
      body: STORED_INSTANCE_TEST,
      response: { 200: DOCTOR_REPORT },
    },
    handler: async (request, reply) => {
      const { insist, ...change } = request.body;
      const instance = instances.find(request.params.id);
      if (instance === undefined) throw new ServerError('H_NOT_FOUND');
      const env = instances.environment(instance.id, change);
      const isStored = change.options === undefined && change.secrets === undefined;
      const name = isStored ? instance.name : UNSAVED;
      return examine(env, name, insist, goneSignal(reply, closing));
    },
  });
}

function answerOf(report: DoctorReport): DoctorAnswer {
  const endpoints = report.endpoints.map((endpoint) => ({
    ...endpoint,
    version: { ...endpoint.version },
  }));
  return { ...report, endpoints, notes: [...report.notes] };
}

import { type Config, portalAuth, wayIn } from '../../integration/index.ts';
import { endpointPath } from '../../qualys/endpoints.ts';
import {
  detectionParameters,
  type FoParameters,
  hostParameters,
  knowledgeBaseParameters,
} from '../../qualys/fo-parameters.ts';
import { ENDPOINTS, type EndpointFamily, type EndpointName } from '../../qualys/index.ts';
import { hostAssetSearch, webAppFindingSearch, webAppSearch } from '../../qualys/qps-request.ts';
import {
  CALL_ORDER,
  detectionCall,
  HOST_CALL,
  hostAssetCall,
  knowledgeBaseCall,
  WEB_APP_CALL,
  WEB_APP_FINDING_CALL,
  WELL_KNOWN_QID,
} from './calls.ts';
import { ENDPOINT_NEEDS } from './needs.ts';
import { versionInUse } from './version-in-use.ts';

/** One call as a curl command. */
export interface CurlCommand {
  readonly endpoint: EndpointName;
  readonly label: string;
  /** Several lines; the password is not in it, curl asks for it. */
  readonly command: string;
}

/** Stands where `doctor` names a host of the list, and stands nowhere else: the shell puts a real id in. */
const SOME_HOST = '9007199254740991';

/** The calls of `doctor` as curl commands, in the same order. They hold no secret. */
export function curlCommands(config: Config): readonly CurlCommand[] {
  return CALL_ORDER.map((endpoint) => ({
    endpoint,
    label: ENDPOINT_NEEDS[endpoint].label,
    command: command(endpoint, config),
  }));
}

/**
 * The same as a script for people without this program: `bash calls.sh`. In a subshell, so that the end
 * after a refused login does not close the shell that it was pasted into.
 */
export function curlScript(config: Config): string {
  const [first, ...others] = curlCommands(config).map(
    ({ label, command: text }) => `# ${label}\n${text}`,
  );
  return `#!/usr/bin/env bash
# The calls of "graph-qualys doctor", one record each. No password is in here: curl asks for it.
# Qualys tells some refusals with status 200: look at CODE and responseCode in the answers.
# After a refused login stop and correct the password first, a few refusals lock an account.
(
# Put in an ID from the answer of the first call.
HOST_ID="\${HOST_ID:-1}"

${first} ||
  { echo 'Refused or not reached: nothing more is sent.' >&2; exit 1; }

${others.join('\n\n')}
)
`;
}

function command(name: EndpointName, config: Config): string {
  const endpoint = ENDPOINTS[name];
  const path = endpointPath(endpoint, versionInUse(name, config.qualysApiVersions).version ?? '');
  const address = `${config.qualysApiUrl}${path}`;
  const own =
    endpoint.family === 'fo' ? formArguments(name, address) : portalArguments(name, address);
  const parts = [
    login(endpoint.family, config),
    '--silent --show-error --include --compressed --fail-with-body --max-time 120',
    ...(config.qualysCaFile === undefined ? [] : [`--cacert ${quoted(config.qualysCaFile)}`]),
    "--header 'X-Requested-With: graph-qualys'",
    ...own,
  ];
  return `curl ${parts.join(' \\\n  ')}`;
}

/** `--user` without a password makes curl ask for it; a token is asked for by the shell. */
function login(family: EndpointFamily, config: Config): string {
  const way = family === 'fo' ? wayIn(config) : portalAuth(config);
  if (way !== 'basic') {
    return `--config <(read -rs -p 'Bearer token: ' TOKEN </dev/tty; printf 'oauth2-bearer = "%s"\\n' "$TOKEN")`;
  }
  // What stands behind a colon would be a password: a login name has none.
  const [name = ''] = config.qualysUsername.split(':');
  return `--user ${quoted(name)}`;
}

function formArguments(name: EndpointName, address: string): readonly string[] {
  const form = formOf(name);
  const method = form['ids'] === undefined ? ['--get'] : [];
  return [
    ...method,
    ...Object.entries(form).map(([key, value]) => `--data-urlencode ${quoted(`${key}=${value}`)}`),
    quoted(address),
  ];
}

function formOf(name: EndpointName): FoParameters {
  switch (name) {
    case 'host-list':
      return hostParameters(HOST_CALL, 1);
    case 'host-detections':
      return detectionParameters(detectionCall(SOME_HOST), 1);
    case 'knowledge-base':
      return knowledgeBaseParameters(knowledgeBaseCall(WELL_KNOWN_QID));
    default:
      throw new TypeError(`${name} takes no form`);
  }
}

function portalArguments(name: EndpointName, address: string): readonly string[] {
  const search = (xml: string, query = '') => [
    "--header 'Content-Type: text/xml'",
    `--data-binary ${quoted(xml)}`,
    quoted(`${address}${query}`),
  ];
  switch (name) {
    case 'portal-version':
      return [quoted(address)];
    case 'host-assets': {
      const call = hostAssetCall(SOME_HOST);
      return search(hostAssetSearch(call, 1), `?fields=${call.fields?.join(',') ?? ''}`);
    }
    case 'web-apps':
      return search(webAppSearch(WEB_APP_CALL, 1));
    case 'web-app-findings':
      return search(webAppFindingSearch(WEB_APP_FINDING_CALL, 1));
    default:
      throw new TypeError(`${name} is no call of the portal`);
  }
}

/** A word that the shell takes as it is, but for the id of the host. */
function quoted(text: string): string {
  const word = `'${text.replaceAll("'", `'\\''`)}'`;
  return word.replaceAll(SOME_HOST, `'"$HOST_ID"'`);
}

import { documentedSyncOptions } from '../../src/app/sync/index.ts';
import { configTable, optionTable } from '../../src/integration/index.ts';
import { GENERATED } from './markdown.ts';

/** The page `docs/reference/configuration.md`. */
export function configurationPage(): string {
  return `# Configuration

${GENERATED}Options are environment variables, or lines of a file \`.env\` in the folder where the command is started; a variable of the process wins over the
file. Only a login and the address are required. No flag takes a secret. Lists are comma-separated or JSON arrays.

The names of the archived integration stay. One deliberate change: \`MIN_SCANNED_SINCE_DAYS\` and \`MIN_FINDINGS_SINCE_DAYS\` are unset by default,
because a window is not the whole truth; setting one never removes anything from the graph.

## Ways in

| Way | Set | Classic API (\`/api\`) | Portal API (\`/qps\`) |
| --- | --- | --- | --- |
| User and password | \`QUALYS_USERNAME\` and a password | Basic with every call | Basic |
| User, token of the gateway | the same and \`QUALYS_AUTH=jwt\` | a token, got once every four hours | Basic |
| Client credentials of Qualys | \`QUALYS_CLIENT_ID\` and a client secret | a token, got once every four hours | the token |
| Token of your identity provider | a token, or a file or command that gives one | the token | the token |

Passwords, client secrets and tokens each come from one of three places: the variable itself, a file (\`…_FILE\`) or a command (\`…_COMMAND\`). A token
from a file or a command is read again shortly before it expires, if it is a JWT that says when, and once when it is refused. A token of the gateway is
renewed before it expires.

Qualys does not say whether the portal API takes tokens. Where it does not, give \`QUALYS_USERNAME\` and a password besides the token or the client
credentials: they are then used for the portal API alone, unless \`QUALYS_QPS_AUTH=bearer\` says otherwise.

The gateway of a public platform is known; that of a private one is named by \`QUALYS_GATEWAY_URL\`.

A login that Qualys refused is not used again until it changes, because repeated refusals lock accounts; \`--insist\` tries it all the same.

## Options

${configTable()}
## Upload to JupiterOne

For \`sync\` and \`run\` ([guide](../guide/jupiterone-sync.md)). \`HTTPS_PROXY\`, \`NO_PROXY\` and \`QUALYS_CA_FILE\` hold for this connection too.

${optionTable(documentedSyncOptions())}
\`GRAPH_QUALYS_DATA_DIR\` names the data folder, as \`--data-dir\` does. \`GRAPH_QUALYS_DEBUG=1\` adds stack traces to errors.
`;
}

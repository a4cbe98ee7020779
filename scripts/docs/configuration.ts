import { configTable } from '../../src/integration/index.ts';
import { GENERATED } from './markdown.ts';

/** The page `docs/reference/configuration.md`. */
export function configurationPage(): string {
  return `# Configuration

${GENERATED}Options are environment variables, or lines of a file \`.env\` in the folder where the command is started; a variable of the process wins over the
file. Only the login, the password and the address are required. No flag takes a secret. Lists are comma-separated or JSON arrays.

The names of the archived integration stay. One deliberate change: \`MIN_SCANNED_SINCE_DAYS\` and \`MIN_FINDINGS_SINCE_DAYS\` are unset by default,
because a window is not the whole truth; setting one never removes anything from the graph.

${configTable()}
\`GRAPH_QUALYS_DATA_DIR\` names the data folder, as \`--data-dir\` does. \`GRAPH_QUALYS_DEBUG=1\` adds stack traces to errors.
`;
}

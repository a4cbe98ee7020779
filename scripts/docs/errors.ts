import { APP_ERRORS } from '../../src/app/errors.ts';
import { SYNC_ERRORS } from '../../src/destinations/jupiterone/index.ts';
import { GRAPH_ERRORS } from '../../src/graph/index.ts';
import { INTEGRATION_ERRORS } from '../../src/integration/index.ts';
import { J1QL_ERRORS } from '../../src/j1ql/index.ts';
import { QUALYS_ERRORS } from '../../src/qualys/index.ts';
import { SERVER_ERRORS } from '../../src/server/index.ts';
import { SPOOL_ERRORS } from '../../src/spool/index.ts';
import { code, GENERATED, markdownTable } from './markdown.ts';

/** What the page tells of an error. */
export interface DocumentedError {
  readonly message: string;
  readonly exitCode: number;
  readonly retryable: boolean;
  readonly whatToDo: string;
}

/** Every catalogue, by the title of its section. A test makes sure that no code stands in two of them. */
export const CATALOGUES: Readonly<Record<string, Readonly<Record<string, DocumentedError>>>> = {
  'Qualys (Q_)': QUALYS_ERRORS,
  'Configuration and collection (C_, I_)': INTEGRATION_ERRORS,
  'Spool (S_)': SPOOL_ERRORS,
  'Graph (G_)': GRAPH_ERRORS,
  'J1QL (J_)': J1QL_ERRORS,
  'Upload to JupiterOne (J1_)': SYNC_ERRORS,
  'Application (A_)': APP_ERRORS,
  'Server (H_)': SERVER_ERRORS,
};

/** The page `docs/reference/errors.md`. */
export function errorsPage(): string {
  const sections = Object.entries(CATALOGUES).map(([title, catalogue]) => {
    const rows = Object.entries(catalogue).map(([name, entry]) => [
      code(name),
      entry.message,
      String(entry.exitCode),
      entry.retryable ? 'yes' : 'no',
      entry.whatToDo,
    ]);
    return `## ${title}\n\n${markdownTable(['Code', 'Message', 'Exit code', 'May pass', 'What to do'], rows)}`;
  });
  return `# Errors

${GENERATED}The code is the contract, the sentence is for people. Qualys' own code and sentence are added where it sent them. Exit codes: 1 failed, 2 usage or
configuration, 3 partial. "May pass": the same call may succeed later without anybody changing anything.

${sections.join('\n')}`;
}

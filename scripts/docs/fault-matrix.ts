import { COLUMNS } from '../../test/faults/columns.ts';
import { FAULT_ROWS, type Met } from '../../test/faults/kinds.ts';
import { code, GENERATED, markdownTable } from './markdown.ts';

const WORDS: Readonly<Record<Met, string>> = {
  again: 'asked again',
  halves: 'halves',
  repaired: 'repaired',
  once: 'counted once',
  taken: 'taken',
  garbled: '**partial**, record named',
  named: '**partial**, page named',
  leftOut: 'asked again',
  next: 'next run',
  stopped: '**stopped**',
  untouched: '–',
};

/** What becomes of every kind of fault at every kind of request; the tests in test/faults prove it cell by cell. */
export function faultMatrixPage(): string {
  const cells = FAULT_ROWS.length * COLUMNS.length;
  const rows = FAULT_ROWS.map((row) => [
    `${code(row.fault.replace('kind: ', ''))}${row.canLast ? ' ¹' : ''}`,
    ...COLUMNS.map(({ name }) => WORDS[row.met[name]]),
  ]);
  return `# Fault matrix

${GENERATED}What a run makes of a fault, by the request that meets it: ${FAULT_ROWS.length} kinds of fault at ${COLUMNS.length} kinds of requests, ${cells} cases. Each is a test in \`test/faults\`:
the simulator does to the real collection, over a real socket, what the row says. The kinds are those of [fault scripts](../guide/fault-scripts.md).

After every one of them the graph is the undisturbed one, or the run is partial (exit code 3), names exactly what is missing, and the next undisturbed run heals
it completely. A refused login is the one exception: it stops the run (exit code 1) before anything of it is applied.

| In the table | Means |
| --- | --- |
| asked again | the request was sent again until its answer was whole, or what the answer left out was asked for by itself; the graph is the undisturbed one |
| halves | read in halves, each of which came; the graph is the undisturbed one |
| repaired | bytes that mean nothing became U+FFFD, and the run says so |
| counted once | what came twice counts once |
| taken | taken as it came: nothing of it is wrong |
| **partial**, page named | exit code 3; the page is named, nothing in it ends, the next run reads it |
| **partial**, record named | exit code 3; the record is named with its host, nothing of that host ends, the next run reads it |
| next run | the run shows the platform as it was before and ends nothing; the next one shows it as it is |
| **stopped** | exit code 1; no further request is sent, the graph is as it was |
| – | such an answer holds nothing that this fault could spoil |

${markdownTable(['Fault', ...COLUMNS.map(({ name }) => name)], rows)}
¹ Also tried with every request from one on, for good: then the pages are named, nothing of them ends, and the next undisturbed run reads them.

\`gaps\` and \`hostMoves\` meet a second run. In a first one nothing knows of a host or a detection that a page leaves out as if it did not exist (web applications and their
findings are counted even then); it comes when its host is read again, within \`FULL_READ_EVERY_DAYS\`.
`;
}

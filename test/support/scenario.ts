import { onTestFinished } from 'vitest';
import type { CollectInput } from '../../src/app/collect.ts';
import type { DataDir } from '../../src/app/data-dir.ts';
import { answerQuery } from '../../src/app/query.ts';
import type { RunRecord } from '../../src/app/run-record.ts';
import { withExistingGraph } from '../../src/app/with-graph.ts';
import type { Row } from '../../src/graph/index.ts';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
  type TruthOptions,
} from '../../src/simulator/index.ts';
import { type CommandResult, runCommand } from './cli.ts';
import { graphOf, settingsFor, temporaryDataDir } from './collected-graph.ts';
import { type GraphObject, graphDifferences } from './compare-graphs.ts';
import { collectInProcess, type InProcessOptions } from './in-process.ts';

/** A finding of the truth. */
export interface TrueFinding {
  readonly _key: string;
  readonly hostId: string;
  readonly qid: number;
  readonly numericSeverity: number;
  readonly open: boolean;
  readonly [property: string]: unknown;
}

/** Settings of a run besides those that lead to the platform. */
type Settings = Readonly<Record<string, string>>;

/** A simulated platform and a data folder that it is collected into. */
export class Scenario {
  readonly simulator: Simulator;
  readonly url: string;
  readonly dir: DataDir;
  #runs = 0;

  constructor(simulator: Simulator, url: string) {
    this.simulator = simulator;
    this.url = url;
    this.dir = temporaryDataDir('scenario');
  }

  /** What leads to the platform, with the login that counts now. */
  get settings(): Record<string, string> {
    return settingsFor(this.simulator, this.url);
  }

  /** One run in this process, at the time of the platform. */
  run(
    input: Partial<CollectInput> = {},
    settings: Settings = {},
    options: InProcessOptions = {},
  ): Promise<RunRecord> {
    this.#runs += 1;
    // Runs at one time of the platform are a second apart.
    const at = this.simulator.now + this.#runs * 1000;
    return collectInProcess(
      this.dir,
      { ...this.settings, ...settings },
      { ...options, input: { clock: () => at, ...input } },
    );
  }

  /** A command of the real command line, on this data folder. */
  command(args: readonly string[], settings: Settings = {}): Promise<CommandResult> {
    return runCommand([...args, '--data-dir', this.dir.path], { ...this.settings, ...settings });
  }

  /** `collect --json`: how it ended, and its record. */
  async collect(
    flags: readonly string[] = [],
    settings: Settings = {},
  ): Promise<CommandResult & { readonly record: RunRecord }> {
    const result = await this.command(['collect', '--json', ...flags], settings);
    return { ...result, record: JSON.parse(result.stdout) as RunRecord };
  }

  /** What the graph should be, beside what it is: the differences, at most 20. */
  async differences(options: TruthOptions = {}): Promise<readonly string[]> {
    const truth = this.simulator.truth({ apiUrl: this.url, ...options });
    return graphDifferences(truth, await this.graph()).slice(0, 20);
  }

  /** The current graph. */
  graph(): Promise<GraphObject[]> {
    return graphOf(this.dir);
  }

  /** Findings on hosts, as the platform has them. */
  findings(options: TruthOptions = {}): readonly TrueFinding[] {
    return [...this.simulator.truth(options)].filter(
      ({ _type }) => _type === 'qualys_host_finding',
    ) as unknown as TrueFinding[];
  }

  /** Rows of a J1QL query. */
  query(text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return withExistingGraph(this.dir, async (store) => {
      const answer = await answerQuery(store, text, { now: this.simulator.now });
      const all: Readonly<Record<string, unknown>>[] = [];
      for await (const rows of answer.rows()) all.push(...rows);
      return all;
    });
  }

  /** Rows of an SQL query. */
  sql(text: string, ...parameters: string[]): Promise<readonly Row[]> {
    return withExistingGraph(this.dir, async (store) => {
      const all: Row[] = [];
      for await (const rows of store.read(text, parameters)) all.push(...rows);
      return all;
    });
  }

  /** All versions of an entity, oldest first. */
  versions(key: string): Promise<readonly Row[]> {
    return this.sql(
      `SELECT version, created_on, begin_on, end_on, end_seq, closed_reason, "open", status
       FROM entity WHERE key = $1 ORDER BY begin_seq`,
      key,
    );
  }

  /** Why findings on hosts ended that are not in the graph any more, by key. */
  async ended(): Promise<Readonly<Record<string, string>>> {
    const rows = await this.sql(`SELECT key, max_by(closed_reason, end_seq) AS reason
      FROM entity_host_finding GROUP BY key HAVING count(*) = count(end_seq)`);
    return Object.fromEntries(rows.map((row) => [String(row['key']), String(row['reason'])]));
  }

  /** Keys of the findings that some version of the graph says were fixed. */
  async everFixed(): Promise<readonly string[]> {
    const rows = await this.sql(
      `SELECT DISTINCT key FROM entity_host_finding WHERE closed_reason = 'fixed' ORDER BY key`,
    );
    return rows.map(({ key }) => String(key));
  }
}

/** A platform that listens until the test is over, with a data folder of its own. */
export async function scenario(options: SimulatorOptions = {}): Promise<Scenario> {
  const simulator = createSimulator({
    hosts: 24,
    detections: 6,
    webApps: 3,
    limits: 'generous',
    ...options,
  });
  onTestFinished(() => simulator.close());
  const { url } = await simulator.listen();
  return new Scenario(simulator, url);
}

/** Failed pages of a run, `endpoint scope code`. */
export function failedPagesOf({ endpoints }: RunRecord): readonly string[] {
  return endpoints.flatMap(({ name, failedPages }) =>
    failedPages.map(({ scope, code }) => `${name} ${scope} ${code}`),
  );
}

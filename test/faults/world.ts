import { onTestFinished } from 'vitest';
import type { DataDir } from '../../src/app/data-dir.ts';
import type { RunRecord } from '../../src/app/run-record.ts';
import {
  createSimulator,
  parseFaultScript,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.ts';
import { graphOf, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { type GraphObject, graphDifferences } from '../support/compare-graphs.ts';
import { collectInProcess, type InProcessOptions } from '../support/in-process.ts';

/** Sizes with which a small world has several pages of everything, asked for one after the other. */
const SETTINGS = {
  hostsPerChunk: 4,
  chunksInParallel: 1,
  qidsPerCall: 15,
  webAppsPerPage: 2,
  webAppsPerCall: 1,
  webAppFindingsPerPage: 200,
};

/** A small platform of its own, and a data folder it is collected into. */
export class SmallWorld {
  readonly simulator: Simulator;
  readonly url: string;
  readonly dir: DataDir = temporaryDataDir('faults');

  private constructor(simulator: Simulator, url: string) {
    this.simulator = simulator;
    this.url = url;
  }

  /** Always the same world: 12 hosts in 3 chunks, 3 scanned web applications on 2 pages. */
  static async open(options: SimulatorOptions = {}): Promise<SmallWorld> {
    const simulator = createSimulator({
      seed: 244,
      hosts: 12,
      detections: 4,
      webApps: 4,
      limits: 'generous',
      ...options,
    });
    const { url } = await simulator.listen();
    return new SmallWorld(simulator, url);
  }

  /** As {@link SmallWorld.open}; ends with the test. */
  static async forTest(options: SimulatorOptions = {}): Promise<SmallWorld> {
    const world = await SmallWorld.open(options);
    onTestFinished(() => world.close());
    return world;
  }

  /** Sets a fault script, written as a user writes it. The log begins anew. */
  disturb(script: string): void {
    this.simulator.setFaults(parseFaultScript(script));
    this.simulator.clearRequests();
  }

  /** Ends all faults. The log begins anew. */
  calm(): void {
    this.disturb('[]');
  }

  /** One run. */
  run(options: InProcessOptions = {}): Promise<RunRecord> {
    return collectInProcess(this.dir, settingsFor(this.simulator, this.url), {
      ...options,
      settings: { ...SETTINGS, ...options.settings },
    });
  }

  /** The graph as it is. */
  graph(): Promise<GraphObject[]> {
    return graphOf(this.dir);
  }

  /** The graph as it should be. */
  truth(): GraphObject[] {
    return [...this.simulator.truth({ apiUrl: this.url })] as unknown as GraphObject[];
  }

  /** What of the graph is not as it should be. */
  async differences(): Promise<string[]> {
    return graphDifferences(this.truth(), await this.graph());
  }

  /** Ends the platform. */
  close(): Promise<void> {
    return this.simulator.close();
  }
}

/** Every failed page, `endpoint scope`. */
export function failedScopes({ endpoints }: RunRecord): string[] {
  return endpoints.flatMap(({ name, failedPages }) =>
    failedPages.map(({ scope }) => `${name} ${scope}`),
  );
}

/** Kinds of the warnings about an endpoint. */
export function warningsOf({ warnings }: RunRecord, endpoint: string): string[] {
  return warnings.filter((warning) => warning.endpoint === endpoint).map(({ kind }) => kind);
}

/** The same graph without the marks that stand for bytes that mean nothing. */
export function withoutMarks(objects: readonly GraphObject[]): GraphObject[] {
  return JSON.parse(JSON.stringify(objects).replaceAll('\ufffd', ''));
}

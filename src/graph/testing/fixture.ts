import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entity, Finding, MappedTarget } from '../../model/graph-object.ts';
import { createRunSpool, type SegmentWriter } from '../../spool/index.ts';
import {
  type ApplyInstance,
  type ApplyReport,
  type ApplyRequest,
  type ExportedObject,
  exportGraph,
  type GraphStore,
  openStore,
  type Parameter,
  type Row,
} from '../index.ts';

/** A run by hand: rows of one segment, and what it is complete for. */
export interface HandMadeRun
  extends Pick<ApplyRequest, 'scope' | 'state' | 'acceptRemovals' | 'signal'> {
  readonly instance?: ApplyInstance;
  readonly complete?: readonly string[];
  readonly rows?: (segment: SegmentWriter) => void;
  readonly runId?: string;
}

/** The instance that hand-made runs belong to unless they say otherwise. */
export const QUALYS: ApplyInstance = {
  name: 'qualys',
  integrationType: 'qualys',
  subscription: 'subscription-a',
};

/** Start of the clock of hand-made runs; every run is one day later. */
export const DAY_ONE = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

/** A store in a folder of its own, and runs for it. */
export class GraphFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'graph-store-test-'));
  #store: GraphStore | undefined;
  #runs = 0;

  /** Path of the file of the store. */
  get path(): string {
    return join(this.folder, 'graph.duckdb');
  }

  /** The opened store. */
  async store(memoryLimitMb = 200): Promise<GraphStore> {
    this.#store ??= await openStore({ path: this.path, memoryLimitMb });
    return this.#store;
  }

  /** Closes the store; the next use opens it again. */
  async close(): Promise<void> {
    await this.#store?.close();
    this.#store = undefined;
  }

  /** Closes the store and removes the folder. */
  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Writes the folder of a run. */
  async spool(run: HandMadeRun): Promise<{ readonly runId: string; readonly spoolDir: string }> {
    this.#runs += 1;
    const runId = run.runId ?? `run-${this.#runs}`;
    const spoolDir = join(this.folder, 'runs', `${runId}-${this.#runs}`);
    const spool = await createRunSpool(spoolDir, {
      runId,
      instance: run.instance ?? QUALYS,
      configFingerprint: 'test',
      startedAt: DAY_ONE,
    });
    const segment = await spool.beginPage({ sequence: 0, endpoint: 'test', scope: 'all' });
    run.rows?.(segment);
    await segment.commit({ counts: {} });
    return { runId, spoolDir };
  }

  /** Applies a run by hand: run n happens on day n. */
  async apply(run: HandMadeRun): Promise<ApplyReport> {
    const spooled = await this.spool(run);
    return (await this.store()).apply({
      ...spooled,
      at: DAY_ONE + (this.#runs - 1) * DAY_MS,
      instance: run.instance ?? QUALYS,
      completeTypes: run.complete ?? [],
      signal: run.signal,
      scope: run.scope,
      state: run.state,
      acceptRemovals: run.acceptRemovals,
    });
  }

  /** All rows of a query. */
  async rows(sql: string, params: readonly Parameter[] = []): Promise<Row[]> {
    const all: Row[] = [];
    for await (const rows of (await this.store()).read(sql, params)) all.push(...rows);
    return all;
  }

  /** The current graph: entities as `type key`, relationships as `class from key > to key`, sorted. */
  async graph(): Promise<string[]> {
    const all: string[] = [];
    for (const object of await this.objects()) {
      all.push(
        '_fromEntityKey' in object
          ? `${object['_class']} ${object['_fromEntityKey']} > ${object['_toEntityKey']}`
          : `${object['_type']} ${object['_key']}`,
      );
    }
    return all.sort();
  }

  /** The current graph as objects. */
  async objects(): Promise<ExportedObject[]> {
    const all: ExportedObject[] = [];
    for await (const object of exportGraph(await this.store())) all.push(object);
    return all;
  }

  /** Versions of one key, oldest first, parked rows left out. */
  async versions(key: string): Promise<Row[]> {
    return this.rows(
      `SELECT id, version, begin_seq, end_seq, created_on, begin_on, end_on, closed_reason
       FROM entity WHERE key = $1 ORDER BY begin_seq`,
      [key],
    );
  }
}

/** An entity with a name. */
export function entity(
  type: string,
  classes: readonly string[],
  key: string,
  properties: Readonly<Record<string, Entity[string]>> = {},
): Entity {
  return { name: key, displayName: key, ...properties, _key: key, _type: type, _class: classes };
}

/** The vulnerability manager, which scans hosts. */
export const SCANNER = entity('qualys_vulnerability_manager', ['Service'], 'qualys-service:vmdr');

/** A host to be placed. */
export function host(
  id: number,
  properties: Readonly<Record<string, Entity[string]>> = {},
  more: Partial<MappedTarget> & { readonly type?: string; readonly key?: string } = {},
): MappedTarget {
  const { type = 'discovered_host', key = `qualys-host:${id}`, ...rest } = more;
  return {
    entity: entity(type, ['Host'], key, { qualysQwebHostId: String(id), ...properties }),
    scannerKey: SCANNER._key,
    ref: { space: 'host', id: String(id) },
    order: id,
    isEnriched: true,
    ...rest,
  };
}

/** A finding on a host. */
export function finding(
  hostId: number,
  number: number,
  properties: Readonly<Record<string, Entity[string]>> = {},
): Finding {
  return {
    entity: entity('qualys_host_finding', ['Finding'], `host-finding:${hostId}:${number}`, {
      qid: 38_000 + number,
      open: true,
      status: 'Active',
      lastFoundOn: DAY_ONE,
      ...properties,
    }),
    ref: { space: 'host', id: String(hostId) },
  };
}

/** A vulnerability of the knowledge base. */
export function vulnerability(number: number, cveIds: readonly string[] = []): Entity {
  return entity('qualys_vuln', ['Vulnerability'], `vuln-qid:${38_000 + number}`, {
    qid: 38_000 + number,
    open: true,
    cveIds,
  });
}

/** A CVE. */
export function cve(id: string): Entity {
  return entity('cve', ['Vulnerability'], id.toLowerCase(), { cveId: id, open: true });
}

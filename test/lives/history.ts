import type { DataDir } from '../../src/app/data-dir.ts';
import { withExistingGraph } from '../../src/app/with-graph.ts';
import type { Value } from '../../src/graph/index.ts';

/** One version of an entity, as it is stored. Sequences are those of the applies. */
export interface StoredVersion {
  readonly type: string;
  readonly key: string;
  readonly id: number;
  readonly version: number;
  readonly beginSeq: number;
  /** Undefined for the current one. */
  readonly endSeq: number | undefined;
  readonly beginOn: number;
  readonly endOn: number | undefined;
  readonly createdOn: number;
  readonly closedReason: string | undefined;
  readonly hash: number;
}

/** Every version of every entity that the graph of a data folder ever had, by type, key and begin. */
export function historyOf(dir: DataDir): Promise<StoredVersion[]> {
  return withExistingGraph(dir, async (store) => {
    const versions: StoredVersion[] = [];
    const rows = store.read(
      `SELECT k.type, e.key, e.id, e.version, e.begin_seq, e.end_seq, e.begin_on, e.end_on,
        e.created_on, e.closed_reason, e.hash
      FROM entity e JOIN kind k ON k.id = e.kind_id ORDER BY k.type, e.key, e.begin_seq, e.id`,
    );
    for await (const batch of rows) {
      for (const row of batch) {
        versions.push({
          type: String(row['type']),
          key: String(row['key']),
          id: Number(row['id']),
          version: Number(row['version']),
          beginSeq: Number(row['begin_seq']),
          endSeq: number(row['end_seq']),
          beginOn: Number(row['begin_on']),
          endOn: number(row['end_on']),
          createdOn: Number(row['created_on']),
          closedReason: row['closed_reason'] === null ? undefined : String(row['closed_reason']),
          hash: Number(row['hash']),
        });
      }
    }
    return versions;
  });
}

function number(value: Value | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** A version without what differs between two runs of the same: ids and times of our clock. */
export function versionLine(version: StoredVersion): string {
  const { type, key, beginSeq, endSeq, closedReason, hash } = version;
  return [type, key, `v${version.version}`, beginSeq, endSeq, closedReason, hash].join(' ');
}

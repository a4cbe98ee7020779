import type { AssetRef, MappedTarget } from '../model/graph-object.ts';
import { type RunSpool, readRows } from '../spool/index.ts';

/** The target that stands for an asset. */
export interface AssetPlace {
  readonly key: string;
  readonly type: string;
  readonly classes: readonly string[];
  readonly name: string;
  readonly displayName: string;
}

interface Standing extends AssetPlace {
  readonly order: number;
}

/** Which target stands for each asset of a run, and which of several with one key does. */
export class AssetPlaces {
  /** By key: of two records of one machine the older one stands (see MappedTarget.order). */
  readonly #standing = new Map<string, Standing>();
  readonly #keys = new Map<string, string>();

  /** Reads the targets of a run. Bounded by the number of hosts and applications. */
  static async of(spool: RunSpool): Promise<AssetPlaces> {
    const places = new AssetPlaces();
    for await (const page of spool.pages()) {
      for await (const row of readRows(page, ['target'])) {
        if (row.row === 'target') places.#add(row.target);
      }
    }
    return places;
  }

  /** What stands for an asset; undefined if the run did not bring it. */
  of(ref: AssetRef): AssetPlace | undefined {
    return this.#standing.get(this.#keys.get(nameOf(ref)) ?? '');
  }

  /** Whether it is this record that stands for the assets with its key. */
  isStanding({ entity, order }: MappedTarget): boolean {
    return this.#standing.get(entity._key)?.order === order;
  }

  #add({ entity, ref, order }: MappedTarget): void {
    const { _key: key, _type: type, _class: classes } = entity;
    this.#keys.set(nameOf(ref), key);
    const standing = this.#standing.get(key);
    if (standing !== undefined && standing.order <= order) return;
    const { name, displayName } = entity;
    this.#standing.set(key, {
      key,
      type,
      classes,
      name: String(name),
      displayName: String(displayName),
      order,
    });
  }
}

function nameOf({ space, id }: AssetRef): string {
  return `${space} ${id}`;
}

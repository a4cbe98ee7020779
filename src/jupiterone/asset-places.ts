import type { AssetRef, Entity, MappedTarget } from '../model/graph-object.ts';
import { type RunSpool, readRows } from '../spool/index.ts';

interface Standing {
  /** What tells the asset apart and names it; the rest of it is in the spool. */
  readonly asset: Entity;
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

  /** What stands for an asset, in short; undefined if the run did not bring it. */
  of(ref: AssetRef): Entity | undefined {
    return this.#standing.get(this.#keys.get(nameOf(ref)) ?? '')?.asset;
  }

  /** Whether it is this record that stands for the assets with its key. */
  isStanding({ entity, order }: MappedTarget): boolean {
    return this.#standing.get(entity._key)?.order === order;
  }

  #add({ entity, ref, order }: MappedTarget): void {
    const { _key, _type, _class, name, displayName, qualysQwebHostId } = entity;
    this.#keys.set(nameOf(ref), _key);
    const standing = this.#standing.get(_key);
    if (standing !== undefined && standing.order <= order) return;
    this.#standing.set(_key, {
      asset: { _key, _type, _class, name, displayName, qualysQwebHostId },
      order,
    });
  }
}

function nameOf({ space, id }: AssetRef): string {
  return `${space} ${id}`;
}

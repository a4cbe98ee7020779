import type { GraphObject } from '../support/compare-graphs.ts';

/** What an object is about: a host, a web application, a QID, a CVE or the subscription itself. */
export type Owner = `host ${string}` | `app ${string}` | `qid ${string}` | 'cve' | 'service';

function ownerOfEntity(object: GraphObject): Owner {
  const { _type: type, qid, hostId, webAppId, qualysQwebHostId } = object;
  if (type === 'qualys_vuln') return `qid ${qid}`;
  if (type === 'cve') return 'cve';
  const host = hostId ?? qualysQwebHostId;
  if (host !== undefined) return `host ${host}`;
  return webAppId === undefined ? 'service' : `app ${webAppId}`;
}

/** Who the objects of some graphs belong to, by `type key`; relationships belong to both of their ends. */
export class Owners {
  readonly #owners = new Map<string, readonly Owner[]>();

  constructor(...graphs: readonly (readonly GraphObject[])[]) {
    const entities = new Map<unknown, Owner>();
    for (const graph of graphs) {
      for (const object of graph) {
        if (!('_fromEntityKey' in object)) entities.set(object['_key'], ownerOfEntity(object));
      }
    }
    for (const object of graphs.flat()) {
      const ends = [object['_fromEntityKey'], object['_toEntityKey']];
      const owners = '_fromEntityKey' in object ? ends.map((key) => entities.get(key)) : [];
      this.#owners.set(
        identityOf(object),
        '_fromEntityKey' in object
          ? owners.filter((owner) => owner !== undefined)
          : [ownerOfEntity(object)],
      );
    }
  }

  /** Who an object belongs to. */
  of(identity: string): readonly Owner[] {
    const owners = this.#owners.get(identity);
    if (owners === undefined) throw new Error(`nobody knows ${identity}`);
    return owners;
  }

  /** Who the object of a line belongs to that graphDifferences wrote. */
  ofDifference(line: string): readonly Owner[] {
    const bare = line.replace(/^(?:missing|unexpected): /, '');
    if (bare !== line) return this.of(bare);
    // `type key property: expected …`: keys have no blanks, but nothing depends on it.
    for (let at = bare.indexOf(': expected '); at > 0; at = bare.lastIndexOf(' ', at - 1)) {
      const owners = this.#owners.get(bare.slice(0, at));
      if (owners !== undefined) return owners;
    }
    throw new Error(`nobody knows the object of: ${line}`);
  }
}

/** Type and key, as graphDifferences writes them. */
export function identityOf(object: GraphObject): string {
  return `${object['_type']} ${object['_key']}`;
}

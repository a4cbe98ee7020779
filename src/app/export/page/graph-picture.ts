import type { ExportedObject } from '../../../graph/index.ts';

/** How far from the centre something stands, and what it is to a reader of the picture. */
export type Ring = 'account' | 'service' | 'asset' | 'finding' | 'vulnerability' | 'cve' | 'other';

/** An entity of the picture. */
export interface PictureNode {
  readonly key: string;
  readonly type: string;
  readonly ring: Ring;
  readonly label: string;
  /** `critical` … `none`; absent where there is none. */
  readonly severity?: string;
  /** Of a finding: whether it needs attention. */
  readonly isOpen?: boolean;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A relationship of the picture, by places in the list of nodes. */
export interface PictureEdge {
  readonly from: number;
  readonly to: number;
  readonly verb: string;
}

/** What is drawn. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

const RINGS: readonly (readonly [string, Ring])[] = [
  ['Account', 'account'],
  ['Service', 'service'],
  ['Finding', 'finding'],
  ['Host', 'asset'],
  ['Device', 'asset'],
  ['Application', 'asset'],
  ['Vulnerability', 'vulnerability'],
];

/** Sorts exported objects into nodes and edges. Relationships without both ends are left out. */
export async function pictureOf(objects: AsyncIterable<ExportedObject>): Promise<Picture> {
  const nodes: PictureNode[] = [];
  const edges: PictureEdge[] = [];
  const places = new Map<string, number>();
  for await (const object of objects) {
    if (typeof object['_fromEntityKey'] === 'string') {
      const from = places.get(object['_fromEntityKey']);
      const to = places.get(String(object['_toEntityKey']));
      if (from !== undefined && to !== undefined) {
        edges.push({ from, to, verb: String(object['_class']) });
      }
      continue;
    }
    const node = nodeOf(object);
    places.set(node.key, nodes.length);
    nodes.push(node);
  }
  return { nodes, edges };
}

function nodeOf(object: ExportedObject): PictureNode {
  const { _key, _type, _class, ...properties } = object;
  const { displayName, name, severity, open } = object;
  const key = String(_key);
  const ring = ringOf(String(_type), _class);
  return {
    key,
    type: String(_type),
    ring,
    label: String(displayName ?? name ?? key),
    ...(typeof severity === 'string' && { severity }),
    ...(ring === 'finding' && { isOpen: open === true }),
    properties,
  };
}

function ringOf(type: string, classes: ExportedObject[string]): Ring {
  if (type === 'cve') return 'cve';
  const names = Array.isArray(classes) ? classes : [classes];
  return RINGS.find(([name]) => names.includes(name))?.[1] ?? 'other';
}

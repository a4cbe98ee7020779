import { cdata, escapeAll } from './xml.ts';

/**
 * A record of the portal API as a tree, so that one description serves XML and JSON. `isCdata` only
 * concerns XML; `isList` marks wrappers whose members JSON writes as an array of one-member objects.
 */
export interface ElementTree {
  readonly name: string;
  readonly value?: string | number | boolean;
  readonly isCdata?: true;
  readonly isList?: true;
  readonly children?: readonly ElementTree[];
}

type Value = string | number | boolean | undefined;

/** A leaf, or nothing for an absent value. */
export function leaf(name: string, value: Value): readonly ElementTree[] {
  return value === undefined ? [] : [{ name, value }];
}

/** A leaf whose text XML writes as CDATA. */
export function cdataLeaf(name: string, value: string | undefined): readonly ElementTree[] {
  return value === undefined ? [] : [{ name, value, isCdata: true }];
}

/** An element with children; an empty one is written all the same. */
export function branch(
  name: string,
  ...children: readonly (readonly ElementTree[])[]
): readonly ElementTree[] {
  return [{ name, children: children.flat() }];
}

/** `<name><list>…</list></name>`, the way of the asset search. */
export function listBranch(name: string, members: readonly ElementTree[]): readonly ElementTree[] {
  return [{ name, children: [{ name: 'list', isList: true, children: members }] }];
}

/** `<name><count>n</count><list>…</list></name>`, the way of WAS; an empty one has no list. */
export function countedList(
  name: string,
  members: readonly ElementTree[],
  isTold = true,
): readonly ElementTree[] {
  const list: ElementTree = { name: 'list', isList: true, children: members };
  return [
    {
      name,
      children: [
        { name: 'count', value: members.length },
        ...(members.length > 0 && isTold ? [list] : []),
      ],
    },
  ];
}

/** The tree as XML, one element a line. */
export function treeToXml(tree: ElementTree): string {
  const { name, value, children } = tree;
  if (children !== undefined) {
    if (children.length === 0) return `<${name}/>\n`;
    let text = `<${name}>\n`;
    for (const child of children) text += treeToXml(child);
    return `${text}</${name}>\n`;
  }
  if (value === '') return `<${name}></${name}>\n`;
  if (tree.isCdata) return `<${name}>${cdata(String(value))}</${name}>\n`;
  return `<${name}>${typeof value === 'string' ? escapeAll(value) : value}</${name}>\n`;
}

/** The content of the tree as a JSON value. */
export function treeToJson(tree: ElementTree): unknown {
  const { value, children } = tree;
  if (children === undefined) return value;
  if (tree.isList) return children.map((child) => ({ [child.name]: treeToJson(child) }));
  return Object.fromEntries(children.map((child) => [child.name, treeToJson(child)]));
}

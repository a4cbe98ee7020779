/** A graph object in flat form: metadata with underscore, properties beside it. */
export type GraphObject = Readonly<Record<string, unknown>>;

/** Compared forms: lists of classes in any order, absent and null alike. */
function canonical(object: object): Map<string, string> {
  const entries = Object.entries(object)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]): [string, string] => [
      name,
      JSON.stringify(name === '_class' && !Array.isArray(value) ? [value] : value),
    ]);
  return new Map(entries);
}

function byIdentity(objects: Iterable<object>): Map<string, GraphObject> {
  const map = new Map<string, GraphObject>();
  for (const object of objects as Iterable<GraphObject>) {
    const identity = `${object['_type']} ${object['_key']}`;
    if (map.has(identity)) throw new Error(`twice in one graph: ${identity}`);
    map.set(identity, object);
  }
  return map;
}

/**
 * Every difference between two graphs, one line each: objects that one of them lacks, and properties
 * that differ. An empty list means that they are equal, object by object and property by property.
 * `ignore` names properties that only one side has: when a host was read, no platform knows.
 */
export function graphDifferences(
  expected: Iterable<object>,
  actual: Iterable<object>,
  ignore: readonly string[] = ['lastReadOn'],
): string[] {
  const wanted = byIdentity(expected);
  const found = byIdentity(actual);
  const differences: string[] = [];
  for (const [identity, object] of wanted) {
    const other = found.get(identity);
    if (other === undefined) {
      differences.push(`missing: ${identity}`);
      continue;
    }
    const left = canonical(object);
    const right = canonical(other);
    for (const name of new Set([...left.keys(), ...right.keys()])) {
      if (ignore.includes(name) || left.get(name) === right.get(name)) continue;
      differences.push(`${identity} ${name}: expected ${left.get(name)}, found ${right.get(name)}`);
    }
  }
  for (const identity of found.keys()) {
    if (!wanted.has(identity)) differences.push(`unexpected: ${identity}`);
  }
  return differences;
}

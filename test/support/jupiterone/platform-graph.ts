import type { Json } from './checks.ts';
import type { StubJob } from './job.ts';

/** What an integration, or a scope, has on the platform. */
export interface ScopeGraph {
  readonly entities: Map<string, Json>;
  readonly relationships: Map<string, Json>;
}

interface Mapping {
  readonly relationshipDirection: string;
  readonly sourceEntityKey: string;
  readonly targetFilterKeys: readonly (readonly string[])[];
  readonly targetEntity: Json;
  readonly skipTargetCreation?: boolean;
}

function classesOf(entity: Json): readonly string[] {
  const value = entity['_class'];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

/** Whether an entity has what a target has in all of these properties. */
function matches(entity: Json, target: Json, names: readonly string[]): boolean {
  return names.every((name) =>
    name === '_class'
      ? classesOf(target).every((each) => classesOf(entity).includes(each))
      : JSON.stringify(entity[name]) === JSON.stringify(target[name]),
  );
}

/** The graph of an account: what each scope uploaded, and what the mapper makes of it. */
export class PlatformGraph {
  readonly scopes = new Map<string, ScopeGraph>();

  /** What a scope has. */
  of(scope: string): ScopeGraph {
    const known = this.scopes.get(scope);
    if (known !== undefined) return known;
    const made: ScopeGraph = { entities: new Map(), relationships: new Map() };
    this.scopes.set(scope, made);
    return made;
  }

  /** Works a job in: entities before relationships. Counts what it does in the job. */
  work(job: StubJob): void {
    const { entities, relationships } = this.of(job.facts.scope);
    if (job.facts.syncMode === 'PATCH') {
      for (const [key, entity] of job.entities) {
        entities.set(key, { ...entities.get(key), ...entity });
      }
      job.counters['numEntitiesUpdated'] = job.entities.size;
      return;
    }
    const partial = new Set(job.partialTypes);
    merge(job, 'Entit', entities, job.entities, partial);
    const whole = new Map(
      [...job.relationships].filter(([, each]) => {
        const ends = each['_mapping']
          ? [(each['_mapping'] as Mapping).sourceEntityKey]
          : [each['_fromEntityKey'], each['_toEntityKey']];
        const exists = ends.every((key) => entities.has(String(key)));
        if (!exists) {
          job.counters['numRelationshipCreateErrors'] =
            (job.counters['numRelationshipCreateErrors'] ?? 0) + 1;
        }
        return exists;
      }),
    );
    merge(job, 'Relationship', relationships, whole, partial);
    for (const [key, each] of relationships) {
      const ends = each['_mapping']
        ? [(each['_mapping'] as Mapping).sourceEntityKey]
        : [each['_fromEntityKey'], each['_toEntityKey']];
      if (!ends.every((end) => entities.has(String(end)))) relationships.delete(key);
    }
  }

  /**
   * What a query would see of a scope: entities, relationships, and for each mapped relationship the one to
   * every target that matches, or to the one that the mapper makes.
   */
  resolved(scope: string): Json[] {
    const { entities, relationships } = this.of(scope);
    const made = new Map<string, Json>();
    const edges: Json[] = [];
    for (const each of relationships.values()) {
      const mapping = each['_mapping'] as Mapping | undefined;
      if (mapping === undefined) edges.push(each);
      else edges.push(...this.#mapped(each, mapping, made));
    }
    return [...entities.values(), ...made.values(), ...edges];
  }

  #mapped(each: Json, mapping: Mapping, made: Map<string, Json>): Json[] {
    const { targetEntity, targetFilterKeys } = mapping;
    const others = [...this.scopes.values()].flatMap(({ entities }) => [...entities.values()]);
    const own = made.get(`${targetEntity['_type']} ${targetEntity['_key']}`);
    const candidates = own === undefined ? [...others, ...made.values()] : [own];
    let targets = candidates.filter((entity) =>
      targetFilterKeys.some((names) => matches(entity, targetEntity, names)),
    );
    if (targets.length === 0) {
      if (mapping.skipTargetCreation === true) return [];
      targets = [targetEntity];
    }
    return targets.map((target) => {
      if (target === targetEntity || target === own) {
        // Whatever several mappings tell of one target comes together.
        made.set(`${target['_type']} ${target['_key']}`, { ...own, ...targetEntity });
      }
      const ends = [mapping.sourceEntityKey, target['_key']];
      const [from, to] = mapping.relationshipDirection === 'FORWARD' ? ends : ends.toReversed();
      const { _mapping, ...rest } = each;
      return { ...rest, _fromEntityKey: from, _toEntityKey: to };
    });
  }
}

/** Makes `stored` what `uploaded` is, but for what is missing and of a type that was not read completely. */
function merge(
  job: StubJob,
  what: 'Entit' | 'Relationship',
  stored: Map<string, Json>,
  uploaded: ReadonlyMap<string, Json>,
  partial: ReadonlySet<string>,
): void {
  const counts = { Created: 0, Updated: 0, Deleted: 0 };
  for (const [key, object] of uploaded) {
    const known = stored.get(key);
    if (known === undefined) counts.Created += 1;
    else if (JSON.stringify(known) !== JSON.stringify(object)) counts.Updated += 1;
    stored.set(key, object);
  }
  for (const [key, object] of stored) {
    if (uploaded.has(key) || partial.has(String(object['_type']))) continue;
    stored.delete(key);
    counts.Deleted += 1;
  }
  const plural = what === 'Entit' ? 'Entities' : 'Relationships';
  for (const [verb, count] of Object.entries(counts)) job.counters[`num${plural}${verb}`] = count;
}

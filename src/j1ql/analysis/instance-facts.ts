import type { CatalogInstance, GraphCatalog } from '../../graph/index.ts';

/** What an owner of entities says about them: the `_integration…` properties and `_scope`. */
export interface InstanceFacts {
  readonly _integrationType: string;
  readonly _integrationName: string;
  /** Absent where several integration instances share the entities of one subscription. */
  readonly _integrationInstanceId?: string;
  readonly _scope: string;
}

function facts(owner: CatalogInstance, catalog: GraphCatalog): InstanceFacts {
  const readers = catalog.instances.filter(
    ({ kind, scopeId }) => kind === 'integration' && scopeId === owner.scopeId,
  );
  // What a subscription owns belongs to its instance, as long as there is only one.
  const reader =
    owner.kind === 'integration' ? owner : readers.length === 1 ? readers[0] : undefined;
  return {
    _integrationType: owner.integrationType,
    _integrationName: reader?.name ?? owner.name,
    ...(reader === undefined ? {} : { _integrationInstanceId: String(reader.id) }),
    _scope: String(owner.scopeId),
  };
}

/** Facts by id of the owner. */
export function instanceFacts(catalog: GraphCatalog): ReadonlyMap<number, InstanceFacts> {
  return new Map(catalog.instances.map((owner) => [owner.id, facts(owner, catalog)]));
}

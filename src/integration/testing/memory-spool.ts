import type {
  AssetRef,
  Entity,
  Finding,
  MappedTarget,
  Relationship,
} from '../../model/graph-object.ts';
import type { CoveredFacts, PageId, RememberedFacts, StoredPage } from '../../spool/index.ts';
import type { PageSpool } from '../run/page-spool.ts';

/** An asset that was read completely. */
export interface CoveredRow {
  readonly ref: AssetRef;
  readonly type: string;
  readonly facts?: CoveredFacts | undefined;
}

/** A committed page as a test looks at it. */
export interface MemoryPage {
  readonly id: PageId;
  readonly facts: RememberedFacts;
  readonly entities: readonly Entity[];
  readonly relationships: readonly Relationship[];
  readonly findings: readonly Finding[];
  readonly targets: readonly MappedTarget[];
  readonly present: readonly AssetRef[];
  readonly covered: readonly CoveredRow[];
}

/** A spool that keeps its pages, for tests. */
export class MemorySpool implements PageSpool {
  /** Committed pages, in the order of their commits. */
  readonly committed: MemoryPage[] = [];
  /** Pages that were begun and given up. */
  discarded = 0;
  /** Pages that are begun and neither committed nor given up. */
  open = 0;

  /** Opens a page that keeps its rows. */
  async beginPage(id: PageId) {
    const rows = {
      entities: [] as Entity[],
      relationships: [] as Relationship[],
      findings: [] as Finding[],
      targets: [] as MappedTarget[],
      present: [] as AssetRef[],
      covered: [] as CoveredRow[],
    };
    this.open += 1;
    return {
      entity: (entity: Entity) => void rows.entities.push(entity),
      relationship: (each: Relationship) => void rows.relationships.push(each),
      finding: (finding: Finding) => void rows.findings.push(finding),
      target: (target: MappedTarget) => void rows.targets.push(target),
      present: (ref: AssetRef) => void rows.present.push(ref),
      covered: (ref: AssetRef, type: string, facts?: CoveredFacts) =>
        void rows.covered.push({ ref, type, facts }),
      drain: async () => undefined,
      commit: async (facts: RememberedFacts) => {
        this.open -= 1;
        this.committed.push({ id, facts, ...rows });
      },
      discard: async () => {
        this.open -= 1;
        this.discarded += 1;
      },
    };
  }

  /** The ledger of what is committed. */
  async *pages(): AsyncGenerator<StoredPage> {
    for (const [index, { id, facts }] of this.committed.entries()) {
      const { memory: _, ...told } = facts;
      yield {
        ...id,
        ...told,
        rows: {},
        types: {},
        mixed: [],
        longestRow: 0,
        bytes: 0,
        checksum: 0,
        segment: String(index),
      };
    }
  }

  /** What a page remembers, as a file would give it back. */
  async memoryOf({ segment }: StoredPage): Promise<unknown> {
    return JSON.parse(JSON.stringify(this.committed[Number(segment)]?.facts.memory));
  }

  /** Keys of the findings in a page. */
  async *findingKeys({ segment }: StoredPage): AsyncGenerator<string> {
    for (const { entity } of this.committed[Number(segment)]?.findings ?? []) yield entity._key;
  }

  /** Every row of one kind. */
  all<K extends 'entities' | 'relationships' | 'findings' | 'targets' | 'present' | 'covered'>(
    kind: K,
  ): readonly MemoryPage[K][number][] {
    return this.committed.flatMap((page) => page[kind] as readonly MemoryPage[K][number][]);
  }

  /** The one entity of a type, or undefined. */
  entity(type: string): Entity | undefined {
    return this.all('entities').find((entity) => entity._type === type);
  }
}

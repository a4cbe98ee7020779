import type {
  AssetRef,
  Entity,
  Finding,
  MappedTarget,
  Relationship,
} from '../../model/graph-object.ts';
import type { PageFacts, PageId } from '../../spool/index.ts';
import type { PageSpool } from '../run/page-spool.ts';

/** A committed page as a test looks at it. */
export interface MemoryPage {
  readonly id: PageId;
  readonly facts: PageFacts;
  readonly entities: readonly Entity[];
  readonly relationships: readonly Relationship[];
  readonly findings: readonly Finding[];
  readonly targets: readonly MappedTarget[];
  readonly covered: readonly { readonly ref: AssetRef; readonly type: string }[];
}

/** A spool that keeps its pages, for tests. */
export class MemorySpool implements PageSpool {
  /** Committed pages, in the order of their commits. */
  readonly pages: MemoryPage[] = [];
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
      covered: [] as { ref: AssetRef; type: string }[],
    };
    this.open += 1;
    return {
      entity: (entity: Entity) => void rows.entities.push(entity),
      relationship: (each: Relationship) => void rows.relationships.push(each),
      finding: (finding: Finding) => void rows.findings.push(finding),
      target: (target: MappedTarget) => void rows.targets.push(target),
      covered: (ref: AssetRef, type: string) => void rows.covered.push({ ref, type }),
      drain: async () => undefined,
      commit: async (facts: PageFacts) => {
        this.open -= 1;
        this.pages.push({ id, facts, ...rows });
      },
      discard: async () => {
        this.open -= 1;
        this.discarded += 1;
      },
    };
  }

  /** Every row of one kind. */
  all<K extends 'entities' | 'relationships' | 'findings' | 'targets' | 'covered'>(
    kind: K,
  ): readonly MemoryPage[K][number][] {
    return this.pages.flatMap((page) => page[kind] as readonly MemoryPage[K][number][]);
  }

  /** The one entity of a type, or undefined. */
  entity(type: string): Entity | undefined {
    return this.all('entities').find((entity) => entity._type === type);
  }
}

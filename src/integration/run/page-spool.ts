import type { PageId, RememberedFacts, RunSpool, SegmentWriter } from '../../spool/index.ts';

/** The part of a segment that a run uses: rows, back-pressure, and the end of the page. */
export interface PageSegment
  extends Pick<
    SegmentWriter,
    'entity' | 'relationship' | 'finding' | 'target' | 'present' | 'covered' | 'drain' | 'discard'
  > {
  /** Makes the page durable. */
  commit(facts: RememberedFacts): Promise<unknown>;
}

/** Where the pages of a run go, and where those of its killed part are: a run's spool, or a stand-in. */
export interface PageSpool extends Pick<RunSpool, 'pages' | 'memoryOf' | 'findingKeys'> {
  beginPage(id: PageId): Promise<PageSegment>;
}

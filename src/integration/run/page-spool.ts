import type { PageFacts, PageId, SegmentWriter } from '../../spool/index.ts';

/** The part of a segment that a run uses: rows, back-pressure, and the end of the page. */
export interface PageSegment
  extends Pick<
    SegmentWriter,
    'entity' | 'relationship' | 'finding' | 'target' | 'covered' | 'drain' | 'discard'
  > {
  /** Makes the page durable. */
  commit(facts: PageFacts): Promise<unknown>;
}

/** Where the pages of a run go: a run's spool, or a stand-in. */
export interface PageSpool {
  beginPage(id: PageId): Promise<PageSegment>;
}

import { basename } from 'node:path';
import { z } from 'zod';
import { SpoolError } from './errors.ts';

/** Which page of which endpoint a segment holds. */
export interface PageId {
  /** Position in the run, from 0 on; the ledger is in this order. */
  readonly sequence: number;
  /** For instance `host-detections`. */
  readonly endpoint: string;
  /** What was asked, in letters, digits, `-` and `_`: `100001-100250`. */
  readonly scope: string;
}

/** What is to be remembered of a page besides its rows. */
export interface PageFacts {
  /** Cursor of the next page; absent for the last one. */
  readonly next?: string | undefined;
  /** How many objects were asked for by id. */
  readonly asked?: number | undefined;
  /** How many of these came. */
  readonly answered?: number | undefined;
  /** Numbers that the run record wants, `requests` or `bytes`. */
  readonly counts: Readonly<Record<string, number>>;
  /** Time of the server when it answered, epoch milliseconds. */
  readonly serverTime?: number | undefined;
}

/** Facts of a page, and what whoever wrote it wants to know of it after a resume: anything JSON can say. */
export interface RememberedFacts extends PageFacts {
  readonly memory?: unknown;
}

/** A page in the ledger: its segment is whole and durable. */
export interface StoredPage extends PageId, PageFacts {
  /** Rows in the segment by discriminator. */
  readonly rows: Readonly<Record<string, number>>;
  /** Entity types in the segment, with their classes. */
  readonly types: Readonly<Record<string, readonly string[]>>;
  /** Properties with a typed column of which the segment holds values in the rest. */
  readonly mixed: readonly string[];
  /** Length of the longest row in bytes: how much room a reader needs. */
  readonly longestRow: number;
  /** Size of the segment. */
  readonly bytes: number;
  /** CRC-32 of the segment. */
  readonly checksum: number;
  /** Path of the segment. */
  readonly segment: string;
}

const numbers = z.record(z.string(), z.number());

const PAGE_FILE = z.object({
  next: z.string().optional(),
  asked: z.number().optional(),
  answered: z.number().optional(),
  counts: numbers,
  serverTime: z.number().optional(),
  rows: numbers,
  types: z.record(z.string(), z.array(z.string())),
  mixed: z.array(z.string()),
  longestRow: z.number(),
  bytes: z.number(),
  checksum: z.number(),
});

/** What `.page.json` says. */
export type PageFile = z.infer<typeof PAGE_FILE>;

/** Reads the text of a `.page.json`; undefined if it is not whole. */
export function parsePageFile(text: string): PageFile | undefined {
  try {
    return PAGE_FILE.safeParse(JSON.parse(text)).data;
  } catch {
    // Cut off while it was written: the page was never stored, which is what undefined says.
    return undefined;
  }
}

const NAME_PART = /^[A-Za-z0-9_-]{1,120}$/;
const SEGMENT_NAME = /^(\d{6,})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.ndjson$/;

/** Name of the files of a page, without an extension: `000012.host-detections.100001-100250`. */
export function pageName({ sequence, endpoint, scope }: PageId): string {
  for (const part of [endpoint, scope]) {
    if (!NAME_PART.test(part)) throw new SpoolError('S_BAD_NAME', { path: part });
  }
  return `${String(sequence).padStart(6, '0')}.${endpoint}.${scope}`;
}

/** The page that a segment belongs to by its name; undefined for any other file. */
export function pageOfSegment(path: string): PageId | undefined {
  const [, sequence, endpoint, scope] = SEGMENT_NAME.exec(basename(path)) ?? [];
  return sequence === undefined || endpoint === undefined || scope === undefined
    ? undefined
    : { sequence: Number(sequence), endpoint, scope };
}

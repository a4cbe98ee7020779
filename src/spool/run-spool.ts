import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { moveTo, syncFolder, writeDurably } from './durable-file.ts';
import { fileError, isMissing, SpoolError } from './errors.ts';
import { cleanFolder, readLedger, type Verification } from './ledger.ts';
import { type PageId, pageName, type StoredPage } from './page.ts';
import { readFindingKeys, readMemory } from './recall.ts';
import { SegmentWriter } from './segment-writer.ts';

/** Version of the layout of a run folder and of the rows in its segments. */
const FORMAT = 1;

const HEADER_FILE = 'run.json';

const HEADER = z.object({
  runId: z.string(),
  instance: z.object({
    name: z.string(),
    integrationType: z.string(),
    subscription: z.string().optional(),
  }),
  configFingerprint: z.string(),
  mode: z.string().optional(),
  startedAt: z.number(),
});

/** What a run folder says of its run. */
export interface RunHeader {
  readonly runId: string;
  /** Who collects; the subscription is not always known when a run starts. */
  readonly instance: {
    readonly name: string;
    readonly integrationType: string;
    readonly subscription?: string | undefined;
  };
  /** Text that is equal if and only if a run of this configuration may be resumed. */
  readonly configFingerprint: string;
  /** How much the run reads, in the words of whoever collects. */
  readonly mode?: string | undefined;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** The folder of one run: a header, and one segment per page. */
export interface RunSpool {
  readonly folder: string;
  readonly header: RunHeader;
  /** Opens the segment of a page. Several may be open at once. */
  beginPage(id: PageId): Promise<SegmentWriter>;
  /**
   * The ledger: the pages that are stored, in the order of their sequence. `checksum` reads every segment
   * again; the default compares sizes.
   */
  pages(verification?: Verification): AsyncIterable<StoredPage>;
  /** What the page was stored with as `memory`; undefined if it was stored without. */
  memoryOf(page: StoredPage): Promise<unknown>;
  /** Keys of the findings in a page. */
  findingKeys(page: StoredPage): AsyncIterable<string>;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw fileError(path, error);
  }
}

function runSpool(folder: string, header: RunHeader): RunSpool {
  return {
    folder,
    header,
    async beginPage(id) {
      const segment = join(folder, `${pageName(id)}.ndjson`);
      if (await exists(segment)) throw new SpoolError('S_SEGMENT_EXISTS', { path: segment });
      return SegmentWriter.open(folder, id);
    },
    pages: (verification = 'size') => readLedger(folder, verification),
    memoryOf: readMemory,
    findingKeys: readFindingKeys,
  };
}

/** Makes the folder of a new run. Throws a `SpoolError` if it cannot be written or holds a run. */
export async function createRunSpool(folder: string, header: RunHeader): Promise<RunSpool> {
  const path = join(folder, HEADER_FILE);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileError(folder, error);
  }
  if (await exists(path)) throw new SpoolError('S_RUN_EXISTS', { path: folder });
  await writeDurably(`${path}.tmp`, JSON.stringify({ format: FORMAT, ...header }));
  await moveTo(`${path}.tmp`, path);
  await syncFolder(folder);
  return runSpool(folder, header);
}

/** Reads a header; see {@link openRunSpool} for the errors. */
async function readHeader(folder: string): Promise<RunHeader> {
  const path = join(folder, HEADER_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw isMissing(error)
      ? new SpoolError('S_NO_RUN', { path: folder }, error)
      : fileError(path, error);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new SpoolError('S_RUN_UNREADABLE', { path }, error);
  }
  const { data: format } = z.object({ format: z.number() }).safeParse(content);
  if (format !== undefined && format.format > FORMAT) {
    throw new SpoolError('S_NEWER_FORMAT', { path: folder, found: format.format, known: FORMAT });
  }
  const header = HEADER.safeParse(content);
  if (format === undefined || !header.success) {
    throw new SpoolError('S_RUN_UNREADABLE', { path }, header.error);
  }
  return header.data;
}

/**
 * Opens the folder of a run to go on with it: what a killed process left half-written is removed, every
 * segment is compared with its checksum, and what does not match is removed too, so that its page is read
 * again. Only the process that holds the run may do this.
 */
export async function openRunSpool(folder: string): Promise<RunSpool> {
  const header = await readHeader(folder);
  await cleanFolder(folder);
  return runSpool(folder, header);
}

/** Opens the folder of a run to read it; changes nothing in it. */
export async function readRunSpool(folder: string): Promise<RunSpool> {
  return runSpool(folder, await readHeader(folder));
}

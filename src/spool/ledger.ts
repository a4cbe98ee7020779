import { createReadStream } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { fileError, isMissing } from './errors.ts';
import { pageOfSegment, parsePageFile, type StoredPage } from './page.ts';

/** How closely a segment is compared with what its page file says. */
export type Verification = 'size' | 'checksum';

async function checksumOf(path: string): Promise<number> {
  let checksum = 0;
  for await (const block of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    checksum = crc32(block, checksum);
  }
  return checksum;
}

/** The page of a segment, if the page file is there and matches. */
async function storedPage(
  segment: string,
  verification: Verification,
): Promise<StoredPage | undefined> {
  const id = pageOfSegment(segment);
  if (id === undefined) return undefined;
  try {
    const page = parsePageFile(await readFile(segment.replace(/ndjson$/, 'page.json'), 'utf8'));
    if (page === undefined || (await stat(segment)).size !== page.bytes) return undefined;
    if (verification === 'checksum' && (await checksumOf(segment)) !== page.checksum) {
      return undefined;
    }
    return { ...id, ...page, segment };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(segment, error);
  }
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw fileError(folder, error);
  }
}

/**
 * The page ledger of a run folder, derived from its files, in the order of the sequence. A segment without
 * a page file that matches it is not a page.
 */
export async function* readLedger(
  folder: string,
  verification: Verification,
): AsyncGenerator<StoredPage> {
  const segments = (await names(folder))
    .flatMap((name) => {
      const id = pageOfSegment(name);
      return id === undefined ? [] : [{ name, sequence: id.sequence }];
    })
    .sort((a, b) => a.sequence - b.sequence || (a.name < b.name ? -1 : 1));
  for (const { name } of segments) {
    const page = await storedPage(join(folder, name), verification);
    if (page !== undefined) yield page;
  }
}

/**
 * Removes what a killed run left behind: temporary files, page files without their segment, segments that
 * do not match their page file. Afterwards every segment in the folder is a page.
 */
export async function cleanFolder(folder: string): Promise<void> {
  const stored = new Set<string>();
  for await (const page of readLedger(folder, 'checksum')) {
    stored.add(page.segment).add(page.segment.replace(/ndjson$/, 'page.json'));
  }
  for (const name of await names(folder)) {
    const path = join(folder, name);
    if (/\.(tmp|ndjson|page\.json)$/.test(name) && !stored.has(path)) {
      await rm(path, { force: true });
    }
  }
}

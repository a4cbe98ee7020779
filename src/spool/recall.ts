import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileError, SpoolError } from './errors.ts';
import type { StoredPage } from './page.ts';

/**
 * What a page was stored with as `memory`. It is not part of the ledger, because the memories of all pages
 * together grow with the tenant.
 *
 * @throws {SpoolError} if the page file cannot be read
 */
export async function readMemory({ segment }: StoredPage): Promise<unknown> {
  const path = segment.replace(/ndjson$/, 'page.json');
  try {
    const file = JSON.parse(await readFile(path, 'utf8')) as { readonly memory?: unknown };
    return file.memory;
  } catch (error) {
    if (error instanceof SyntaxError) throw new SpoolError('S_RUN_UNREADABLE', { path }, error);
    throw fileError(path, error);
  }
}

/**
 * Keys of the findings in a page, in their order.
 *
 * @throws {SpoolError} if the segment cannot be read
 */
export async function* readFindingKeys({ segment }: StoredPage): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(segment), crlfDelay: Infinity });
  try {
    for await (const line of lines) {
      const row = JSON.parse(line) as { readonly _row: string; readonly _key?: string };
      if (row._row === 'finding' && row._key !== undefined) yield row._key;
    }
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new SpoolError('S_RUN_UNREADABLE', { path: segment }, error);
    }
    throw fileError(segment, error);
  }
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `npm run build` puts the pages; the same folder from the source and from `dist/server`. */
export const PAGES_FOLDER = fileURLToPath(new URL('../../../dist/web', import.meta.url));

/** What a visitor is at the moment a page is asked for, so that the page need not ask again to find out. */
export type PageState = 'setup' | 'login' | 'session';

/** Whether the pages were built. */
export function hasPages(folder: string = PAGES_FOLDER): boolean {
  return existsSync(join(folder, 'index.html'));
}

/**
 * The one page of the console, filled in for one visit; undefined when it was not built. It is read anew each time, so that
 * a build is seen without a restart.
 */
export async function shell(
  folder: string,
  nonce: string,
  state: PageState,
): Promise<string | undefined> {
  try {
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    return page.replaceAll('__CSP_NONCE__', nonce).replaceAll('__CONSOLE_STATE__', state);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What a browser gets that comes before the pages were built. */
export const NOT_BUILT = `<!doctype html>
<html lang="en">
<title>graph-qualys: no pages yet</title>
<h1>The pages of the console were not built</h1>
<p>The server runs and its HTTP API works. To get the pages, run <code>npm run build</code> in the checkout, then load this
page again; or start with <code>npm start</code>, which builds what is missing.</p>
</html>
`;

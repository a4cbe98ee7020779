import { readFileSync } from 'node:fs';

/** What the package says of itself. */
export function packageFacts(): { readonly version: string; readonly license: string } {
  const file = new URL('../../package.json', import.meta.url);
  const { version, license } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  return { version: version ?? '', license: license ?? '' };
}

// `npm run docs`: writes the generated pages of docs/reference.
import { writeFileSync } from 'node:fs';
import { PAGES } from './docs/pages.ts';

for (const [path, page] of Object.entries(PAGES)) {
  writeFileSync(new URL(`../${path}`, import.meta.url), page());
  console.error(`wrote ${path}`);
}

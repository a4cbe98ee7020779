import { readFileSync } from 'node:fs';
import { dataModelSection, replaceSection } from '../../src/app/document/index.ts';

/** The page `docs/jupiterone.md`: written by hand but for the data model between its markers. */
export function integrationPage(): string {
  const page = readFileSync(new URL('../../docs/jupiterone.md', import.meta.url), 'utf8');
  return replaceSection(page, dataModelSection());
}

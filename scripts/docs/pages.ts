import { dataModelPage } from './data-model.ts';

/** Every generated page by its path, with the function that writes it. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/reference/data-model.md': dataModelPage,
};

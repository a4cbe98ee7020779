import { configurationPage } from './configuration.ts';
import { dataModelPage } from './data-model.ts';
import { endpointsPage } from './endpoints.ts';
import { errorsPage } from './errors.ts';
import { questionsPage } from './questions.ts';

/** Every generated page by its path, with the function that writes it. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/reference/configuration.md': configurationPage,
  'docs/reference/data-model.md': dataModelPage,
  'docs/reference/endpoints.md': endpointsPage,
  'docs/reference/errors.md': errorsPage,
  'docs/reference/questions.md': questionsPage,
};

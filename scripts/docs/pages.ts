import { mermaidDataModel } from '../../src/app/document/index.ts';
import { configurationPage } from './configuration.ts';
import { dataModelPage } from './data-model.ts';
import { endpointsPage } from './endpoints.ts';
import { errorsPage } from './errors.ts';
import { faultMatrixPage } from './fault-matrix.ts';
import { httpApiPage } from './http-api.ts';
import { integrationPage } from './jupiterone.ts';
import { parityPage } from './parity/page.ts';
import { questionsPage } from './questions.ts';

/** Every generated page by its path, with the function that writes it. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/data-model.mmd': mermaidDataModel,
  'docs/jupiterone.md': integrationPage,
  'docs/reference/configuration.md': configurationPage,
  'docs/reference/data-model.md': dataModelPage,
  'docs/reference/endpoints.md': endpointsPage,
  'docs/reference/errors.md': errorsPage,
  'docs/reference/fault-matrix.md': faultMatrixPage,
  'docs/reference/http-api.md': httpApiPage,
  'docs/reference/parity.md': parityPage,
  'docs/reference/questions.md': questionsPage,
};

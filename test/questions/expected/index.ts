import type { Row, TruthModel } from '../truth-model.ts';
import { AGEING } from './ageing.ts';
import { COVERAGE } from './coverage.ts';
import { EXPOSURE } from './exposure.ts';
import { INVENTORY } from './inventory.ts';
import { OVERVIEW } from './overview.ts';
import { PATCHING } from './patching.ts';
import { THREATS } from './threats.ts';
import { VULNERABILITIES } from './vulnerabilities.ts';
import { WEB_APPS } from './web-apps.ts';

/** By the end of a question's id: the rows of each of its queries, computed from the truth. */
export const EXPECTED: Readonly<
  Record<string, (truth: TruthModel) => readonly (readonly Row[])[]>
> = {
  ...OVERVIEW,
  ...EXPOSURE,
  ...THREATS,
  ...PATCHING,
  ...AGEING,
  ...COVERAGE,
  ...INVENTORY,
  ...VULNERABILITIES,
  ...WEB_APPS,
};

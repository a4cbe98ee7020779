import { envName } from './env-name.ts';
import { type OptionName, optionFacts } from './options.ts';

/** How problems of a configuration name its options: as whoever gave them knows them. */
export interface OptionNaming {
  readonly nameOf: (option: OptionName) => string;
  /** Whether the option can be given there at all. */
  readonly isOffered: (option: OptionName) => boolean;
}

/** By environment variable. */
export const BY_VARIABLE: OptionNaming = { nameOf: envName, isOffered: () => true };

/** By the label of the form of an instance. */
export const BY_LABEL: OptionNaming = {
  nameOf: (option) => {
    const { form } = optionFacts(option);
    return form === undefined ? envName(option) : `“${form.label}”`;
  },
  isOffered: (option) => optionFacts(option).form !== undefined,
};

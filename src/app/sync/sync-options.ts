import { z } from 'zod';
import {
  addressValue,
  booleanValue,
  ConfigError,
  type ConfigProblem,
  type DocumentedOption,
  type Environment,
  envName,
  givenValue,
  type OptionFacts,
  optionFacts,
  textValue,
  unknownOptionWarnings,
  valueProblems,
} from '../../integration/index.ts';
import type { UploadChoices } from '../../model/uploaded-entity.ts';

/** What goes into a header: letters, digits and signs, no blanks. */
const HEADER_WORD = /^[\x21-\x7e]+$/;

/** What of the graph is uploaded. It holds for JupiterOne's own CLI too, which knows where to by itself. */
const CHOICE_SCHEMA = z.object({
  syncCveRelationships: booleanValue().default(true),
  syncAssetRelationships: booleanValue().default(true),
  syncPrivateTargets: booleanValue().default(false),
});

/**
 * Every option of the upload to JupiterOne, once. It belongs to the machine that uploads, not to an instance of
 * the integration, so that none of it stands in JupiterOne's form.
 */
const SYNC_SCHEMA = z.object({
  jupiteroneApiKey: textValue().regex(HEADER_WORD),
  jupiteroneAccount: textValue().regex(HEADER_WORD),
  jupiteroneApiBaseUrl: addressValue().default('https://api.us.jupiterone.io'),
  jupiteroneInstanceId: textValue().optional(),
  jupiteroneScope: textValue().optional(),
  ...CHOICE_SCHEMA.shape,
});

/** Where the upload goes, and what of the graph. */
export type SyncConfig = Readonly<z.output<typeof SYNC_SCHEMA>>;

type SyncOptionName = keyof SyncConfig;

const TRUE_OR_FALSE = 'true or false';

const SYNC_FACTS: Readonly<Record<SyncOptionName, OptionFacts>> = {
  jupiteroneApiKey: {
    description: 'API key of the account, which may write to the graph. From the environment only.',
    allowed: 'the key',
    isSecret: true,
  },
  jupiteroneAccount: {
    description: 'Id of the account (not its name).',
    allowed: 'the account id',
  },
  jupiteroneApiBaseUrl: {
    description:
      'API server of the region of the account: https://api.us.jupiterone.io, https://api.eu.jupiterone.io …',
    allowed: 'an https address (http only for this machine)',
  },
  jupiteroneInstanceId: {
    description:
      'Id of the integration instance that the upload belongs to (source `integration-external`). This or JUPITERONE_SCOPE, exactly one of the two.',
    allowed: 'the id of an integration instance',
    aliases: ['INTEGRATION_INSTANCE_ID'],
  },
  jupiteroneScope: {
    description:
      'Scope of an upload that belongs to no integration instance (source `api`). Always the same one for the same data.',
    allowed: 'a name',
  },
  syncCveRelationships: {
    description:
      'Upload a relationship from each finding to each CVE of its vulnerability. Often the most numerous; how many there are is told before the upload. Switched off, those that are there go with the next upload.',
    allowed: TRUE_OR_FALSE,
  },
  syncAssetRelationships: {
    description:
      'Upload Host HAS finding and Application HAS web app finding as mapped relationships: the rules of JupiterOne that make these hold for its own integration only. Switched off, those that are there go with the next upload.',
    allowed: TRUE_OR_FALSE,
  },
  syncPrivateTargets: {
    description:
      'Leave private addresses among the `targets` of findings. JupiterOne relates hosts by them, and the same private address is used in many networks.',
    allowed: TRUE_OR_FALSE,
  },
};

const NAMES = Object.keys(SYNC_FACTS) as readonly SyncOptionName[];
const CHOICE_NAMES = Object.keys(
  CHOICE_SCHEMA.shape,
) as readonly (keyof typeof CHOICE_SCHEMA.shape)[];

/**
 * Reads where the upload goes from the environment.
 *
 * @throws {ConfigError} naming every problem at once, and never the key
 */
export function readSyncConfig(environment: Environment): SyncConfig {
  const fields = fieldsOf(environment, NAMES);
  const parsed = SYNC_SCHEMA.safeParse(fields);
  const problems = [
    ...(parsed.success ? [] : valueProblems(SYNC_FACTS, fields, parsed.error.issues)),
    ...targetProblems(fields),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(parsed.data);
}

/**
 * Reads what of a graph JupiterOne gets from the environment.
 *
 * @throws {ConfigError} naming every problem at once
 */
export function readUploadChoices(environment: Environment): UploadChoices {
  const fields = fieldsOf(environment, CHOICE_NAMES);
  const parsed = CHOICE_SCHEMA.safeParse(fields);
  if (!parsed.success) {
    throw new ConfigError(valueProblems(SYNC_FACTS, fields, parsed.error.issues));
  }
  return uploadChoices(parsed.data);
}

/** What of a graph is uploaded, out of the options. */
export function uploadChoices({
  syncCveRelationships: cveRelationships,
  syncAssetRelationships: assetRelationships,
  syncPrivateTargets: privateTargets,
}: Pick<SyncConfig, (typeof CHOICE_NAMES)[number]>): UploadChoices {
  return { cveRelationships, assetRelationships, privateTargets };
}

function fieldsOf(
  environment: Environment,
  names: readonly SyncOptionName[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    names.map((name) => [name, givenValue(environment, name, SYNC_FACTS[name])]),
  );
}

/** Exactly one place: an instance of an integration, or a scope. */
function targetProblems(fields: Readonly<Record<string, unknown>>): readonly ConfigProblem[] {
  const { jupiteroneInstanceId: instance, jupiteroneScope: scope } = fields;
  if ((instance === undefined) !== (scope === undefined)) return [];
  const option = 'jupiteroneInstanceId';
  const both = `${envName(option)} and ${envName('jupiteroneScope')}`;
  const state = instance === undefined ? 'are both not set' : 'are both set';
  return [{ option, message: `${both} ${state}: give exactly one of them.` }];
}

/** Warnings about variables that look like options of the upload and are none. Names only, never values. */
export function unknownSyncOptionWarnings(environment: Environment): readonly string[] {
  return unknownOptionWarnings(environment, NAMES, ['JUPITERONE_', 'SYNC_']);
}

/** The way to the outside, which is the same as the way to Qualys. */
export function networkOf(environment: Environment) {
  const given = (name: 'httpsProxy' | 'noProxy' | 'qualysCaFile') =>
    givenValue(environment, name, optionFacts(name));
  return {
    httpsProxy: given('httpsProxy'),
    noProxy: given('noProxy'),
    caFile: given('qualysCaFile'),
  };
}

/** The options, for the reference. */
export function documentedSyncOptions(): readonly DocumentedOption[] {
  return NAMES.map((name) => {
    const fallback = SYNC_SCHEMA.shape[name].safeParse(undefined);
    return {
      name,
      facts: SYNC_FACTS[name],
      isOptional: fallback.success,
      fallback: fallback.data,
    };
  });
}

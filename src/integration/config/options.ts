import { z } from 'zod';
import { ENDPOINT_NAMES } from './endpoint-names.ts';
import {
  addressValue,
  booleanValue,
  choiceList,
  idList,
  integerList,
  integerValue,
  nameList,
  pairs,
  secretValue,
  textValue,
} from './parsers.ts';

/** What is known of an option besides how its value is read. */
export interface OptionFacts {
  /** What it does, one or two sentences. */
  readonly description: string;
  /** The values that are allowed, worded to follow "give". */
  readonly allowed: string;
  /** Secret: never printed, not even in an error. */
  readonly isSecret?: true;
  /**
   * Belongs to the machine, not to an instance: environment only, not a field of the instance's form
   * (a form must not make the server run a command or read a file).
   */
  readonly isOfMachine?: true;
  /** Set but empty counts as not set: shells often export these so. */
  readonly isEmptyAbsent?: true;
  /** The form asks for it although the environment has other ways. */
  readonly isRequiredInForm?: true;
  /** Names of environment variables that do the same, tried after its own. */
  readonly aliases?: readonly string[];
}

const FACTS = z.registry<OptionFacts>();

function option<Schema extends z.ZodType>(schema: Schema, facts: OptionFacts): Schema {
  FACTS.add(schema, facts as never);
  return schema;
}

const DAYS = 'a whole number of days, 1 to 3650';
const MAX_QID = 2_147_483_647;

/**
 * Every option, once. Names of the first eleven equal those of the archived integration; the
 * environment name is the same in SNAKE_CASE. Types, environment names, defaults, validation, the
 * fields of JupiterOne's form and the reference table all follow from this object.
 */
export const CONFIG_SCHEMA = z.object({
  qualysUsername: option(textValue(), {
    description: 'Login of the Qualys user that reads the data.',
    allowed: 'the login name',
  }),
  qualysPassword: option(secretValue().optional(), {
    description:
      'Password of that user. Instead of it QUALYS_PASSWORD_FILE or QUALYS_PASSWORD_COMMAND can be set; exactly one of the three.',
    allowed: 'the password',
    isSecret: true,
    isRequiredInForm: true,
  }),
  qualysPasswordFile: option(textValue().optional(), {
    description: 'File that holds the password; a line break at its end is dropped.',
    allowed: 'the path of a file',
    isOfMachine: true,
  }),
  qualysPasswordCommand: option(textValue().optional(), {
    description: 'Command that prints the password, for instance of a password manager.',
    allowed: 'a command line',
    isOfMachine: true,
  }),
  qualysApiUrl: option(textValue(), {
    description: 'API server of the platform, such as https://qualysapi.qg3.apps.qualys.com.',
    allowed: 'the https address of the API server (http only for this machine)',
  }),
  vmdrFindingSeverities: option(
    integerList(1, 5)
      .refine((list) => list.length > 0)
      .default([3, 4, 5]),
    {
      description: 'Severity levels of host detections to read.',
      allowed: 'a comma-separated list of 1, 2, 3, 4, 5',
    },
  ),
  vmdrFindingTypes: option(
    choiceList(['Info', 'Potential', 'Confirmed']).default(['Potential', 'Confirmed']),
    {
      description: 'Types of host detections to read.',
      allowed: 'a comma-separated list of Info, Potential, Confirmed',
    },
  ),
  vmdrFindingResultQids: option(integerList(1, MAX_QID).default([]), {
    description:
      'QIDs whose result text is kept (its first 300 characters). Results are large, so that they are only asked for when this is set.',
    allowed: 'a comma-separated list of QIDs',
  }),
  minScannedSinceDays: option(integerValue(1, 3650).optional(), {
    description:
      'Only hosts whose scan results were processed within so many days. Unset: all hosts. A window never removes anything from the graph.',
    allowed: DAYS,
  }),
  minFindingsSinceDays: option(integerValue(1, 3650).optional(), {
    description:
      'Only findings that changed within so many days. Unset: all. A window never removes anything from the graph.',
    allowed: DAYS,
  }),
  ingestWebAppScans: option(booleanValue().default(true), {
    description: 'Read web applications and their findings (WAS).',
    allowed: 'true or false',
  }),
  webAppScanApplicationIDFilter: option(idList().default([]), {
    description: 'Ids of the web applications to read. Unset: all that were scanned.',
    allowed: 'a comma-separated list of web application ids',
  }),
  includeOnlyDetectionTags: option(nameList().default([]), {
    description: 'Only detections of hosts that have at least one of these tags.',
    allowed: 'a comma-separated list of tag names (names with a comma cannot be asked for)',
  }),
  accountName: option(textValue().optional(), {
    description: 'Name of the account in the graph. Unset: the name of the instance.',
    allowed: 'a name',
  }),
  tagAccountName: option(booleanValue().default(true), {
    description: 'Put tag.AccountName on every entity that the instance owns.',
    allowed: 'true or false',
  }),
  fixedFindingsSinceDays: option(integerValue(1, 3650).default(90), {
    description: 'Fixed detections are read when they changed within so many days.',
    allowed: DAYS,
  }),
  apiCallReserve: option(integerValue(0, 100_000).default(30), {
    description:
      'Calls per window and endpoint that are left to the other users of the subscription.',
    allowed: 'a whole number, 0 or more',
  }),
  maxConcurrency: option(integerValue(1, 50).optional(), {
    description:
      'Most requests in flight to one endpoint. Unset: what the subscription allows, minus one.',
    allowed: 'a whole number, 1 to 50',
  }),
  httpsProxy: option(textValue().optional(), {
    description: 'Proxy for outbound connections; may hold credentials.',
    allowed: 'the http or https address of a proxy',
    isSecret: true,
    isOfMachine: true,
    isEmptyAbsent: true,
    aliases: ['https_proxy'],
  }),
  noProxy: option(textValue().optional(), {
    description: 'Hosts that are reached without the proxy.',
    allowed: 'a comma-separated list of host names',
    isOfMachine: true,
    isEmptyAbsent: true,
    aliases: ['no_proxy'],
  }),
  qualysCaFile: option(textValue().optional(), {
    description: 'PEM file with certificates that are trusted besides the usual ones.',
    allowed: 'the path of a PEM file',
    isOfMachine: true,
  }),
  qualysGatewayUrl: option(addressValue().optional(), {
    description:
      'API gateway of a private platform. Unset: taken from the platform table. With it or QUALYS_UI_URL set, the API server may have any name.',
    allowed: 'an https address',
  }),
  qualysUiUrl: option(addressValue().optional(), {
    description: 'User interface of a private platform, for links. Unset: from the platform table.',
    allowed: 'an https address',
  }),
  qualysApiVersions: option(pairs(ENDPOINT_NAMES, /^\d+\.\d+$/).default({}), {
    description: 'Versions of endpoints that differ from the built-in ones.',
    allowed: `endpoint=version pairs such as host-list=5.0; endpoints: ${ENDPOINT_NAMES.join(', ')}`,
  }),
});

/** The configuration of one instance, checked and with its defaults. */
export type Config = Readonly<z.output<typeof CONFIG_SCHEMA>>;

/** Name of an option. */
export type OptionName = keyof Config;

/** The facts of an option. */
export function optionFacts(name: OptionName): OptionFacts {
  const facts = FACTS.get(CONFIG_SCHEMA.shape[name]);
  if (facts === undefined) throw new TypeError(`The option ${name} has no facts`);
  return facts as OptionFacts;
}

/** Names of all options, in the order of the reference table. */
export const OPTION_NAMES = Object.keys(CONFIG_SCHEMA.shape) as readonly OptionName[];

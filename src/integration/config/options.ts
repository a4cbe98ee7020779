import { z } from 'zod';
import { ENDPOINT_NAMES } from './endpoint-names.ts';
import {
  addressValue,
  booleanValue,
  choiceList,
  choiceValue,
  idList,
  integerList,
  integerValue,
  nameList,
  pairs,
  secretValue,
  textValue,
} from './parsers.ts';

/** Parts of the form of an instance. */
export type FormSection = 'account' | 'login' | 'platform' | 'data' | 'calls';

/** How an option stands in a form. */
export interface FormField {
  readonly label: string;
  readonly section: FormSection;
  /** `list` takes texts separated by commas, `choices` any number of the `choices`. */
  readonly input: 'text' | 'secret' | 'number' | 'switch' | 'list' | 'choice' | 'choices';
  readonly choices?: readonly string[];
  /** What it does, where the description speaks of environment variables. */
  readonly help?: string;
}

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
  /** Names of environment variables that do the same, tried after its own. */
  readonly aliases?: readonly string[];
  /** Its place in the console's form of an instance; absent for what belongs to the machine. */
  readonly form?: FormField;
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
  qualysUsername: option(textValue().optional(), {
    description:
      'Login of the Qualys user that reads the data. Needed unless there is a token or client credentials.',
    allowed: 'the login name',
    form: { label: 'Username', section: 'login', input: 'text' },
  }),
  qualysPassword: option(secretValue().optional(), {
    description:
      'Password of that user. Instead of it QUALYS_PASSWORD_FILE or QUALYS_PASSWORD_COMMAND can be set; exactly one of the three.',
    allowed: 'the password',
    isSecret: true,
    form: { label: 'Password', section: 'login', input: 'secret', help: 'Password of that user.' },
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
    form: { label: 'API URL', section: 'platform', input: 'text' },
  }),
  vmdrFindingSeverities: option(
    integerList(1, 5)
      .refine((list) => list.length > 0)
      .default([3, 4, 5]),
    {
      description: 'Severity levels of host detections to read.',
      allowed: 'a comma-separated list of 1, 2, 3, 4, 5',
      form: {
        label: 'Severities of findings',
        section: 'data',
        input: 'choices',
        choices: ['1', '2', '3', '4', '5'],
      },
    },
  ),
  vmdrFindingTypes: option(
    choiceList(['Info', 'Potential', 'Confirmed']).default(['Potential', 'Confirmed']),
    {
      description: 'Types of host detections to read.',
      allowed: 'a comma-separated list of Info, Potential, Confirmed',
      form: {
        label: 'Types of findings',
        section: 'data',
        input: 'choices',
        choices: ['Info', 'Potential', 'Confirmed'],
      },
    },
  ),
  vmdrFindingResultQids: option(integerList(1, MAX_QID).default([]), {
    description:
      'QIDs whose result text is kept (its first 300 characters). Results are large, so that they are only asked for when this is set.',
    allowed: 'a comma-separated list of QIDs',
    form: { label: 'QIDs with result text', section: 'data', input: 'list' },
  }),
  minScannedSinceDays: option(integerValue(1, 3650).optional(), {
    description:
      'Only hosts whose scan results were processed within so many days. Unset: all hosts. A window never removes anything from the graph.',
    allowed: DAYS,
    form: { label: 'Hosts scanned within days', section: 'data', input: 'number' },
  }),
  minFindingsSinceDays: option(integerValue(1, 3650).optional(), {
    description:
      'Only findings that changed within so many days. Unset: all. A window never removes anything from the graph.',
    allowed: DAYS,
    form: { label: 'Findings changed within days', section: 'data', input: 'number' },
  }),
  ingestWebAppScans: option(booleanValue().default(true), {
    description: 'Read web applications and their findings (WAS).',
    allowed: 'true or false',
    form: { label: 'Web applications and their findings', section: 'data', input: 'switch' },
  }),
  webAppScanApplicationIDFilter: option(idList().default([]), {
    description: 'Ids of the web applications to read. Unset: all that were scanned.',
    allowed: 'a comma-separated list of web application ids',
    form: { label: 'Ids of web applications', section: 'data', input: 'list' },
  }),
  includeOnlyDetectionTags: option(nameList().default([]), {
    description: 'Only detections of hosts that have at least one of these tags.',
    allowed: 'a comma-separated list of tag names (names with a comma cannot be asked for)',
    form: { label: 'Only hosts with tags', section: 'data', input: 'list' },
  }),
  accountName: option(textValue().optional(), {
    description: 'Name of the account in the graph. Unset: the name of the instance.',
    allowed: 'a name',
    form: { label: 'Account name', section: 'account', input: 'text' },
  }),
  tagAccountName: option(booleanValue().default(true), {
    description: 'Put tag.AccountName on every entity that the instance owns.',
    allowed: 'true or false',
    form: { label: 'Tag with account name', section: 'account', input: 'switch' },
  }),
  fixedFindingsSinceDays: option(integerValue(1, 3650).default(90), {
    description: 'Fixed detections are read when they changed within so many days.',
    allowed: DAYS,
    form: { label: 'Fixed findings within days', section: 'data', input: 'number' },
  }),
  fullReadEveryDays: option(integerValue(1, 90).default(7), {
    description:
      'Runs between full ones read only what changed, and besides as many other hosts that every host is read completely within so many days.',
    allowed: 'a whole number of days, 1 to 90',
    form: { label: 'Every host completely within days', section: 'calls', input: 'number' },
  }),
  apiCallReserve: option(integerValue(0, 100_000).default(30), {
    description:
      'Calls per window and endpoint that are left to the other users of the subscription.',
    allowed: 'a whole number, 0 or more',
    form: { label: 'Calls left to others', section: 'calls', input: 'number' },
  }),
  maxConcurrency: option(integerValue(1, 50).optional(), {
    description:
      'Most requests in flight to one endpoint. Unset: what the subscription allows, minus one.',
    allowed: 'a whole number, 1 to 50',
    form: { label: 'Requests at once', section: 'calls', input: 'number' },
  }),
  maxWaitMinutes: option(integerValue(1, 1440).default(60), {
    description:
      'Longest single wait for a limit of Qualys. A run that would have to wait longer stops and says until when.',
    allowed: 'a whole number of minutes, 1 to 1440',
    form: { label: 'Longest wait in minutes', section: 'calls', input: 'number' },
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
  qualysToken: option(secretValue().optional(), {
    description:
      'Bearer token that the identity provider of the customer gave out (OpenID Connect). Instead of it QUALYS_TOKEN_FILE or QUALYS_TOKEN_COMMAND can be set, which give a new one when it expires.',
    allowed: 'the bare token',
    isSecret: true,
    form: {
      label: 'Token',
      section: 'login',
      input: 'secret',
      help: 'Bearer token that your identity provider gave out (OpenID Connect). Such tokens expire; what renews itself are client credentials.',
    },
  }),
  qualysTokenFile: option(textValue().optional(), {
    description: 'File that holds the token; read again when the token expires or is refused.',
    allowed: 'the path of a file',
    isOfMachine: true,
  }),
  qualysTokenCommand: option(textValue().optional(), {
    description: 'Command that prints the token; run again when the token expires or is refused.',
    allowed: 'a command line',
    isOfMachine: true,
  }),
  qualysClientId: option(textValue().optional(), {
    description:
      'Id of client credentials that Qualys issued. The gateway gives tokens for them, which are renewed in time.',
    allowed: 'the client id',
    form: { label: 'Client id', section: 'login', input: 'text' },
  }),
  qualysClientSecret: option(secretValue().optional(), {
    description:
      'Secret of the client credentials. Instead of it QUALYS_CLIENT_SECRET_FILE or QUALYS_CLIENT_SECRET_COMMAND can be set.',
    allowed: 'the client secret',
    isSecret: true,
    form: {
      label: 'Client secret',
      section: 'login',
      input: 'secret',
      help: 'Secret of the client credentials.',
    },
  }),
  qualysClientSecretFile: option(textValue().optional(), {
    description: 'File that holds the client secret; a line break at its end is dropped.',
    allowed: 'the path of a file',
    isOfMachine: true,
  }),
  qualysClientSecretCommand: option(textValue().optional(), {
    description: 'Command that prints the client secret.',
    allowed: 'a command line',
    isOfMachine: true,
  }),
  qualysClientLevel: option(choiceValue(['user', 'subscription']).optional(), {
    description:
      'Whether the client credentials belong to a user or to the subscription. Unset: the subscription.',
    allowed: 'user or subscription',
    form: {
      label: 'Client credentials of',
      section: 'login',
      input: 'choice',
      choices: ['user', 'subscription'],
    },
  }),
  qualysAuth: option(choiceValue(['basic', 'jwt']).optional(), {
    description:
      'How user name and password log in: with every call (basic), or once for a token of the gateway (jwt). Unset: basic.',
    allowed: 'basic or jwt',
    form: {
      label: 'Login with the password',
      section: 'login',
      input: 'choice',
      choices: ['basic', 'jwt'],
    },
  }),
  qualysQpsAuth: option(choiceValue(['basic', 'bearer']).optional(), {
    description:
      'Login of the portal API (/qps: asset inventory, web applications, versions), which may not take tokens. Unset: basic if user name and password are given, else bearer.',
    allowed: 'basic or bearer',
    form: {
      label: 'Login of the portal API',
      section: 'login',
      input: 'choice',
      choices: ['basic', 'bearer'],
    },
  }),
  qualysGatewayUrl: option(addressValue().optional(), {
    description:
      'API gateway of a private platform, which gives out tokens. Unset: taken from the platform table. With it or QUALYS_UI_URL set, the API server may have any name.',
    allowed: 'an https address',
    form: {
      label: 'API gateway',
      section: 'platform',
      input: 'text',
      help: 'API gateway of a private platform, which gives out tokens. With it or the user interface set, the API server may have any name.',
    },
  }),
  qualysUiUrl: option(addressValue().optional(), {
    description: 'User interface of a private platform, for links. Unset: from the platform table.',
    allowed: 'an https address',
    form: { label: 'User interface', section: 'platform', input: 'text' },
  }),
  qualysApiVersions: option(pairs(ENDPOINT_NAMES, /^\d+\.\d+$/).default({}), {
    description: 'Versions of endpoints that differ from the built-in ones.',
    allowed: `endpoint=version pairs such as host-list=5.0; endpoints: ${ENDPOINT_NAMES.join(', ')}`,
    form: { label: 'API versions', section: 'calls', input: 'list' },
  }),
});

/** The configuration of one instance, checked and with its defaults. */
export type Config = Readonly<
  Omit<z.output<typeof CONFIG_SCHEMA>, 'qualysUsername'> & {
    /** Whose login it is: the user, else the client, else the subject of the token; empty if unknown. */
    qualysUsername: string;
  }
>;

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

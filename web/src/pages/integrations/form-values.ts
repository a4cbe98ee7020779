import type { OptionDescription, PlatformList } from '../../../../src/server/api/instance-form.ts';
import type {
  InstanceAnswer,
  InstanceChangeBody,
  NewInstanceBody,
  PollingInterval,
} from '../../../../src/server/api/instances.ts';
import { hasHour } from './intervals.ts';

/** How the login is given. */
export type WayIn = 'password' | 'token' | 'client';

/** In place of the code of a platform. */
export const PRIVATE_PLATFORM = 'private';

/** What a field holds: texts for what is typed, lists for several choices. */
export type FieldValue = string | boolean | readonly string[];

/** Everything that is typed into the form of an integration. */
export interface FormValues {
  readonly name: string;
  readonly description: string;
  readonly pollingInterval: PollingInterval;
  /** Empty for any hour. */
  readonly dailyHour: string;
  readonly way: WayIn;
  /** Code of a shared platform, or {@link PRIVATE_PLATFORM}; empty before one is picked. */
  readonly platform: string;
  /** By name of the option. */
  readonly fields: Readonly<Record<string, FieldValue>>;
}

const PORTAL = ['qualysQpsAuth', 'qualysUsername', 'qualysPassword'];

/** The options of each way in, in the order of the form. */
export const WAY_FIELDS: Readonly<Record<WayIn, readonly string[]>> = {
  password: ['qualysUsername', 'qualysPassword', 'qualysAuth', 'qualysQpsAuth'],
  token: ['qualysToken', ...PORTAL],
  client: ['qualysClientId', 'qualysClientSecret', 'qualysClientLevel', ...PORTAL],
};

const PRIVATE_FIELDS = ['qualysGatewayUrl', 'qualysUiUrl'];

type Options = readonly OptionDescription[];
type Stored = Pick<InstanceAnswer, 'options' | 'secrets'>;

/** A value of an option as its field shows it. */
function shown({ input }: OptionDescription, value: unknown): FieldValue {
  if (input === 'switch') return value === true;
  if (input === 'choices') return Array.isArray(value) ? value.map(String) : [];
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, each]) => `${name}=${each}`)
      .join(', ');
  }
  return value === undefined || value === null ? '' : String(value);
}

/** What a field holds before anything is typed: what it is without that, for switches and choices. */
function initial(option: OptionDescription, stored: Stored | undefined): FieldValue {
  if (option.isSecret) return '';
  const value = stored?.options[option.name];
  if (value !== undefined) return shown(option, value);
  const isSeen = option.input === 'switch' || option.input === 'choices';
  return isSeen ? shown(option, option.fallback) : '';
}

function wayOf({ secrets, options }: Stored): WayIn {
  if (options['qualysClientId'] !== undefined) return 'client';
  return secrets['qualysToken'] === undefined ? 'password' : 'token';
}

/** The form of a new integration, or of one that is there. */
export function formValues(
  options: Options,
  { platforms }: PlatformList,
  instance?: InstanceAnswer,
): FormValues {
  const apiUrl = instance?.options['qualysApiUrl'];
  const platform = platforms.find((each) => each.apiUrl === apiUrl)?.code;
  return {
    name: instance?.name ?? '',
    description: instance?.description ?? '',
    pollingInterval: instance?.pollingInterval ?? 'ONE_DAY',
    dailyHour: instance?.dailyHour == null ? '' : String(instance.dailyHour),
    way: instance === undefined ? 'password' : wayOf(instance),
    platform: platform ?? (apiUrl === undefined ? '' : PRIVATE_PLATFORM),
    fields: Object.fromEntries(options.map((option) => [option.name, initial(option, instance)])),
  };
}

/** Whether the field of an option is in the form as it stands. */
export function isOffered({ section, name }: OptionDescription, values: FormValues): boolean {
  if (section === 'login') return WAY_FIELDS[values.way].includes(name);
  return values.platform === PRIVATE_PLATFORM || !PRIVATE_FIELDS.includes(name);
}

function isSame(one: FieldValue, other: FieldValue): boolean {
  return [one].flat().join('\n') === [other].flat().join('\n');
}

/** What an option is set to; undefined when it is not. */
function settingOf(
  option: OptionDescription,
  values: FormValues,
  platforms: PlatformList['platforms'],
): FieldValue | undefined {
  if (option.name === 'qualysApiUrl' && values.platform !== PRIVATE_PLATFORM) {
    return platforms.find(({ code }) => code === values.platform)?.apiUrl;
  }
  const value = values.fields[option.name] ?? '';
  if (option.input === 'switch' || option.input === 'choices') {
    return isSame(value, shown(option, option.fallback)) ? undefined : value;
  }
  return typeof value === 'string' && value.trim() === '' ? undefined : value;
}

/** The options that anybody may see, as the API takes them; what is at its default is not among them. */
export function openOptions(
  options: Options,
  values: FormValues,
  { platforms }: PlatformList,
): NewInstanceBody['options'] {
  return Object.fromEntries(
    options
      .filter((option) => !option.isSecret && isOffered(option, values))
      .flatMap((option) => {
        const value = settingOf(option, values, platforms);
        if (value === undefined) return [];
        const sent = Array.isArray(value) ? [...value] : (value as string | boolean);
        return [[option.name, sent] as const];
      }),
  );
}

/** Secrets that were typed. */
export function typedSecrets(options: Options, values: FormValues): Record<string, string> {
  return Object.fromEntries(
    options
      .filter((option) => option.isSecret && isOffered(option, values))
      .flatMap(({ name }) => {
        const value = values.fields[name];
        return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
      }),
  );
}

/** The same for a stored integration: those of another way in are removed, and of a user who is not named. */
export function changedSecrets(
  options: Options,
  values: FormValues,
  stored: Stored,
): Record<string, string | null> {
  const hasNoUser = values.way !== 'password' && values.fields['qualysUsername'] === '';
  const removed = options
    .filter(({ name, isSecret }) => isSecret && stored.secrets[name]?.isSet === true)
    .filter(
      (option) => !isOffered(option, values) || (option.name === 'qualysPassword' && hasNoUser),
    )
    .map(({ name }) => [name, null] as const);
  return { ...Object.fromEntries(removed), ...typedSecrets(options, values) };
}

/** What makes a new integration. */
export function newBody(
  options: Options,
  values: FormValues,
  platforms: PlatformList,
): NewInstanceBody {
  return {
    name: values.name,
    description: values.description,
    options: openOptions(options, values, platforms),
    secrets: typedSecrets(options, values),
    pollingInterval: values.pollingInterval,
    dailyHour: hourOf(values),
  };
}

/** What makes a stored integration what the form says. */
export function changeBody(
  options: Options,
  values: FormValues,
  platforms: PlatformList,
  stored: Stored,
): InstanceChangeBody {
  const secrets = changedSecrets(options, values, stored);
  return {
    description: values.description,
    options: openOptions(options, values, platforms),
    ...(Object.keys(secrets).length > 0 && { secrets }),
    pollingInterval: values.pollingInterval,
    dailyHour: hourOf(values),
  };
}

function hourOf({ pollingInterval, dailyHour }: FormValues): number | null {
  return hasHour(pollingInterval) && dailyHour !== '' ? Number(dailyHour) : null;
}

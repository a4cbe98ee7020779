import type { SQLInputValue } from 'node:sqlite';
import type { OptionValues } from '../../app/instance-config.ts';
import { nameKey } from '../accounts/index.ts';
import type { PollingInterval } from '../api/instances.ts';

/** A configured integration, without the values of its secrets. Times are epoch milliseconds. */
export interface Instance {
  readonly id: string;
  /** Unique; the name of the instance in the graph. */
  readonly name: string;
  readonly type: 'qualys';
  readonly description: string;
  /** Options that anybody may see, by name, as the schema of the configuration reads them. */
  readonly options: OptionValues;
  /** Which secrets there are. */
  readonly secrets: Readonly<Record<string, { readonly isSet: boolean }>>;
  readonly pollingInterval: PollingInterval;
  /** Hour (UTC) in which a run begins; null for any, and for intervals that have none. */
  readonly dailyHour: number | null;
  readonly isEnabled: boolean;
  /** Grows with every change; the ETag. */
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly changedAt: number;
  readonly changedBy: string;
}

/** Encrypted secrets, by name of the option. */
export type Sealed = Readonly<Record<string, string>>;

/** A row of the table, its columns named as here. */
export interface InstanceRow extends Omit<Instance, 'options' | 'secrets' | 'isEnabled'> {
  /** JSON. */
  readonly options: string;
  /** JSON of {@link Sealed}. */
  readonly secrets: string;
  readonly isEnabled: number;
}

/** What a row is selected by. */
export const COLUMNS = `id, name, type, description, options, secrets, polling_interval AS pollingInterval,
  daily_hour AS dailyHour, is_enabled AS isEnabled, version, created_at AS createdAt, created_by AS createdBy,
  changed_at AS changedAt, changed_by AS changedBy`;

/** A row as everybody may see it. */
export function instanceOf({ options, secrets, isEnabled, ...row }: InstanceRow): Instance {
  const names = Object.keys(JSON.parse(secrets) as Sealed);
  return {
    ...row,
    options: JSON.parse(options) as OptionValues,
    secrets: Object.fromEntries(names.map((name) => [name, { isSet: true }])),
    isEnabled: isEnabled === 1,
  };
}

const WRITTEN = [
  'id',
  'name',
  'name_key',
  'type',
  'description',
  'options',
  'secrets',
  'polling_interval',
  'daily_hour',
  'is_enabled',
  'version',
  'created_at',
  'created_by',
  'changed_at',
  'changed_by',
];

/** Writes a row, new or in the place of the one with its id; takes {@link valuesOf}. */
export const UPSERT = `INSERT INTO instance (${WRITTEN.join(', ')}) VALUES (${WRITTEN.map(() => '?').join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${WRITTEN.slice(1)
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')}`;

/** An instance as {@link UPSERT} takes it. */
export function valuesOf(
  instance: Omit<Instance, 'secrets'>,
  secrets: Sealed,
): readonly SQLInputValue[] {
  return [
    instance.id,
    instance.name,
    nameKey(instance.name),
    instance.type,
    instance.description,
    JSON.stringify(instance.options),
    JSON.stringify(secrets),
    instance.pollingInterval,
    instance.dailyHour,
    instance.isEnabled ? 1 : 0,
    instance.version,
    instance.createdAt,
    instance.createdBy,
    instance.changedAt,
    instance.changedBy,
  ];
}

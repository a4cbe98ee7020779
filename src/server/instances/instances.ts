import { randomUUID } from 'node:crypto';
import type { Environment } from '../../app/environment.ts';
import {
  instanceEnvironment,
  instanceProblems,
  isOpenOption,
  isSecretOption,
  normalOptions,
  type OptionValues,
} from '../../app/instance-config.ts';
import type { Actor, AuditLog, Database, ExpectedVersion } from '../accounts/index.ts';
import { etagOf, Ledger, nameKey } from '../accounts/index.ts';
import type { PollingInterval } from '../api/instances.ts';
import { ServerError } from '../errors.ts';
import { changesOf } from './changes.ts';
import {
  COLUMNS,
  type Instance,
  type InstanceRow,
  instanceOf,
  type Sealed,
  UPSERT,
  valuesOf,
} from './instance-row.ts';
import { hasDailyHour } from './polling.ts';
import type { SecretBox } from './secret-box.ts';

/** What a new instance needs. */
export interface NewInstance {
  readonly name: string;
  readonly type: 'qualys';
  readonly description: string;
  readonly options: OptionValues;
  /** In clear, by name of the option. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly pollingInterval: PollingInterval;
  readonly dailyHour: number | null;
  readonly isEnabled: boolean;
}

/** What can be changed of an instance; what is undefined stays. */
export interface InstanceChange {
  readonly description?: string | undefined;
  /** All options: what is not in it is unset. */
  readonly options?: OptionValues | undefined;
  /** Null removes a secret. */
  readonly secrets?: Readonly<Record<string, string | null>> | undefined;
  readonly pollingInterval?: PollingInterval | undefined;
  readonly dailyHour?: number | null | undefined;
  readonly isEnabled?: boolean | undefined;
}

/** What instances are kept with besides the file of the console. */
export interface InstanceServices {
  readonly box: SecretBox;
  /** Environment of the server: the way to the network is the machine's. */
  readonly machine: Environment;
  /** Called after every change. */
  readonly onChange: () => void;
}

/** Stands for a secret that is kept, where only its presence counts. */
const KEPT = 'kept';

/** The configured integrations. Every change stands in the audit log, in the same transaction, without a secret. */
export class Instances extends Ledger {
  readonly #services: InstanceServices;

  constructor(db: Database, audit: AuditLog, clock: () => number, services: InstanceServices) {
    super(db, audit, clock);
    this.#services = services;
  }

  /** All instances, by name. */
  list(): readonly Instance[] {
    const sql = `SELECT ${COLUMNS} FROM instance ORDER BY name_key`;
    return this.db.all<InstanceRow>(sql).map((row) => instanceOf(row));
  }

  /** The instance with this id. */
  find(id: string): Instance | undefined {
    const row = this.#row(id);
    return row && instanceOf(row);
  }

  /** The instance with this name, however it is written. */
  findByName(name: string): Instance | undefined {
    const sql = `SELECT ${COLUMNS} FROM instance WHERE name_key = ?`;
    const row = this.db.one<InstanceRow>(sql, nameKey(name));
    return row && instanceOf(row);
  }

  /** @throws {ServerError} H_INSTANCE_NAME_TAKEN, H_INSTANCE_INVALID, and those of the key */
  create(given: NewInstance, actor: Actor): Instance {
    const id = randomUUID();
    const created = this.db.transaction(() => {
      const { name } = given;
      if (this.findByName(name) !== undefined) {
        throw new ServerError('H_INSTANCE_NAME_TAKEN', { name });
      }
      const options = checked(given.options, given.secrets);
      const now = this.clock();
      const instance: Omit<Instance, 'secrets'> = {
        ...given,
        id,
        options,
        dailyHour: hasDailyHour(given.pollingInterval) ? given.dailyHour : null,
        version: 1,
        createdAt: now,
        createdBy: actor.name,
        changedAt: now,
        changedBy: actor.name,
      };
      this.db.run(UPSERT, ...valuesOf(instance, this.#seal(id, given.secrets)));
      const { type, pollingInterval } = instance;
      const secrets = Object.keys(given.secrets);
      this.audit.add(actor, 'instance.created', name, { type, pollingInterval, options, secrets });
      return this.#existing(id);
    });
    this.#services.onChange();
    return created;
  }

  /** @throws {ServerError} H_NOT_FOUND, H_CHANGED_MEANWHILE, H_INSTANCE_INVALID, and those of the key */
  change(id: string, change: InstanceChange, expected: ExpectedVersion, actor: Actor): Instance {
    const changed = this.db.transaction(() => {
      const row = this.#expected(id, expected);
      const before = instanceOf(row);
      const { secrets = {}, ...rest } = change;
      const given = givenOf(secrets);
      const kept = Object.entries(sealedOf(row)).filter(([field]) => !(field in secrets));
      const values = { ...Object.fromEntries(kept.map(([field]) => [field, KEPT])), ...given };
      const options = checked(rest.options ?? before.options, values);
      const pollingInterval = rest.pollingInterval ?? before.pollingInterval;
      const hour = rest.dailyHour === undefined ? before.dailyHour : rest.dailyHour;
      const after: Omit<Instance, 'secrets'> = {
        ...before,
        description: rest.description ?? before.description,
        options,
        pollingInterval,
        dailyHour: hasDailyHour(pollingInterval) ? hour : null,
        isEnabled: rest.isEnabled ?? before.isEnabled,
        version: before.version + 1,
        changedAt: this.clock(),
        changedBy: actor.name,
      };
      const sealed = { ...Object.fromEntries(kept), ...this.#seal(id, given) };
      this.db.run(UPSERT, ...valuesOf(after, sealed));
      const details = { ...changesOf(before, after), secrets: Object.keys(secrets) };
      this.audit.add(actor, 'instance.changed', before.name, details);
      return this.#existing(id);
    });
    this.#services.onChange();
    return changed;
  }

  /** Deletes the configuration; what the graph has of it stays. @throws {ServerError} H_NOT_FOUND, H_CHANGED_MEANWHILE */
  remove(
    id: string,
    expected: ExpectedVersion,
    actor: Actor,
    details: Readonly<Record<string, unknown>> = {},
  ): void {
    this.db.transaction(() => {
      const { name } = this.#expected(id, expected);
      this.db.run('DELETE FROM instance WHERE id = ?', id);
      this.audit.add(actor, 'instance.deleted', name, details);
    });
    this.#services.onChange();
  }

  /** Makes sure that an instance is as it was read. @throws {ServerError} H_NOT_FOUND, H_CHANGED_MEANWHILE */
  assertUnchanged(id: string, expected: ExpectedVersion): Instance {
    return instanceOf(this.#expected(id, expected));
  }

  /** Notes that somebody wants a login tried again that Qualys refused. @throws {ServerError} H_NOT_FOUND */
  noteInsisted(id: string, actor: Actor): void {
    this.db.transaction(() => {
      this.audit.add(actor, 'instance.login-insisted', this.#existing(id).name);
    });
    this.#services.onChange();
  }

  /**
   * The environment in which a run of an instance takes place. It holds secrets in clear.
   *
   * @param change as it would be after this change, which is not made; for a test of what is being typed
   * @throws {ServerError} H_NOT_FOUND, H_INSTANCE_INVALID, H_SECRET_DAMAGED, and those of the key
   */
  environment(id: string, change: Pick<InstanceChange, 'options' | 'secrets'> = {}): Environment {
    const row = this.#row(id);
    if (row === undefined) throw new ServerError('H_NOT_FOUND');
    const { secrets = {}, options = instanceOf(row).options } = change;
    const { box } = this.#services;
    const stored = Object.entries(sealedOf(row))
      .filter(([field]) => !(field in secrets))
      .map(([field, sealed]) => [field, box.open(sealed, { instanceId: id, field })] as const);
    const known = { ...Object.fromEntries(stored), ...givenOf(secrets) };
    return this.environmentOf(options, known);
  }

  /** The same for options that are stored nowhere. @throws {ServerError} H_INSTANCE_INVALID */
  environmentOf(options: OptionValues, secrets: Readonly<Record<string, string>>): Environment {
    const normal = checked(options, secrets);
    return instanceEnvironment({ ...normal, ...secrets }, this.#services.machine);
  }

  #seal(instanceId: string, secrets: Readonly<Record<string, string>>): Sealed {
    const sql = "SELECT count(*) AS n FROM instance WHERE secrets <> '{}'";
    const mayMakeKey = this.db.one<{ readonly n: number }>(sql)?.n === 0;
    return Object.fromEntries(
      Object.entries(secrets).map(([field, secret]) => [
        field,
        this.#services.box.seal(secret, { instanceId, field }, mayMakeKey),
      ]),
    );
  }

  #row(id: string): InstanceRow | undefined {
    return this.db.one<InstanceRow>(`SELECT ${COLUMNS} FROM instance WHERE id = ?`, id);
  }

  #existing(id: string): Instance {
    const found = this.find(id);
    if (found === undefined) throw new ServerError('H_NOT_FOUND');
    return found;
  }

  #expected(id: string, expected: ExpectedVersion): InstanceRow {
    const row = this.#row(id);
    if (row === undefined) throw new ServerError('H_NOT_FOUND');
    const current = instanceOf(row);
    if (expected === 'any' || expected === current.version) return row;
    const { name, changedBy: by, changedAt } = current;
    throw new ServerError(
      'H_CHANGED_MEANWHILE',
      { name, by, at: new Date(changedAt).toISOString() },
      { members: { current }, headers: { etag: etagOf(current) } },
    );
  }
}

/** Those that are set, not removed. */
function givenOf(
  secrets: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(secrets).flatMap(([field, secret]) =>
      secret === null ? [] : [[field, secret] as const],
    ),
  );
}

function sealedOf({ secrets }: InstanceRow): Sealed {
  return JSON.parse(secrets) as Sealed;
}

/** The options as they are kept. @throws {ServerError} H_INSTANCE_INVALID naming every problem */
function checked(options: OptionValues, secrets: Readonly<Record<string, string>>): OptionValues {
  const unknown = [
    ...Object.keys(options).filter((name) => !isOpenOption(name)),
    ...Object.keys(secrets).filter((name) => !isSecretOption(name)),
  ].map((field) => ({ field, message: 'There is no such option here.' }));
  const fields = { ...options, ...secrets };
  const problems = unknown.length > 0 ? unknown : instanceProblems(fields);
  if (problems.length > 0) {
    const text = problems.map(({ message }) => message).join(' ');
    throw new ServerError('H_INSTANCE_INVALID', { problems: text }, { members: { problems } });
  }
  return normalOptions(fields);
}

import { Refused } from './answer.ts';
import { asBody, asText, checkEntity, checkRelationship, type Json } from './checks.ts';

/** Where a job's data belongs, and what it means for what is there. */
export interface JobFacts {
  readonly source: string;
  readonly scope: string;
  readonly integrationInstanceId: string | undefined;
  readonly syncMode: string;
  readonly ignoresDuplicates: boolean;
}

const SOURCES = ['api', 'integration-external', 'integration-managed'];
const MODES = ['DIFF', 'PATCH', 'CROSS_SCOPE', 'OVERRIDE', 'CREATE_OR_UPDATE'];

/** Reads the body of a start. */
export function jobFacts(value: unknown): JobFacts {
  const body = asBody(value, [
    ...['source', 'scope', 'syncMode', 'integrationInstanceId', 'integrationJobId'],
    'ignoreDuplicates',
  ]);
  const source = asText(body['source'], 'source');
  if (!SOURCES.includes(source)) throw new Refused(400, 'BAD_REQUEST', `unknown source ${source}`);
  const syncMode = body['syncMode'] === undefined ? 'DIFF' : asText(body['syncMode'], 'syncMode');
  if (!MODES.includes(syncMode)) throw new Refused(400, 'BAD_REQUEST', `unknown mode ${syncMode}`);
  const isApi = source === 'api';
  const [wanted, other] = isApi
    ? ['scope', 'integrationInstanceId']
    : ['integrationInstanceId', 'scope'];
  const owner = asText(body[wanted], wanted);
  if (body[other] !== undefined) {
    throw new Refused(400, 'BAD_REQUEST', `${source} takes no ${other}`);
  }
  return {
    source,
    scope: owner,
    integrationInstanceId: isApi ? undefined : owner,
    syncMode,
    ignoresDuplicates: body['ignoreDuplicates'] === true,
  };
}

/** 52 bits of a key: FNV-1a, twice, from two seeds. */
function keyHash(key: string): number {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13);
  }
  return (a >>> 0) * 2 ** 20 + ((b >>> 0) & 0xfffff);
}

const AFTER_FINALIZE: Readonly<Record<string, string>> = {
  FINALIZE_PENDING: 'FINALIZING_ENTITIES',
  FINALIZING_ENTITIES: 'FINALIZING_RELATIONSHIPS',
};

/** A synchronisation job: what was uploaded to it, and how far it is. */
export class StubJob {
  readonly id: string;
  readonly facts: JobFacts;
  readonly entities = new Map<string, Json>();
  readonly relationships = new Map<string, Json>();
  readonly events: { readonly name: string; readonly description: string }[] = [];
  readonly counters: Record<string, number> = {
    numEntitiesUploaded: 0,
    numRelationshipsUploaded: 0,
  };
  partialTypes: readonly string[] = [];
  status = 'AWAITING_UPLOADS';
  readonly #startedAt = Date.now();
  /** Objects that were sent more than once. */
  duplicates = 0;
  /** Hashes of the keys, where the objects themselves are not kept. */
  readonly #hashes: Set<number> | undefined;

  constructor(id: string, facts: JobFacts, keepsObjects = true) {
    this.id = id;
    this.facts = facts;
    this.#hashes = keepsObjects ? undefined : new Set();
  }

  /** Takes a batch whole, or refuses it whole. */
  upload(kind: 'entities' | 'relationships', value: unknown): void {
    this.#assertAwaiting();
    const list = asBody(value, [kind])[kind];
    if (!Array.isArray(list)) {
      const code = kind === 'entities' ? 'ENTITY_IS_NOT_ARRAY' : 'RELATIONSHIP_IS_NOT_ARRAY';
      throw new Refused(400, code, `${kind} is no list`);
    }
    if (kind === 'relationships' && this.facts.syncMode === 'PATCH') {
      throw new Refused(400, 'BAD_REQUEST', 'PATCH takes entities only');
    }
    const check = kind === 'entities' ? checkEntity : checkRelationship;
    if (this.#hashes !== undefined) {
      this.#countOnly(kind, list.map(check), this.#hashes);
      return;
    }
    const added = new Map<string, Json>();
    for (const each of list as unknown[]) {
      const object = check(each);
      const key = String(object['_key']);
      this.#checkDuplicate(key, object, added.get(key));
      added.set(key, object);
    }
    for (const [key, object] of added) this[kind].set(key, object);
    this.#count(
      kind === 'entities' ? 'numEntitiesUploaded' : 'numRelationshipsUploaded',
      added.size,
    );
  }

  /** For uploads that are too large to be kept: two keys in some billions may count as one. */
  #countOnly(kind: 'entities' | 'relationships', objects: readonly Json[], hashes: Set<number>) {
    for (const object of objects) {
      const hash = keyHash(String(object['_key']));
      if (hashes.has(hash)) this.duplicates += 1;
      hashes.add(hash);
    }
    this.#count(
      kind === 'entities' ? 'numEntitiesUploaded' : 'numRelationshipsUploaded',
      objects.length,
    );
  }

  #checkDuplicate(key: string, object: Json, inBatch: Json | undefined): void {
    const known = inBatch ?? this.entities.get(key) ?? this.relationships.get(key);
    if (known === undefined) return;
    this.duplicates += 1;
    const isSame = JSON.stringify(known) === JSON.stringify(object);
    if (!this.facts.ignoresDuplicates || !isSame || inBatch !== undefined) {
      throw new Refused(400, 'DUPLICATE_KEY', `${key} was uploaded before`);
    }
  }

  /** Adds to the log of the integration's job. */
  log(value: unknown): void {
    this.#assertAwaiting();
    if (this.facts.source === 'api') {
      throw new Refused(400, 'BAD_REQUEST', 'a job of a scope has no log');
    }
    const { events } = asBody(value, ['events']);
    if (!Array.isArray(events)) throw new Refused(400, 'BAD_REQUEST', 'events is no list');
    for (const each of events as unknown[]) {
      const event = asBody(each, ['name', 'description']);
      const name = asText(event['name'], 'name');
      if (!/^(info|stats|results|steps_finished|warn_\w+|error_\w+)$/.test(name)) {
        throw new Refused(400, 'BAD_REQUEST', `unknown event ${name}`);
      }
      this.events.push({ name, description: asText(event['description'], 'description') });
    }
  }

  /** Is told that everything was uploaded. */
  finalize(value: unknown): void {
    this.#assertAwaiting();
    const { partialDatasets } = asBody(value ?? {}, ['partialDatasets']);
    const { types } = asBody(partialDatasets ?? {}, ['types']);
    if (types !== undefined && !Array.isArray(types)) {
      throw new Refused(400, 'BAD_REQUEST', 'types is no list');
    }
    this.partialTypes = ((types as unknown[] | undefined) ?? []).map((type) =>
      asText(type, 'a type'),
    );
    this.status = 'FINALIZE_PENDING';
  }

  /** Is told that the upload is of no use. */
  abort(value: unknown): void {
    this.#assertAwaiting();
    const { reason } = asBody(value ?? {}, ['reason', 'terminalStatus']);
    if (reason !== undefined) asText(reason, 'reason');
    this.status = 'ABORTED';
  }

  /** One step further on the way to the end; true when it is to be worked in now. */
  advance(): boolean {
    const next = AFTER_FINALIZE[this.status];
    if (next !== undefined) this.status = next;
    else if (this.status === 'FINALIZING_RELATIONSHIPS') return true;
    return false;
  }

  /** As the API tells it. */
  toJSON(): Json {
    const { facts, counters, status, id } = this;
    return {
      id,
      source: facts.source,
      scope: facts.scope,
      ...(facts.integrationInstanceId && { integrationInstanceId: facts.integrationInstanceId }),
      syncMode: facts.syncMode,
      startTimestamp: this.#startedAt,
      status,
      done: !/^(AWAITING|FINALIZ)/.test(status),
      ...counters,
    };
  }

  #count(name: string, number: number): void {
    this.counters[name] = (this.counters[name] ?? 0) + number;
  }

  #assertAwaiting(): void {
    if (this.status !== 'AWAITING_UPLOADS') {
      throw new Refused(400, 'JOB_NOT_AWAITING_UPLOADS', `job ${this.id} is ${this.status}`);
    }
  }
}

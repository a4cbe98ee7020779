import { type FileHandle, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type {
  AssetRef,
  Entity,
  Finding,
  MappedTarget,
  Relationship,
} from '../model/graph-object.ts';
import { moveTo, syncFolder, writeDurably } from './durable-file.ts';
import { PropertyEncoder } from './encode-properties.ts';
import {
  type CoveredFacts,
  coveredRow,
  entityRow,
  findingRow,
  presentRow,
  relationshipRow,
  targetRow,
} from './encode-row.ts';
import { fileError } from './errors.ts';
import { JsonBuffer } from './json-buffer.ts';
import {
  type PageFile,
  type PageId,
  pageName,
  type RememberedFacts,
  type StoredPage,
} from './page.ts';

/** Rows are collected up to this many bytes before they are handed to the file. */
const BLOCK_BYTES = 256 * 1024;

/** Room of a block: the last row may reach beyond {@link BLOCK_BYTES}. */
const BLOCK_ROOM_BYTES = BLOCK_BYTES + 64 * 1024;

/** From this many bytes on their way to the file, `drain` waits. */
const HIGH_WATER_BYTES = 2 * 1024 * 1024;

/**
 * Writes one page. The methods that add rows are synchronous and cheap; call `await drain()` now and
 * then (after a batch of records), or memory grows. Nothing of the page counts before `commit`.
 */
export class SegmentWriter {
  readonly #folder: string;
  readonly #id: PageId;
  readonly #name: string;
  readonly #file: FileHandle;
  readonly #encoder = new PropertyEncoder();
  readonly #rows: Record<string, number> = {};
  readonly #types = new Map<string, string[]>();
  /** The entity whose type was noted last. */
  #noted: Entity | undefined;
  #block = new JsonBuffer(BLOCK_ROOM_BYTES);
  /** Blocks that reached the file, to be filled again. */
  readonly #spare: JsonBuffer[] = [];
  #bytes = 0;
  #rowStart = 0;
  #longest = 0;
  #checksum = 0;
  #pendingBytes = 0;
  #writes: Promise<void> = Promise.resolve();
  #failure: unknown;
  #isOpen = true;

  private constructor(folder: string, id: PageId, file: FileHandle) {
    this.#folder = folder;
    this.#id = id;
    this.#name = pageName(id);
    this.#file = file;
  }

  /** Opens the temporary file of a page; one that a killed run left behind is overwritten. */
  static async open(folder: string, id: PageId): Promise<SegmentWriter> {
    const path = join(folder, `${pageName(id)}.ndjson.tmp`);
    try {
      return new SegmentWriter(folder, id, await open(path, 'w'));
    } catch (error) {
      throw fileError(path, error);
    }
  }

  /** Adds an entity that the instance owns. */
  entity(entity: Entity): void {
    entityRow(this.#block, this.#at, entity, this.#encoder);
    this.#added('entity', entity);
  }

  /** Adds a finding on an asset. */
  finding(finding: Finding): void {
    findingRow(this.#block, this.#at, finding, this.#encoder);
    this.#added('finding', finding.entity);
  }

  /** Adds an entity that the mapper has to place, and the relationship SCANS to it. */
  target(target: MappedTarget): void {
    targetRow(this.#block, this.#at, target, this.#encoder);
    this.#added('target', target.entity);
  }

  /** Adds a relationship that the source states. */
  relationship(relationship: Relationship): void {
    relationshipRow(this.#block, this.#at, relationship, this.#encoder);
    this.#added('relationship');
  }

  /**
   * Says that the asset was read completely for the entity type: what is stored of that type on it and
   * not in the run has gone.
   */
  covered(ref: AssetRef, type: string, facts: CoveredFacts = {}): void {
    coveredRow(this.#block, this.#at, ref, type, facts);
    this.#added('covered');
  }

  /** Says that the asset is in the complete list of this run: it has not gone, read or not. */
  present(ref: AssetRef): void {
    presentRow(this.#block, this.#at, ref);
    this.#added('present');
  }

  /** Resolves when there is room for more rows; throws a `SpoolError` if writing failed. */
  async drain(): Promise<void> {
    if (this.#pendingBytes > HIGH_WATER_BYTES) await this.#writes;
    this.#throwIfFailed();
  }

  /**
   * Makes the page durable: after this it is in the ledger, whatever happens to the process. A failure
   * leaves it out of the ledger, and is final.
   */
  async commit(facts: RememberedFacts): Promise<StoredPage> {
    try {
      return await this.#store(facts);
    } catch (error) {
      await this.#close();
      throw error;
    }
  }

  async #store({ memory, ...facts }: RememberedFacts): Promise<StoredPage> {
    this.#flush();
    await this.#writes;
    this.#throwIfFailed();
    const page: PageFile = {
      ...facts,
      rows: this.#rows,
      types: Object.fromEntries(this.#types),
      mixed: [...this.#encoder.mixed],
      longestRow: this.#longest,
      bytes: this.#bytes,
      checksum: this.#checksum,
    };
    const segment = join(this.#folder, `${this.#name}.ndjson`);
    // The order is the promise: whoever sees the segment under its name finds its page file whole.
    await writeDurably(
      join(this.#folder, `${this.#name}.page.json`),
      JSON.stringify({ ...page, memory }),
    );
    try {
      await this.#file.sync();
    } catch (error) {
      throw fileError(segment, error);
    }
    await this.#close();
    await moveTo(`${segment}.tmp`, segment);
    await syncFolder(dirname(segment));
    return { ...this.#id, ...page, segment };
  }

  /** Forgets the page. */
  async discard(): Promise<void> {
    if (!this.#isOpen) return;
    this.#block.clear();
    await this.#writes;
    await this.#close();
    const path = join(this.#folder, `${this.#name}.ndjson.tmp`);
    try {
      await unlink(path);
    } catch (error) {
      throw fileError(path, error);
    }
  }

  /** Where the next row begins in the segment. */
  get #at(): number {
    return this.#bytes + this.#block.length;
  }

  #added(row: string, entity?: Entity): void {
    this.#rows[row] = (this.#rows[row] ?? 0) + 1;
    this.#longest = Math.max(this.#longest, this.#at - this.#rowStart);
    this.#rowStart = this.#at;
    if (entity !== undefined) this.#noteType(entity);
    if (this.#block.length >= BLOCK_BYTES) this.#flush();
  }

  /** Remembers a type and its classes. */
  #noteType(entity: Entity): void {
    const { _type: type, _class: classes } = entity;
    // Mostly it is that of the row before: the classes of a declared type are one list.
    if (this.#noted?._type === type && this.#noted._class === classes) return;
    this.#noted = entity;
    const known = this.#types.get(type) ?? [];
    if (known.length > 0 && classes.every((name) => known.includes(name))) return;
    this.#types.set(type, [...new Set([...known, ...classes])]);
  }

  /** Hands the collected rows to the file. A failure is kept for `drain` and `commit` to throw. */
  #flush(): void {
    const block = this.#block;
    if (block.length === 0) return;
    this.#block = this.#spare.pop() ?? new JsonBuffer(BLOCK_ROOM_BYTES);
    const { length } = block;
    this.#bytes += length;
    this.#checksum = crc32(block.written, this.#checksum);
    this.#pendingBytes += length;
    this.#writes = this.#writes.then(async () => {
      try {
        if (this.#failure === undefined) await this.#file.appendFile(block.written);
      } catch (error) {
        this.#failure = error;
      } finally {
        this.#pendingBytes -= length;
        block.clear();
        this.#spare.push(block);
      }
    });
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) {
      throw fileError(join(this.#folder, `${this.#name}.ndjson.tmp`), this.#failure);
    }
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#file.close();
  }
}

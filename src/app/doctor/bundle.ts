import { open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { arch, availableParallelism, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { envName, OPTION_NAMES, unknownOptionWarnings } from '../../integration/index.ts';
import type { DataDir } from '../data-dir.ts';
import type { Environment } from '../environment.ts';
import { AppError, systemReason } from '../errors.ts';
import type { Login } from '../login.ts';
import type { ReportedError } from '../reported-error.ts';
import { namesInGraph } from './graph-names.ts';
import { isSecretOption, privateLogin, privateSettings } from './private-values.ts';
import { Redactor } from './redactor.ts';
import type { DoctorReport } from './report.ts';

/** What a support bundle is made of. */
export interface BundleInput {
  readonly env: Environment;
  readonly dataDir: DataDir;
  /** The secrets in use; absent when they could not be read, so that nothing can hold them. */
  readonly login: Login | undefined;
  /** What doctor found out, or why it could not. */
  readonly doctor: DoctorReport | ReportedError;
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

const RUNS_AT_MOST = 10;
const LOGS_AT_MOST = 5;
/** Of each log the end. */
const LOG_BYTES = 262_144;
const LOG_FILE = /\.(?:log|ndjson|jsonl|txt)$/;

/**
 * What a supporter needs to know of this installation, with every secret, name and address of people
 * and machines replaced by a placeholder. The same value has the same placeholder everywhere.
 */
export async function supportBundle(
  input: BundleInput,
): Promise<Readonly<Record<string, unknown>>> {
  const { env, dataDir, login, doctor, signal, clock = Date.now } = input;
  const { names, problem } = await namesInGraph(dataDir, signal);
  const redactor = new Redactor(
    [...privateSettings(env), ...(login === undefined ? [] : privateLogin(login))],
    names,
  );
  const moduleVersions = 'moduleVersions' in doctor ? doctor.moduleVersions : {};
  return {
    format: 'graph-qualys support bundle 1',
    createdAt: new Date(clock()).toISOString(),
    // Host names without dots are known from the graph only.
    ...(problem !== undefined && { hostNamesUnknown: redactor.text(problem) }),
    // Our own, and of a fixed form: a version of four numbers would be taken for an address.
    versions: { ...(await ownVersions()), qualys: plainVersions(moduleVersions) },
    system: redactor.value({
      platform: platform(),
      release: release(),
      arch: arch(),
      processors: availableParallelism(),
      memoryMb: Math.round(totalmem() / 1_048_576),
    }),
    settings: settings(env, redactor),
    settingsNotes: redactor.value(unknownOptionWarnings(env)),
    doctor: redactor.value({ ...doctor, moduleVersions: undefined }),
    runs: redactor.value(await runRecords(dataDir)),
    logs: redactor.value(await logs(dataDir)),
  };
}

/**
 * Writes the bundle as compressed JSON that only its owner may read.
 *
 * @returns the size of the file in bytes
 * @throws {AppError} A_BUNDLE_NOT_WRITABLE
 */
export async function writeSupportBundle(path: string, input: BundleInput): Promise<number> {
  const text = `${JSON.stringify(await supportBundle(input), null, 2)}\n`;
  const packed = await promisify(gzip)(text);
  try {
    await writeFile(path, packed, { mode: 0o600 });
  } catch (error) {
    const reason = systemReason(error);
    throw new AppError('A_BUNDLE_NOT_WRITABLE', { path, reason }, { cause: error });
  }
  return packed.length;
}

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

async function ownVersions(): Promise<Readonly<Record<string, string>>> {
  const file = new URL('../../../package.json', import.meta.url);
  const { version, dependencies } = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  return { 'graph-qualys': version, node: process.version, ...dependencies };
}

/** Versions with more than an address would have: `10.39.1.0-1`, `1.0.3`, `8.10`. */
const PLAIN_VERSION =
  /^\d+\.\d+(?:\.\d+(?:\.\d+-\d+)?(?:-\d+)?)?(?: OFFICIAL #\d+ \([\dTZ:-]+\))?$/;

function plainVersions(
  versions: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const plain = Object.entries(versions).filter(
    ([module, version]) => /^[A-Za-z_]+\d?-VERSION$/.test(module) && PLAIN_VERSION.test(version),
  );
  return Object.fromEntries(plain);
}

/** As given; what is not given has its default. */
function settings(env: Environment, redactor: Redactor): Readonly<Record<string, string>> {
  const given = OPTION_NAMES.flatMap((name): [string, string][] => {
    const value = env[envName(name)];
    if (value === undefined) return [];
    return [
      [
        envName(name),
        isSecretOption(name) ? redactor.whole('secret', value) : redactor.text(value),
      ],
    ];
  });
  return Object.fromEntries(given);
}

async function runRecords({ runsDir }: DataDir): Promise<readonly unknown[]> {
  const names = (await namesIn(runsDir)).filter((name) => /^\d{8}T\d{6}Z-/.test(name));
  const newest = names.toSorted().toReversed().slice(0, RUNS_AT_MOST);
  return Promise.all(newest.map((name) => runRecord(name, join(runsDir, name, 'record.json'))));
}

/** The record of a run; of one that was cut off there is none. */
async function runRecord(runId: string, path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'it is no JSON' : systemReason(error);
    return { runId, problem };
  }
}

async function logs(dir: DataDir): Promise<readonly unknown[]> {
  const folder = join(dir.path, 'logs');
  const names = (await namesIn(folder)).filter((name) => LOG_FILE.test(name));
  const files = await Promise.all(
    names.map(async (name) => ({ name, changedAt: (await stat(join(folder, name))).mtimeMs })),
  );
  const newest = files.toSorted((a, b) => b.changedAt - a.changedAt).slice(0, LOGS_AT_MOST);
  return Promise.all(
    newest.map(async ({ name }) => ({ name, end: await endOf(join(folder, name)) })),
  );
}

/** The last whole lines of a file. */
async function endOf(path: string): Promise<readonly string[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - LOG_BYTES);
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n');
    return (start > 0 ? lines.slice(1) : lines).filter((line) => line !== '');
  } finally {
    await file.close();
  }
}

/** Names in a folder; none where there is no folder. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

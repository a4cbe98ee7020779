import { readConfig } from '../../integration/index.ts';
import { assertNotRefused, clearRefused, isRefusal, noteRefused } from '../credentials-state.ts';
import { type DataDir, prepareDataDir } from '../data-dir.ts';
import { type Login, resolveLogin, secretMaterialOf } from '../login.ts';
import { isReportedError, reportError } from '../reported-error.ts';
import { writeSupportBundle } from './bundle.ts';
import { type ExamineInput, examine } from './examine.ts';
import type { DoctorReport } from './report.ts';

/** What `doctor` needs to know. */
export interface DoctorInput extends Omit<ExamineInput, 'config' | 'login'> {
  readonly dataDir: DataDir;
  /** Name of the instance whose login is used. */
  readonly instance: string;
  /** Tries a login that Qualys refused before. */
  readonly insist?: boolean;
  /** File for a support bundle; none when absent. */
  readonly bundle?: string | undefined;
  /** Told when the bundle is written; its size in bytes. */
  readonly onBundle?: (file: string, bytes: number) => void;
}

/**
 * Finds out what these credentials can read. A login that Qualys refused before is not tried again, and
 * a refusal here is remembered for the other commands. The support bundle is written whatever comes out,
 * the more so when something is wrong.
 *
 * @throws errors of the configuration, of the sources of the secrets, of the data folder, of a login that
 *   was refused before, and of an interruption
 */
export async function doctor(input: DoctorInput): Promise<DoctorReport> {
  let login: Login | undefined;
  const bundle = async (found: DoctorReport | ReturnType<typeof reportError>) => {
    const { bundle: file, env, dataDir, signal } = input;
    if (file === undefined) return;
    const bytes = await writeSupportBundle(file, { env, dataDir, login, doctor: found, signal });
    input.onBundle?.(file, bytes);
  };
  const report = await examineUnlessRefused(input, (resolved) => {
    login = resolved;
  }).catch(async (error: unknown) => {
    if (isReportedError(error) && !input.signal.aborted) await bundle(reportError(error));
    throw error;
  });
  await bundle(report);
  return report;
}

async function examineUnlessRefused(
  input: DoctorInput,
  onLogin: (login: Login) => void,
): Promise<DoctorReport> {
  const { env, dataDir, instance, insist = false, signal } = input;
  const config = readConfig(env);
  const login = await resolveLogin(config, signal);
  onLogin(login);
  await prepareDataDir(dataDir);
  const material = secretMaterialOf(config, login);
  await assertNotRefused(dataDir, instance, material, { insist });
  const report = await examine({ ...input, config, login });
  const refusal = report.endpoints.find(({ problem }) => isRefusal(problem?.code ?? ''))?.problem;
  if (refusal !== undefined) await noteRefused(dataDir, instance, material, refusal);
  else if (report.endpoints.some(({ state }) => state === 'works')) {
    await clearRefused(dataDir, instance);
  }
  return report;
}

import { type StandingRefusal, standingRefusal } from '../../app/credentials-state.ts';
import type { DataDir } from '../../app/data-dir.ts';
import { secretMaterialIn } from '../../app/login.ts';
import { ServerError } from '../errors.ts';
import type { Instance } from './instance-row.ts';
import type { Instances } from './instances.ts';

/**
 * The refusal of Qualys that keeps an instance from being collected, if there is one. Where the stored login cannot
 * be read, nobody can tell whether it is the refused one: what the key lacks is told by whoever uses it.
 */
export async function refusalOf(
  dir: DataDir,
  instances: Instances,
  { id, name }: Instance,
): Promise<StandingRefusal | undefined> {
  try {
    return await standingRefusal(dir, name, () => secretMaterialIn(instances.environment(id)));
  } catch (error) {
    if (error instanceof ServerError) return undefined;
    throw error;
  }
}

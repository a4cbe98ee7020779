import type { ApplyRequest } from '../graph-store.ts';
import type { SqlSession } from '../sql-session.ts';

/** What an instance left for its next run. */
export interface Remembered {
  readonly state: string | undefined;
  readonly scopeFingerprint: string | undefined;
}

/** What the runs before left. */
export async function recall(session: SqlSession, instanceId: number): Promise<Remembered> {
  const [row] = await session.rows(
    'SELECT state, scope_fingerprint FROM instance_state WHERE instance_id = $1',
    [instanceId],
  );
  const text = (name: string): string | undefined => {
    const value = row?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  return { state: text('state'), scopeFingerprint: text('scope_fingerprint') };
}

/** Stores what a run leaves for the next; what it does not say stays as it was. */
export async function remember(
  session: SqlSession,
  instanceId: number,
  before: Remembered,
  { state = before.state, scope }: Pick<ApplyRequest, 'state' | 'scope'>,
): Promise<void> {
  const fingerprint = scope?.fingerprint ?? before.scopeFingerprint;
  if (state === undefined && fingerprint === undefined) return;
  await session.run('DELETE FROM instance_state WHERE instance_id = $1', [instanceId]);
  await session.run('INSERT INTO instance_state VALUES ($1, $2, $3)', [
    instanceId,
    state ?? null,
    fingerprint ?? null,
  ]);
}

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

/** Stores what a run leaves for the next. */
export async function remember(
  session: SqlSession,
  instanceId: number,
  { state, scopeFingerprint }: Remembered,
): Promise<void> {
  if (state === undefined && scopeFingerprint === undefined) return;
  await session.run('DELETE FROM instance_state WHERE instance_id = $1', [instanceId]);
  await session.run('INSERT INTO instance_state VALUES ($1, $2, $3)', [
    instanceId,
    state ?? null,
    scopeFingerprint ?? null,
  ]);
}

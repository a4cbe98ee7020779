import { GraphError } from './errors.ts';
import { createSchema, entityView, SCHEMA_VERSION } from './schema.ts';
import type { SqlSession } from './sql-session.ts';

/** Takes a store from the version before to `version`. */
interface Migration {
  readonly version: number;
  readonly run: (session: SqlSession) => Promise<void>;
}

/**
 * In ascending order, one for every version after the first. They say in SQL what they do, and not by way of
 * the schema or the model: those are of today. The view `entity` is not there while they run.
 */
const MIGRATIONS: readonly Migration[] = [
  {
    version: 2,
    run: async (session) => {
      await session.run(
        'CREATE TABLE instance_state (instance_id SMALLINT, state VARCHAR, scope_fingerprint VARCHAR)',
      );
      await session.run(
        'CREATE TABLE pending_merge (instance_id SMALLINT, old_no INTEGER, new_no INTEGER)',
      );
      await session.run('ALTER TABLE claim ADD COLUMN last_read_on BIGINT');
      await session.run('ALTER TABLE claim ADD COLUMN read_scope BIGINT');
      await session.run('ALTER TABLE entity_host ADD COLUMN last_read_on BIGINT');
    },
  },
];

async function versionOf(session: SqlSession, path: string): Promise<number | undefined> {
  const tables = await session.rows(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'main' AND table_catalog = current_database()",
  );
  if (tables.length === 0) return undefined;
  if (!tables.some(({ name }) => name === 'schema_version')) {
    throw new GraphError('G_CORRUPT', { path });
  }
  const [row] = await session.rows('SELECT max(version) AS version FROM schema_version');
  return typeof row?.['version'] === 'number' ? row['version'] : 0;
}

/**
 * Brings the tables of a store to {@link SCHEMA_VERSION}, in one transaction.
 *
 * @throws {GraphError} G_NEWER_SCHEMA, G_CORRUPT for a database that is no graph
 */
export async function migrate(session: SqlSession, path: string): Promise<void> {
  const found = await versionOf(session, path);
  if (found === SCHEMA_VERSION) return;
  if (found !== undefined && found > SCHEMA_VERSION) {
    throw new GraphError('G_NEWER_SCHEMA', { path, found, known: SCHEMA_VERSION });
  }
  await session.run('BEGIN');
  try {
    if (found === undefined) {
      for (const statement of createSchema(session.dialect)) await session.run(statement);
    } else {
      await session.run('DROP VIEW entity');
      for (const migration of MIGRATIONS.filter(({ version }) => version > found)) {
        await migration.run(session);
        await session.run(`UPDATE schema_version SET version = ${migration.version}`);
      }
      await session.run(entityView(session.dialect));
    }
    await session.run('COMMIT');
  } catch (error) {
    await session.run('ROLLBACK');
    throw error;
  }
}

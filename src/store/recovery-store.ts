import type pg from 'pg';
import { inTransaction } from './transaction.ts';

/** The newest that a process has seen of a database, kept outside of it. */
export interface Seen {
  readonly databaseId: string;
  readonly beat: number;
}

/** `failed-over`: another server has taken over, and may lack the last commits. */
export interface Look extends Seen {
  readonly found: 'the-same' | 'restored' | 'failed-over';
  /** Set when it was restored: what gave it away. */
  readonly reason?: string;
}

/** How long writes are looked for first, after a take-over or after people let the work go on. */
const CAREFUL_FOR = "interval '2 days'";
/** Beats that a standby may lack, one every five seconds of each process, until it counts as a restore. */
const STANDBY_LACKS = 60;
/** So far ahead that nobody who saw the lost future sees it end. */
const LEAP = 1_000_000;

/** Which server and database this is, and the timeline of its log: a standby that takes over begins a new one. */
interface Place {
  readonly database_id: string;
  readonly timeline: string;
}

const OF_DATABASE = 'FROM pg_database d WHERE d.datname = current_database()';
const PLACE = `SELECT (SELECT system_identifier FROM pg_control_system())::text || '/' || d.oid AS database_id,
  left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline ${OF_DATABASE}`;
const WITHOUT_RIGHTS = `SELECT '0/' || d.oid AS database_id, '' AS timeline ${OF_DATABASE}`;
const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Looks whether the database is the one that was there before. One that was restored, on another server or with a past
 * that was over already, has all its connections paused until a person resumes them, because the other systems have gone
 * on meanwhile; after a take-over, writes are looked for before they are made. `declared` is said by whoever restored it.
 */
export async function lookAtDatabase(pool: pg.Pool, seen: Seen | undefined, declared?: string): Promise<Look> {
  const place = await placeOf(pool);
  const known = declared === undefined && seen ? await beat(pool, place, seen) : undefined;
  return known ?? (await inTransaction(pool, (client) => judge(client, place, seen, declared)));
}

async function placeOf(pool: pg.Pool): Promise<Place> {
  const { rows } = await pool.query<Place>(PLACE).catch((error: unknown) => {
    // Some hosts keep what the server is to themselves; then the count alone has to tell.
    if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE) return pool.query<Place>(WITHOUT_RIGHTS);
    throw error;
  });
  const [place] = rows;
  if (!place) throw new Error('The database does not say which it is');
  return place;
}

/** The usual case, in one statement; undefined when there is something to judge. */
async function beat(pool: pg.Pool, place: Place, seen: Seen): Promise<Look | undefined> {
  if (seen.databaseId !== place.database_id) return undefined;
  const { rows } = await pool.query<{ beat: string }>({
    name: 'beat-of-database',
    text: `UPDATE recovery SET beat = beat + 1 WHERE database_id = $1 AND timeline = $2 AND beat >= $3 RETURNING beat`,
    values: [place.database_id, place.timeline, seen.beat],
  });
  const row = rows[0];
  return row && { found: 'the-same', databaseId: seen.databaseId, beat: Number(row.beat) };
}

async function judge(
  client: pg.PoolClient,
  { database_id: databaseId, timeline }: Place,
  seen: Seen | undefined,
  declared: string | undefined,
): Promise<Look> {
  await client.query('INSERT INTO recovery (database_id, timeline, beat) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING', [
    databaseId,
    timeline,
  ]);
  const { rows } = await client.query<Place & { beat: string }>(
    'SELECT database_id, timeline, beat FROM recovery FOR UPDATE',
  );
  const was = rows[0];
  if (!was) throw new Error('The table recovery has lost its row');
  const reason = declared ?? restoredReason(was, { database_id: databaseId, timeline }, seen);
  const newest = Math.max(Number(was.beat), seen?.databaseId === was.database_id ? seen.beat : 0);
  const isUsual = reason === undefined && was.timeline === timeline;
  const next = newest + (isUsual ? 1 : LEAP);
  await client.query(
    `UPDATE recovery SET database_id = $1, timeline = $2, beat = $3,
      restored_at = CASE WHEN $4::text IS NULL THEN restored_at ELSE now() END, reason = coalesce($4, reason)`,
    [databaseId, timeline, next, reason ?? null],
  );
  if (reason !== undefined) {
    await pauseAll(client, reason);
    return { found: 'restored', reason, databaseId, beat: next };
  }
  if (isUsual) return { found: 'the-same', databaseId, beat: next };
  await client.query(
    `UPDATE connections SET careful_until = greatest(careful_until, now() + ${CAREFUL_FOR}), revision = revision + 1`,
  );
  return { found: 'failed-over', databaseId, beat: next };
}

function restoredReason(
  was: Place & { readonly beat: string },
  now: Place,
  seen: Seen | undefined,
): string | undefined {
  if (was.database_id !== now.database_id) return 'the database was restored on another server or under another name';
  const lost = seen?.databaseId === now.database_id ? seen.beat - Number(was.beat) : 0;
  // A standby lacks a moment; what lacks more is no standby, but a back-up that was rolled forward to some time.
  const mayLack = was.timeline === now.timeline ? 0 : STANDBY_LACKS;
  return lost > mayLack ? 'the database was set back to an older state' : undefined;
}

async function pauseAll(client: pg.PoolClient, reason: string): Promise<void> {
  const why = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}, and the other systems have gone on meanwhile. Resume when nothing else works on the same systems: what was written before is looked for first, for two days.`;
  await client.query(
    `WITH changed AS (
      UPDATE connections SET paused = true, paused_reason = $1, paused_since = now(), careful_until = 'infinity',
        updated_by = 'landbridge', updated_at = now(), revision = revision + 1 RETURNING tenant, name
    )
    INSERT INTO audit (tenant, by, action, subject, detail)
    SELECT tenant, 'landbridge', 'connection.pause', 'connection ' || name, jsonb_build_object('reason', $1::text) FROM changed`,
    [why],
  );
}

/** Lets connections write without a look again, when their time of care is over. */
export async function endCare(pool: pg.Pool): Promise<void> {
  await pool.query('UPDATE connections SET careful_until = NULL, revision = revision + 1 WHERE careful_until < now()');
}

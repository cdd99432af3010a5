import type pg from 'pg';
import type { Failure } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import type { ClaimedReading, Reading, ReadingStore, Sync, SyncStore } from '../engine/sync-ports.ts';
import { newId } from './ids.ts';
import { DEAD_AFTER } from './run-store.ts';
import { inTransaction } from './transaction.ts';

interface ReadingRow {
  connection: string;
  poll: string;
  subject: string;
  title: string;
  events: string[];
  is_full: boolean;
  is_dry: boolean;
  state: Reading['state'];
  pages: number;
  read: string;
  fresh: string;
  total: string | null;
  sample: string[];
  failure: Failure | null;
  asked_by: string;
  started_at: Date;
  updated_at: Date;
}

function readingOf(row: ReadingRow): Reading {
  const { connection, poll, title, events, state, pages, sample } = row;
  return {
    connection,
    poll,
    title,
    events,
    state,
    pages,
    read: Number(row.read),
    fresh: Number(row.fresh),
    sample,
    ...(row.total === null ? {} : { total: Number(row.total) }),
    ...(row.failure === null ? {} : { failure: row.failure }),
  };
}

/** Readings that people ask for, on PostgreSQL. */
export function createSyncStore(pool: pg.Pool): SyncStore {
  const get = async (tenant: string, id: string): Promise<Sync | undefined> => {
    const { rows } = await pool.query<ReadingRow>(
      'SELECT * FROM readings WHERE tenant = $1 AND sync_id = $2 ORDER BY connection, poll',
      [tenant, id],
    );
    const [first] = rows;
    if (!first) return undefined;
    const updatedAt = Math.max(...rows.map((row) => row.updated_at.getTime()));
    return {
      id,
      subject: first.subject,
      full: first.is_full,
      dryRun: first.is_dry,
      by: first.asked_by,
      startedAt: first.started_at.toISOString(),
      updatedAt: new Date(updatedAt).toISOString(),
      readings: rows.map(readingOf),
    };
  };
  return {
    get,
    newestFull: async (tenant, subject) => {
      const { rows } = await pool.query<{ sync_id: string }>(
        `SELECT sync_id FROM readings WHERE tenant = $1 AND subject = $2 AND is_full AND NOT is_dry
        ORDER BY started_at DESC LIMIT 1`,
        [tenant, subject],
      );
      return rows[0] && (await get(tenant, rows[0].sync_id));
    },
    start: ({ tenant, subject, full, dryRun, by, sources }) =>
      inTransaction(pool, async (client) => {
        // Two people at the same moment: the second joins the first.
        await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('sync ' || $1, 0))`, [tenant]);
        const open = await client.query<{ sync_id: string }>(
          `SELECT sync_id FROM readings WHERE tenant = $1 AND subject = $2 AND is_full = $3 AND is_dry = $4 AND state = 'running'
          ORDER BY started_at LIMIT 1`,
          [tenant, subject, full, dryRun],
        );
        const known = open.rows[0]?.sync_id;
        if (known !== undefined) return { id: known, joined: true };
        const id = newId();
        await client.query(
          `INSERT INTO readings (tenant, sync_id, connection, poll, subject, title, events, is_full, is_dry, asked_by)
          SELECT $1, $2, s.connection, s.poll, $3, s.title, ARRAY(SELECT jsonb_array_elements_text(s.events)), $4, $5, $6
          FROM jsonb_to_recordset($7::jsonb) AS s(connection text, poll text, title text, events jsonb)`,
          [tenant, id, subject, full, dryRun, by, JSON.stringify(sources)],
        );
        return { id, joined: false };
      }),

    work: async (tenant, flows, since) => {
      const { rows } = await pool.query<Record<'pending' | 'open' | 'held' | 'failed' | 'completed', number>>(
        `SELECT
          (SELECT count(*)::int FROM gathered_subjects WHERE tenant = $1 AND flow = ANY($2) AND due_at IS NOT NULL) AS pending,
          (SELECT count(*)::int FROM run_history WHERE tenant = $1 AND flow = ANY($2) AND ended_at >= $3) AS completed,
          count(*) FILTER (WHERE state IN ('queued', 'running', 'waiting'))::int AS open,
          count(*) FILTER (WHERE state = 'held')::int AS held,
          count(*) FILTER (WHERE state = 'failed')::int AS failed
        FROM runs WHERE tenant = $1 AND flow = ANY($2) AND arrived_at >= $3`,
        [tenant, flows, since],
      );
      return rows[0] ?? { pending: 0, open: 0, held: 0, failed: 0, completed: 0 };
    },
  };
}

const claimStatement = `
UPDATE readings r SET token = r.token + 1, owner = $1
FROM (
  SELECT tenant, sync_id, connection, poll FROM readings
  WHERE state = 'running' AND due_at <= now() AND (owner IS NULL OR NOT EXISTS (
    SELECT 1 FROM workers w WHERE w.incarnation = readings.owner AND w.beat_at > now() - ${DEAD_AFTER}))
  ORDER BY updated_at LIMIT 1 FOR UPDATE SKIP LOCKED) AS next
WHERE r.tenant = next.tenant AND r.sync_id = next.sync_id AND r.connection = next.connection AND r.poll = next.poll
RETURNING r.tenant, r.sync_id, r.connection, r.poll, r.is_full, r.is_dry, r.token,
  CASE WHEN r.is_dry AND NOT r.is_full AND r.pages = 0 THEN (
    SELECT p.cursor FROM polls p WHERE p.tenant = r.tenant AND p.connection = r.connection AND p.name = r.poll)
  ELSE r.cursor END AS cursor`;

const MINE = 'tenant = $1 AND sync_id = $2 AND connection = $3 AND poll = $4 AND token = $5';
const keyOf = ({ tenant, syncId, connection, poll, token }: ClaimedReading): unknown[] => [
  tenant,
  syncId,
  connection,
  poll,
  token,
];

/** How many of the first subjects are kept to be shown. */
const SAMPLE = 10;

/**
 * Readings as workers see them. One process has a reading for one page at a time; one that comes back late cannot move
 * its cursor.
 * @param incarnation id of this life of this process, registered in `workers`.
 */
export function createReadingStore(pool: pg.Pool, incarnation: string): ReadingStore {
  return {
    claim: async () => {
      const { rows } = await pool.query<{
        tenant: string;
        sync_id: string;
        connection: string;
        poll: string;
        is_full: boolean;
        is_dry: boolean;
        token: string;
        cursor: JsonObject | null;
      }>({ name: 'claim-reading', text: claimStatement, values: [incarnation] });
      const row = rows[0];
      return (
        row && {
          tenant: row.tenant,
          syncId: row.sync_id,
          connection: row.connection,
          poll: row.poll,
          full: row.is_full,
          dryRun: row.is_dry,
          cursor: row.cursor ?? undefined,
          token: Number(row.token),
        }
      );
    },
    savePage: async (reading, { cursor, subjects, fresh, total, done }) => {
      const { rowCount } = await pool.query({
        name: 'save-reading',
        text: `UPDATE readings SET owner = NULL, cursor = coalesce($6, cursor), pages = pages + 1, read = read + $7,
            fresh = fresh + $8, total = coalesce($9, total), failure = NULL, updated_at = now(), due_at = now(),
            sample = CASE WHEN jsonb_array_length(sample) < ${SAMPLE} THEN sample || $10::jsonb ELSE sample END,
            state = CASE WHEN $11 THEN 'done' ELSE state END, ended_at = CASE WHEN $11 THEN now() END
          WHERE ${MINE} AND state = 'running'`,
        values: [
          ...keyOf(reading),
          cursor === undefined ? null : JSON.stringify(cursor),
          subjects.length,
          fresh,
          total ?? null,
          JSON.stringify([...new Set(subjects)].slice(0, SAMPLE)),
          done,
        ],
      });
      return rowCount === 1;
    },
    postpone: async (reading, seconds, failure) => {
      await pool.query(
        `UPDATE readings SET owner = NULL, failure = $6, updated_at = now(), due_at = now() + make_interval(secs => $7)
        WHERE ${MINE}`,
        [...keyOf(reading), failure === undefined ? null : JSON.stringify(failure), seconds],
      );
    },
    fail: async (reading, failure) => {
      await pool.query(
        `UPDATE readings SET owner = NULL, failure = $6, updated_at = now(), state = 'failed', ended_at = now() WHERE ${MINE}`,
        [...keyOf(reading), JSON.stringify(failure)],
      );
    },
    release: async () => {
      await pool.query('UPDATE readings SET owner = NULL WHERE owner = $1', [incarnation]);
    },
  };
}

/** Forgets readings that ended more than a month ago. */
export async function forgetOldReadings(pool: pg.Pool): Promise<void> {
  await pool.query(`DELETE FROM readings WHERE ended_at < now() - interval '30 days'`);
}

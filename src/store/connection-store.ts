import type pg from 'pg';
import type { JsonObject } from '../core/json.ts';
import type { MaintenanceWindow } from '../engine/away-ports.ts';
import { type ConnectionRecord, type ConnectionStore, OURSELVES } from '../engine/read-ports.ts';
import { open, seal } from './secrets/envelope.ts';
import type { KeyRing } from './secrets/master-key.ts';
import { fingerprint, lastFour } from './secrets/show.ts';
import { inTransaction } from './transaction.ts';
import { type WindowRow, windowOf } from './window-store.ts';

interface Row {
  name: string;
  connector: string;
  title: string;
  settings: JsonObject;
  paused: boolean;
  paused_reason: string | null;
  paused_since: Date | null;
  login_tried_at: Date | null;
  careful: boolean;
  careful_until: Date | null;
  last_test: ConnectionRecord['lastTest'] | null;
  updated_at: Date;
  updated_by: string;
  secrets: Record<string, { lastFour: string; fingerprint: string; setAt: string }> | null;
}

const select = `
SELECT c.name, c.connector, c.title, c.settings, c.paused, c.paused_reason, c.paused_since, c.login_tried_at, c.last_test, c.updated_at, c.updated_by,
  coalesce(c.careful_until > now(), false) AS careful, nullif(c.careful_until, 'infinity') AS careful_until,
  (SELECT jsonb_object_agg(s.name, jsonb_build_object('lastFour', s.last_four, 'fingerprint', s.fingerprint,
      'setAt', to_char(s.set_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
    FROM connection_secrets s WHERE s.tenant = c.tenant AND s.connection = c.name) AS secrets
FROM connections c WHERE c.tenant = $1`;

function record(row: Row): ConnectionRecord {
  return {
    name: row.name,
    connector: row.connector,
    title: row.title,
    settings: row.settings,
    secrets: row.secrets ?? {},
    paused: row.paused,
    ...(row.paused_reason === null ? {} : { pausedReason: row.paused_reason }),
    ...(row.paused_since === null ? {} : { pausedSince: row.paused_since.toISOString() }),
    ...(row.login_tried_at === null ? {} : { loginTriedAt: row.login_tried_at.toISOString() }),
    ...(row.careful ? { careful: true } : {}),
    ...(row.careful && row.careful_until ? { carefulUntil: row.careful_until.toISOString() } : {}),
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
    ...(row.last_test ? { lastTest: row.last_test } : {}),
  };
}

/** Every connection's name, tenant and revision: when it grows, an open connection must be opened anew. */
export interface ConnectionRevision {
  readonly tenant: string;
  readonly name: string;
  readonly revision: number;
  readonly paused: boolean;
  readonly reason?: string;
  /** Its calendar. */
  readonly windows: readonly MaintenanceWindow[];
}

/** Lists the revisions of all connections, one cheap statement for a process that keeps them open. */
export async function listConnectionRevisions(pool: pg.Pool): Promise<ConnectionRevision[]> {
  const { rows } = await pool.query<{
    tenant: string;
    name: string;
    revision: string;
    paused: boolean;
    reason: string | null;
    windows: WindowRow[] | null;
  }>({
    name: 'connection-revisions',
    text: `SELECT tenant, name, revision, paused, paused_reason AS reason, (
        SELECT jsonb_agg(w) FROM maintenance_windows w WHERE w.tenant = c.tenant AND w.connection = c.name) AS windows
      FROM connections c`,
  });
  return rows.map(({ reason, revision, windows, ...row }) => ({
    ...row,
    windows: (windows ?? []).map(windowOf),
    revision: Number(revision),
    ...(reason === null ? {} : { reason }),
  }));
}

/** Connections on PostgreSQL; secrets are sealed before they are stored and leave only through `openSecrets`. */
export function createConnectionStore(pool: pg.Pool, ring: KeyRing): ConnectionStore {
  const get = async (tenant: string, name: string): Promise<ConnectionRecord | undefined> => {
    const { rows } = await pool.query<Row>(`${select} AND c.name = $2`, [tenant, name]);
    return rows[0] && record(rows[0]);
  };
  return {
    list: async (tenant) => (await pool.query<Row>(`${select} ORDER BY c.name`, [tenant])).rows.map(record),
    get,
    openSecrets: async (tenant, name) => {
      const { rows } = await pool.query<{ name: string; sealed: string; version: number }>(
        'SELECT name, sealed, version FROM connection_secrets WHERE tenant = $1 AND connection = $2',
        [tenant, name],
      );
      return Object.fromEntries(
        rows.map((row) => {
          const place = { tenant, connection: name, field: row.name, version: row.version };
          return [row.name, open(ring, place, row.sealed).toString('utf8')];
        }),
      );
    },
    save: async ({ tenant, name, connector, title, settings, secrets, by }) => {
      await inTransaction(pool, async (client) => {
        await client.query(
          `INSERT INTO connections AS c (tenant, name, connector, title, settings, updated_by) VALUES ($1, $2, $3, $4, $5, $6)
          ON CONFLICT (tenant, name) DO UPDATE SET connector = excluded.connector, title = excluded.title,
            settings = excluded.settings, updated_by = excluded.updated_by, updated_at = now(), revision = c.revision + 1`,
          [tenant, name, connector, title, JSON.stringify(settings), by],
        );
        for (const [field, value] of Object.entries(secrets))
          await saveSecret(client, ring, { tenant, connection: name, field }, value);
      });
      const saved = await get(tenant, name);
      if (!saved) throw new Error(`Connection ${name} vanished while it was saved`);
      return saved;
    },
    setPaused: async (tenant, name, paused, reason, by) => {
      const { rowCount } = await pool.query(
        `UPDATE connections SET paused = $3, paused_reason = $4,
          paused_since = CASE WHEN $3 AND paused THEN paused_since WHEN $3 THEN now() END,
          login_tried_at = NULL, updated_by = $5, updated_at = now(), revision = revision + 1,
          careful_until = CASE WHEN NOT $3 AND careful_until = 'infinity' THEN now() + interval '2 days' ELSE careful_until END
        WHERE tenant = $1 AND name = $2 AND (paused <> $3 OR ($3 AND updated_by = $6 AND $5 <> $6))`,
        [tenant, name, paused, paused ? (reason ?? null) : null, by, OURSELVES],
      );
      return rowCount === 1;
    },
    claimLoginTry: async (tenant, name, dueAt) => {
      const { rowCount } = await pool.query(
        `UPDATE connections SET login_tried_at = now()
        WHERE tenant = $1 AND name = $2 AND paused AND updated_by = $4 AND (login_tried_at IS NULL OR login_tried_at < $3)`,
        [tenant, name, new Date(dueAt), OURSELVES],
      );
      return rowCount === 1;
    },
    endRefusal: async (tenant, name) => {
      const { rowCount } = await pool.query(
        `UPDATE connections SET paused = false, paused_reason = NULL, paused_since = NULL, login_tried_at = NULL,
          updated_at = now(), revision = revision + 1
        WHERE tenant = $1 AND name = $2 AND paused AND updated_by = $3 AND careful_until IS DISTINCT FROM 'infinity'`,
        [tenant, name, OURSELVES],
      );
      return rowCount === 1;
    },
    saveTest: async (tenant, name, test) => {
      await pool.query('UPDATE connections SET last_test = $3 WHERE tenant = $1 AND name = $2', [
        tenant,
        name,
        JSON.stringify(test),
      ]);
    },
    remove: async (tenant, name) => {
      const { rowCount } = await pool.query('DELETE FROM connections WHERE tenant = $1 AND name = $2', [tenant, name]);
      return rowCount === 1;
    },
  };
}

async function saveSecret(
  client: pg.PoolClient,
  ring: KeyRing,
  place: { tenant: string; connection: string; field: string },
  value: string,
): Promise<void> {
  const keys = [place.tenant, place.connection, place.field];
  const known = await client.query<{ version: number }>(
    'SELECT version FROM connection_secrets WHERE tenant = $1 AND connection = $2 AND name = $3 FOR UPDATE',
    keys,
  );
  const version = (known.rows[0]?.version ?? 0) + 1;
  const sealed = seal(ring, { ...place, version }, Buffer.from(value, 'utf8'));
  await client.query(
    `INSERT INTO connection_secrets (tenant, connection, name, version, sealed, last_four, fingerprint)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (tenant, connection, name) DO UPDATE SET version = excluded.version, sealed = excluded.sealed,
      last_four = excluded.last_four, fingerprint = excluded.fingerprint, set_at = now()`,
    [...keys, version, sealed, lastFour(value), fingerprint(ring, Buffer.from(value, 'utf8'))],
  );
}

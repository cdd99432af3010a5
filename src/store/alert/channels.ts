import type pg from 'pg';
import type { AlertChannel, ChannelResult, OpenChannel } from '../../engine/alert-ports.ts';
import { open, seal } from '../secrets/envelope.ts';
import type { KeyRing } from '../secrets/master-key.ts';
import { fingerprint, lastFour } from '../secrets/show.ts';
import { inTransaction } from '../transaction.ts';

interface ChannelRow {
  name: string;
  kind: AlertChannel['kind'];
  title: string;
  enabled: boolean;
  settings: AlertChannel['settings'];
  sealed: string | null;
  version: number;
  shown: AlertChannel['secrets'];
  last_result: ChannelResult | null;
  updated_at: Date;
  updated_by: string;
}

const COLUMNS = 'name, kind, title, enabled, settings, sealed, version, shown, last_result, updated_at, updated_by';

/** Where the seal of a channel's secrets belongs; no connection has a name with a colon. */
const placeOf = (tenant: string, name: string, version: number) => ({
  tenant,
  connection: `alert-channel:${name}`,
  field: 'secrets',
  version,
});

/** All channels of a tenant, without their secrets. */
export async function listChannels(pool: pg.Pool, tenant: string): Promise<AlertChannel[]> {
  const { rows } = await pool.query<ChannelRow>(
    `SELECT ${COLUMNS} FROM alert_channels WHERE tenant = $1 ORDER BY name`,
    [tenant],
  );
  return rows.map(channelOf);
}

/** A channel with its secrets in clear. @throws StoreError when its seal does not open. */
export async function openChannel(
  pool: pg.Pool,
  ring: KeyRing,
  tenant: string,
  name: string,
): Promise<OpenChannel | undefined> {
  const row = await find(pool, tenant, name);
  return row && { name, kind: row.kind, settings: row.settings, secrets: secretsOf(ring, tenant, row) };
}

/** Creates or replaces a channel; secrets that are left out stay, unless it becomes one of another kind. */
export async function saveChannel(
  pool: pg.Pool,
  ring: KeyRing,
  tenant: string,
  channel: Pick<AlertChannel, 'name' | 'kind' | 'title' | 'enabled' | 'settings'>,
  secrets: Readonly<Record<string, string>>,
  by: string,
): Promise<AlertChannel> {
  const { name, kind, title, enabled, settings } = channel;
  const row = await inTransaction(pool, async (client) => {
    const before = await find(client, tenant, name, 'FOR UPDATE');
    const stays = before?.kind === kind ? before : undefined;
    const all = { ...(stays ? secretsOf(ring, tenant, stays) : {}), ...secrets };
    const setAt = new Date().toISOString();
    const shown = { ...stays?.shown };
    for (const [field, value] of Object.entries(secrets)) {
      shown[field] = { lastFour: lastFour(value), fingerprint: fingerprint(ring, Buffer.from(value, 'utf8')), setAt };
    }
    const version = (before?.version ?? 0) + 1;
    const sealed =
      Object.keys(all).length === 0
        ? null
        : seal(ring, placeOf(tenant, name, version), Buffer.from(JSON.stringify(all), 'utf8'));
    const { rows } = await client.query<ChannelRow>(
      `INSERT INTO alert_channels (tenant, name, kind, title, enabled, settings, sealed, version, shown, updated_by)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT (tenant, name) DO UPDATE SET kind = excluded.kind, title = excluded.title, enabled = excluded.enabled,
        settings = excluded.settings, sealed = excluded.sealed, version = excluded.version, shown = excluded.shown,
        updated_by = excluded.updated_by, updated_at = now()
      RETURNING ${COLUMNS}`,
      [tenant, name, kind, title, enabled, JSON.stringify(settings), sealed, version, JSON.stringify(shown), by],
    );
    return rows[0];
  });
  if (!row) throw new Error(`Alert channel ${name} vanished while it was saved`);
  return channelOf(row);
}

async function find(
  pool: Pick<pg.PoolClient, 'query'>,
  tenant: string,
  name: string,
  lock = '',
): Promise<ChannelRow | undefined> {
  const { rows } = await pool.query<ChannelRow>(
    `SELECT ${COLUMNS} FROM alert_channels WHERE tenant = $1 AND name = $2 ${lock}`,
    [tenant, name],
  );
  return rows[0];
}

function secretsOf(ring: KeyRing, tenant: string, row: ChannelRow): Record<string, string> {
  if (row.sealed === null) return {};
  const text = open(ring, placeOf(tenant, row.name, row.version), row.sealed).toString('utf8');
  return JSON.parse(text) as Record<string, string>;
}

function channelOf({ name, kind, title, enabled, settings, shown, ...row }: ChannelRow): AlertChannel {
  return {
    name,
    kind,
    title,
    enabled,
    settings,
    secrets: shown,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
    ...(row.last_result ? { lastResult: row.last_result } : {}),
  };
}

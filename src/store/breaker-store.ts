import type pg from 'pg';
import type { Breaker, BreakerKey, BreakerMode, BreakerStore, KeptBreaker } from '../engine/away-ports.ts';
import { inTransaction } from './transaction.ts';

interface Row {
  tenant: string;
  connection: string;
  operation: string;
  mode: BreakerMode;
  since: string;
  reason: string | null;
  next_try_at: string | null;
  probe_until: string | null;
  changed_by: string | null;
  now: string;
}

const ms = (column: string): string => `extract(epoch FROM ${column}) * 1000 AS ${column}`;
const columns = `tenant, connection, operation, mode, ${ms('since')}, reason, ${ms('next_try_at')}, ${ms('probe_until')},
  changed_by, extract(epoch FROM clock_timestamp()) * 1000 AS now`;

function breakerOf(row: Row): Breaker {
  const time = (value: string | null): number | undefined => (value === null ? undefined : Math.round(Number(value)));
  const nextTryAt = time(row.next_try_at);
  const probeUntil = time(row.probe_until);
  return {
    mode: row.mode,
    since: Math.round(Number(row.since)),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(nextTryAt === undefined ? {} : { nextTryAt }),
    ...(probeUntil === undefined ? {} : { probeUntil }),
    ...(row.changed_by === null ? {} : { by: row.changed_by }),
  };
}

/** Breakers on PostgreSQL: a change locks its row, and goes by the database's clock. */
export function createBreakerStore(pool: pg.Pool): BreakerStore {
  return {
    list: async () => {
      const { rows } = await pool.query<Row>({ name: 'list-breakers', text: `SELECT ${columns} FROM breakers` });
      return rows.map((row): KeptBreaker => {
        const { tenant, connection, operation } = row;
        return { tenant, connection, operation, ...breakerOf(row) };
      });
    },
    change: (key, decide) =>
      inTransaction(pool, async (client) => {
        const keys = keysOf(key);
        await client.query(
          `INSERT INTO breakers (tenant, connection, operation, mode) VALUES ($1, $2, $3, 'closed') ON CONFLICT DO NOTHING`,
          keys,
        );
        const { rows } = await client.query<Row>(
          `SELECT ${columns} FROM breakers WHERE tenant = $1 AND connection = $2 AND operation = $3 FOR UPDATE`,
          keys,
        );
        const [row] = rows;
        if (!row) throw new Error('A breaker vanished while it was changed');
        const before = breakerOf(row);
        const next = decide(before, Math.round(Number(row.now)));
        if (!next) return { breaker: before, changed: false };
        await client.query(
          `UPDATE breakers SET mode = $4, since = to_timestamp($5::double precision / 1000), reason = $6,
            next_try_at = to_timestamp($7::double precision / 1000), probe_until = to_timestamp($8::double precision / 1000),
            changed_by = $9
          WHERE tenant = $1 AND connection = $2 AND operation = $3`,
          [
            ...keys,
            next.mode,
            next.since,
            next.reason?.slice(0, 500) ?? null,
            next.nextTryAt ?? null,
            next.probeUntil ?? null,
            next.by ?? null,
          ],
        );
        return { breaker: next, changed: true };
      }),
  };
}

const keysOf = ({ tenant, connection, operation }: BreakerKey): string[] => [tenant, connection, operation];

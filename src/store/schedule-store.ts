import type pg from 'pg';
import type { ScheduleStore } from '../engine/ports.ts';
import { acceptOn } from './inbox-store.ts';
import { inTransaction } from './transaction.ts';

/** A new schedule, or one that reads differently now, begins with its next tick. */
const beginStatement = `
INSERT INTO schedules AS s (tenant, flow, spec, last_planned_at) VALUES ($1, $2, $3, now())
ON CONFLICT (tenant, flow) DO UPDATE SET spec = excluded.spec, last_planned_at = now() WHERE s.spec <> excluded.spec`;

const lookStatement = `
SELECT extract(epoch FROM s.last_planned_at) * 1000 AS last, extract(epoch FROM clock_timestamp()) * 1000 AS now,
  EXISTS (SELECT 1 FROM runs r WHERE r.tenant = $1 AND r.flow = $2 AND r.order_key = 'schedule' AND r.state = 'queued')
    AS is_waiting
FROM schedules s WHERE s.tenant = $1 AND s.flow = $2 FOR UPDATE SKIP LOCKED`;

/** Schedules on PostgreSQL: the row is locked while a tick is decided and stored, and a tick's event id is taken once. */
export function createScheduleStore(pool: pg.Pool): ScheduleStore {
  return {
    tick: async ({ tenant, flow, spec }, decide, plan) => {
      await pool.query({ name: 'begin-schedule', text: beginStatement, values: [tenant, flow, JSON.stringify(spec)] });
      return await inTransaction(pool, async (client) => {
        const { rows } = await client.query<{ last: string; now: string; is_waiting: boolean }>({
          name: 'look-at-schedule',
          text: lookStatement,
          values: [tenant, flow],
        });
        const [row] = rows;
        if (!row) return undefined;
        const last = Math.round(Number(row.last));
        const decision = decide(last, Math.round(Number(row.now)));
        if (decision.last !== last) {
          await client.query(
            `UPDATE schedules SET last_planned_at = to_timestamp($3::double precision / 1000) WHERE tenant = $1 AND flow = $2`,
            [tenant, flow, decision.last],
          );
        }
        if (decision.plannedAt === undefined || row.is_waiting) return { ...decision, started: false };
        const [receipt] = await acceptOn(client, [plan(decision.plannedAt)]);
        return { ...decision, started: (receipt?.runIds.length ?? 0) > 0 };
      });
    },
  };
}

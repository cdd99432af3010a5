import type pg from 'pg';
import type { StockAge } from '../engine/stock-ports.ts';
import type { FlowToday, HoldGroup, Today } from '../engine/read-ports.ts';
import { createStockStore } from './stock-store.ts';

const sinceMidnight = `date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`;

const flowsStatement = `
SELECT d.flow, v.title,
  coalesce(open.arrived, 0)
    + (SELECT count(*) FROM run_history h WHERE h.tenant = $1 AND h.flow = d.flow AND h.day >= (${sinceMidnight})::date AND h.arrived_at >= ${sinceMidnight}) AS arrived,
  coalesce(open.waiting, 0) AS waiting, coalesce(open.held, 0) AS held, coalesce(open.failed, 0) AS failed,
  coalesce(open.running, 0) AS running, coalesce(open.queued, 0) AS queued, open.oldest,
  coalesce(ended.completed, 0) AS completed, ended.p50, ended.p99
FROM deployments d
JOIN flow_versions v ON v.tenant = d.tenant AND v.flow = d.flow AND v.version = d.version
LEFT JOIN (
  SELECT flow, count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'held') AS held,
    count(*) FILTER (WHERE state = 'failed') AS failed, count(*) FILTER (WHERE state = 'running') AS running,
    count(*) FILTER (WHERE state = 'queued') AS queued, min(arrived_at) AS oldest,
    count(*) FILTER (WHERE arrived_at >= ${sinceMidnight}) AS arrived
  FROM runs WHERE tenant = $1 GROUP BY flow) open ON open.flow = d.flow
LEFT JOIN (
  SELECT flow, count(*) FILTER (WHERE state = 'completed') AS completed,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - arrived_at) * 1000) AS p50,
    percentile_disc(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - arrived_at) * 1000) AS p99
  FROM run_history WHERE tenant = $1 AND ended_at >= ${sinceMidnight} GROUP BY flow) ended ON ended.flow = d.flow
WHERE d.tenant = $1 AND d.active ORDER BY d.flow`;

/** From the narrow rows of the work list; of writes without an answer, those that a person has to end. */
const holdsStatement = `
SELECT queue, code, min(reason) AS reason, sum(count) AS count, min(since) AS oldest,
  jsonb_object_agg(currency, amount) FILTER (WHERE amount IS NOT NULL) AS amounts
FROM (
  SELECT queue, code, coalesce(currency, '') AS currency, min(text) AS reason, count(*) AS count, min(since) AS since,
    sum(amount) AS amount
  FROM work_items w WHERE tenant = $1 AND (state <> 'unknown' OR EXISTS (
    SELECT 1 FROM runs r WHERE r.id = w.run_id AND r.state IN ('held', 'failed'))) GROUP BY 1, 2, 3) AS parts
GROUP BY queue, code ORDER BY sum(count) DESC, queue, code`;

const hoursStatement = `
WITH hours AS (
  SELECT generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') AS hour
), arrivals AS (
  SELECT date_trunc('hour', arrived_at) AS hour, count(*) AS n, count(*) FILTER (WHERE state IN ('held', 'failed')) AS held
  FROM runs WHERE tenant = $1 AND arrived_at > now() - interval '24 hours' GROUP BY 1
  UNION ALL
  SELECT date_trunc('hour', arrived_at), count(*), 0 FROM run_history
  WHERE tenant = $1 AND day >= current_date - 2 AND arrived_at > now() - interval '24 hours' GROUP BY 1
), ends AS (
  SELECT date_trunc('hour', ended_at) AS hour, count(*) AS n FROM run_history
  WHERE tenant = $1 AND ended_at > now() - interval '24 hours' AND state = 'completed' GROUP BY 1
)
SELECT hours.hour, coalesce((SELECT sum(n) FROM arrivals a WHERE a.hour = hours.hour), 0) AS arrived,
  coalesce((SELECT sum(held) FROM arrivals a WHERE a.hour = hours.hour), 0) AS held,
  coalesce((SELECT n FROM ends e WHERE e.hour = hours.hour), 0) AS completed
FROM hours ORDER BY 1`;

const seenByPollStatement = `
SELECT count(*) AS n FROM events e
WHERE e.tenant = $1 AND e.day = (now() AT TIME ZONE 'UTC')::date AND e.via = 'poll' AND e.type LIKE '%.order.created'
  AND (EXISTS (SELECT 1 FROM runs r WHERE r.event_id = e.id)
    OR EXISTS (SELECT 1 FROM run_history h WHERE h.day = e.day AND h.event_id = e.id))`;

type Numbers<K extends string> = Record<K, string>;

/** The figures of the screen Today: what flowed since midnight (UTC), what is open, what needs a person. */
export async function readToday(pool: pg.Pool, tenant: string): Promise<Today> {
  const [flows, holds, hours, polled, ages] = await Promise.all([
    pool.query<FlowRow>(flowsStatement, [tenant]),
    pool.query<HoldRow>(holdsStatement, [tenant]),
    pool.query<Numbers<'arrived' | 'completed' | 'held'> & { hour: Date }>(hoursStatement, [tenant]),
    pool.query<Numbers<'n'>>(seenByPollStatement, [tenant]),
    createStockStore(pool).ages(tenant),
  ]);
  return {
    flows: flows.rows.map(flowOf),
    holds: holds.rows.map(holdOf),
    hours: hours.rows.map((row) => ({
      from: row.hour.toISOString(),
      arrived: Number(row.arrived),
      completed: Number(row.completed),
      held: Number(row.held),
    })),
    seenByPoll: Number(polled.rows[0]?.n ?? 0),
    stock: ages.map(stockOf),
  };
}

function stockOf({ asOf, writtenAt, ...rest }: StockAge): NonNullable<Today['stock']>[number] {
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    ...rest,
    ...(asOf === undefined ? {} : { asOf: iso(asOf) }),
    ...(writtenAt === undefined ? {} : { writtenAt: iso(writtenAt) }),
  };
}

type FlowRow = Numbers<'arrived' | 'waiting' | 'held' | 'failed' | 'running' | 'queued' | 'completed'> & {
  flow: string;
  title: string;
  oldest: Date | null;
  p50: string | null;
  p99: string | null;
};

function flowOf(row: FlowRow): FlowToday {
  return {
    flow: row.flow,
    title: row.title,
    arrived: Number(row.arrived),
    completed: Number(row.completed),
    waiting: Number(row.waiting),
    held: Number(row.held),
    failed: Number(row.failed),
    running: Number(row.running),
    queued: Number(row.queued),
    ...(row.oldest === null ? {} : { oldestOpenAt: row.oldest.toISOString() }),
    ...(row.p50 === null ? {} : { p50Ms: Math.round(Number(row.p50)) }),
    ...(row.p99 === null ? {} : { p99Ms: Math.round(Number(row.p99)) }),
  };
}

type HoldRow = {
  queue: string;
  code: string;
  reason: string;
  count: string;
  oldest: Date;
  amounts: Record<string, number> | null;
};

function holdOf(row: HoldRow): HoldGroup {
  return {
    queue: row.queue,
    code: row.code,
    reason: row.reason,
    count: Number(row.count),
    oldestAt: row.oldest.toISOString(),
    amounts: Object.entries(row.amounts ?? {}).map(([currency, amount]) => ({ currency, amount: String(amount) })),
  };
}

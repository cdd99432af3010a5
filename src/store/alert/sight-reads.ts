import type pg from 'pg';
import { usualOf } from '../../core/alert/silence.ts';
import type { ArrivalSight, ConnectionSight, FlowSight, Trouble } from '../../core/alert/sight.ts';
import { SUBJECTS } from '../../core/reconcile/model.ts';
import type { SightReads } from '../../engine/alert-ports.ts';
import { STOP_CODES } from '../../engine/away-ports.ts';
import { OURSELVES } from '../../engine/read-ports.ts';
import { createStockStore } from '../stock-store.ts';

/** Whether run `r` was laid aside for a system that is away, a pause or a window, and has not been tried since. */
const laidAside = (r: string): string =>
  `(${r}.parked_on IS NOT NULL OR coalesce(${r}.failure->>'code' = ANY($2::text[]), false))`;

/**
 * One pass over the open runs: what is on its way, and what stands still, by cause. What waits as its flow planned it, for
 * a system that is away, or behind a run that does so or is held, is not late: other rules tell of that. What was woken,
 * and what is worked on, is on its way since then.
 *
 * $2 codes of what lays runs aside.
 */
const openStatement = `
SELECT flow, state, coalesce(hold->>'queue', 'dead-letter') AS queue,
  coalesce(failure->>'kind', hold->'failure'->>'kind', 'held') AS kind,
  coalesce(failure->>'code', hold->'failure'->>'code', 'flow.held') AS code, coalesce(facts->>'currency', '') AS currency,
  count(*) AS n, count(*) FILTER (WHERE updated_at > now() - interval '1 hour') AS last_hour,
  extract(epoch FROM min(since)) * 1000 AS oldest,
  sum(CASE WHEN state IN ('held', 'failed') AND facts->>'amount' ~ '^-?\\d+(\\.\\d+)?$' THEN (facts->>'amount')::numeric END)::text AS amount
FROM (SELECT flow, CASE WHEN state IN ('held', 'failed') THEN state ELSE 'open' END AS state,
    CASE WHEN state IN ('held', 'failed') THEN hold END AS hold, CASE WHEN state IN ('held', 'failed') THEN failure END AS failure,
    CASE WHEN state IN ('held', 'failed') THEN facts ELSE '{}' END AS facts, updated_at,
    CASE WHEN state IN ('held', 'failed', 'running') OR ${laidAside('a')} THEN updated_at ELSE arrived_at END AS since
  FROM runs a WHERE tenant = $1 AND (state IN ('held', 'failed', 'running')
    OR (state = 'waiting' AND parked_on IS NULL AND (failure IS NOT NULL OR unknown_outcome))
    OR (state = 'queued' AND NOT EXISTS (SELECT 1 FROM runs p WHERE p.tenant = a.tenant AND p.flow = a.flow
      AND p.order_key = a.order_key AND p.id <> a.id AND ((p.state = 'held' AND NOT p.lets_pass)
        OR (p.state = 'waiting' AND p.failure IS NULL AND NOT p.unknown_outcome)
        OR (p.state IN ('waiting', 'running') AND ${laidAside('p')})))))) r
GROUP BY 1, 2, 3, 4, 5, 6`;

/** Arrivals of the last eight weeks by hour of the week; hours without a row are zero since the first row of the flow. */
const usualStatement = `
SELECT flow, hour, array_agg(n) AS counts FROM (
  SELECT f.subject AS flow, ((extract(isodow FROM h AT TIME ZONE $2) - 1) * 24 + extract(hour FROM h AT TIME ZONE $2))::int AS hour,
    coalesce((SELECT sum(r.count) FROM rollups r WHERE r.tenant = $1 AND r.grain = 'hour' AND r.measure = 'arrived'
      AND r.from_at = h AND r.subject = f.subject), 0)::int AS n
  FROM (SELECT subject, min(from_at) AS first FROM rollups
    WHERE tenant = $1 AND grain = 'hour' AND measure = 'arrived' AND from_at >= now() - interval '56 days' GROUP BY subject) f,
  generate_series(f.first, date_trunc('hour', now(), 'UTC') - interval '1 hour', interval '1 hour') h
) hours GROUP BY flow, hour`;

const lastStatement = `
SELECT flow, max(at) AS at FROM (
  SELECT flow, max(arrived_at) AS at FROM runs WHERE tenant = $1 GROUP BY flow
  UNION ALL
  SELECT subject, max(from_at) FROM rollups WHERE tenant = $1 AND grain = 'hour' AND measure = 'arrived' GROUP BY subject
  UNION ALL
  SELECT subject, max(from_at) + interval '1 minute' FROM rollups WHERE tenant = $1 AND grain = 'minute' AND measure = 'arrived' GROUP BY subject
) a GROUP BY flow`;

/** After a restore Landbridge pauses connections too, which has nothing to do with their credentials. */
const connectionsStatement = `
SELECT c.name, c.title, c.paused, c.paused_reason AS reason, c.paused AND c.updated_by = $2 AND c.careful_until IS DISTINCT FROM 'infinity' AS refused,
  (SELECT jsonb_build_object('since', extract(epoch FROM coalesce(p.last_ok_at, p.due_at)) * 1000, 'kind', p.failure->>'kind', 'message', p.failure->>'message')
    FROM polls p WHERE p.tenant = c.tenant AND p.connection = c.name AND p.failure IS NOT NULL
    ORDER BY p.failure->>'kind' = 'unauthorized' DESC LIMIT 1) AS failing,
  b.mode, b.since, b.reason AS breaker_reason
FROM connections c LEFT JOIN LATERAL (
  SELECT mode, since, coalesce(reason, operation) AS reason FROM breakers
  WHERE tenant = c.tenant AND connection = c.name AND mode <> 'closed' ORDER BY mode = 'isolated', since LIMIT 1
) b ON true WHERE c.tenant = $1`;

/**
 * All that a completed reconciliation found and nobody has settled, however old: the next one of the same two systems
 * settles what it looks for and does not find. Asked by subject, so that only the open ones are read.
 */
const differencesStatement = `
SELECT s.subject, (SELECT count(*) FROM differences d JOIN reconciliations r ON r.id = d.reconciliation AND r.state = 'completed'
  WHERE d.tenant = $1 AND d.subject = s.subject AND d.state = 'open') AS open
FROM unnest($2::text[]) AS s(subject)`;

/** What is usual changes by the week; it is read again after this time. */
const USUAL_FOR_MS = 15 * 60_000;

/**
 * What the database shows to alert rules.
 * @param zone time zone of those who order: what is usual is learned by their hours.
 */
export function createSightReads(pool: pg.Pool, zone: string): SightReads {
  const stock = createStockStore(pool);
  const known = new Map<string, { readonly at: number; readonly usual: Map<string, Record<string, number>> }>();
  const usualArrivals = async (tenant: string): Promise<Map<string, Record<string, number>>> => {
    const before = known.get(tenant);
    if (before && performance.now() - before.at < USUAL_FOR_MS) return before.usual;
    const usual = await readUsual(pool, tenant, zone);
    known.set(tenant, { at: performance.now(), usual });
    return usual;
  };
  return {
    look: async (tenant) => {
      const [open, last, usual, connections, differences, ages] = await Promise.all([
        pool.query<OpenRow>(openStatement, [tenant, STOP_CODES]),
        pool.query<{ flow: string; at: Date }>(lastStatement, [tenant]),
        usualArrivals(tenant),
        pool.query<ConnectionRow>(connectionsStatement, [tenant, OURSELVES]),
        pool.query<{ subject: string; open: string }>(differencesStatement, [tenant, SUBJECTS]),
        stock.ages(tenant),
      ]);
      return {
        now: Date.now(),
        zone,
        flows: flowsOf(open.rows),
        troubles: troublesOf(open.rows),
        arrivals: last.rows.map(
          ({ flow, at }): ArrivalSight => ({ flow, lastAt: at.getTime(), usual: usual.get(flow) ?? {} }),
        ),
        stock: ages.map(({ flow, target, asOf, figures }) => ({
          flow,
          target,
          figures,
          ...(asOf === undefined ? {} : { asOf }),
        })),
        connections: connections.rows.map(connectionOf),
        differences: differences.rows.map((row) => ({ subject: row.subject, open: Number(row.open) })),
      };
    },
  };
}

async function readUsual(pool: pg.Pool, tenant: string, zone: string): Promise<Map<string, Record<string, number>>> {
  const { rows } = await pool.query<{ flow: string; hour: number; counts: number[] }>(usualStatement, [tenant, zone]);
  const byFlow = new Map<string, Record<string, number>>();
  for (const { flow, hour, counts } of rows) {
    const usual = usualOf(counts);
    if (usual === undefined) continue;
    const hours = byFlow.get(flow) ?? {};
    hours[hour] = usual;
    byFlow.set(flow, hours);
  }
  return byFlow;
}

interface OpenRow {
  flow: string;
  state: 'open' | Trouble['state'];
  queue: string;
  kind: string;
  code: string;
  currency: string;
  n: string;
  last_hour: string;
  oldest: string;
  amount: string | null;
}

function flowsOf(rows: readonly OpenRow[]): FlowSight[] {
  return rows
    .filter(({ state }) => state === 'open')
    .map(({ flow, n, oldest }) => ({ flow, open: Number(n), oldestAt: Number(oldest) }));
}

/** Rows of one cause come by currency; they are one trouble. */
function troublesOf(rows: readonly OpenRow[]): Trouble[] {
  const causes = Map.groupBy(rows, ({ flow, state, queue, kind, code }) =>
    JSON.stringify([flow, state, queue, kind, code]),
  );
  return [...causes.values()].flatMap((mine) => {
    const [first] = mine;
    if (!first || first.state === 'open') return [];
    const { flow, state, queue, kind, code } = first;
    return [
      {
        flow,
        state,
        queue,
        kind,
        code,
        count: mine.reduce((sum, row) => sum + Number(row.n), 0),
        lastHour: mine.reduce((sum, row) => sum + Number(row.last_hour), 0),
        oldestAt: Math.min(...mine.map((row) => Number(row.oldest))),
        amounts: mine.flatMap(({ currency, amount }) => (amount === null ? [] : [{ currency, amount }])),
      },
    ];
  });
}

interface ConnectionRow {
  name: string;
  title: string;
  paused: boolean;
  reason: string | null;
  refused: boolean;
  failing: { since: number; kind: string | null; message: string | null } | null;
  mode: 'open' | 'half-open' | 'isolated' | null;
  since: Date | null;
  breaker_reason: string | null;
}

function connectionOf({ name, title, paused, reason, refused, failing, ...breaker }: ConnectionRow): ConnectionSight {
  return {
    name,
    title,
    paused,
    refused,
    breaker: breaker.mode ?? 'closed',
    ...(breaker.since === null ? {} : { breakerSince: breaker.since.getTime() }),
    ...(breaker.breaker_reason === null ? {} : { breakerReason: breaker.breaker_reason }),
    ...(reason === null ? {} : { pausedReason: reason }),
    ...(failing === null
      ? {}
      : { failing: { since: failing.since, kind: failing.kind ?? '', message: failing.message ?? '' } }),
  };
}

import type pg from 'pg';
import { usualOf } from '../../core/alert/silence.ts';
import type { ArrivalSight, ConnectionSight, FlowSight, Trouble } from '../../core/alert/sight.ts';
import type { SightReads } from '../../engine/alert-ports.ts';
import { createStockStore } from '../stock-store.ts';

/**
 * One pass over the open runs: what is on its way, and what stands still, by cause. What waits as its flow planned it,
 * for a system that is away, or behind a held run is not late: other rules tell of that.
 */
const openStatement = `
SELECT flow, state, coalesce(hold->>'queue', 'dead-letter') AS queue,
  coalesce(failure->>'kind', hold->'failure'->>'kind', 'held') AS kind,
  coalesce(failure->>'code', hold->'failure'->>'code', 'flow.held') AS code, coalesce(facts->>'currency', '') AS currency,
  count(*) AS n, count(*) FILTER (WHERE updated_at > now() - interval '1 hour') AS last_hour,
  extract(epoch FROM min(CASE WHEN state IN ('held', 'failed') THEN updated_at ELSE arrived_at END)) * 1000 AS oldest,
  sum(CASE WHEN state IN ('held', 'failed') AND facts->>'amount' ~ '^-?\\d+(\\.\\d+)?$' THEN (facts->>'amount')::numeric END)::text AS amount
FROM (SELECT flow, CASE WHEN state IN ('held', 'failed') THEN state ELSE 'open' END AS state,
    CASE WHEN state IN ('held', 'failed') THEN hold END AS hold, CASE WHEN state IN ('held', 'failed') THEN failure END AS failure,
    CASE WHEN state IN ('held', 'failed') THEN facts ELSE '{}' END AS facts, updated_at, arrived_at
  FROM runs a WHERE tenant = $1 AND (state IN ('held', 'failed', 'running')
    OR (state = 'waiting' AND parked_on IS NULL AND (failure IS NOT NULL OR unknown_outcome))
    OR (state = 'queued' AND NOT EXISTS (SELECT 1 FROM runs p WHERE p.tenant = a.tenant AND p.flow = a.flow
      AND p.order_key = a.order_key AND p.seq < a.seq AND p.state = 'held')))) r
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

const connectionsStatement = `
SELECT c.name, c.title, c.paused, c.paused_reason AS reason, c.paused AND c.updated_by = 'landbridge' AS refused,
  (SELECT jsonb_build_object('since', extract(epoch FROM coalesce(p.last_ok_at, p.due_at)) * 1000, 'kind', p.failure->>'kind', 'message', p.failure->>'message')
    FROM polls p WHERE p.tenant = c.tenant AND p.connection = c.name AND p.failure IS NOT NULL
    ORDER BY p.failure->>'kind' = 'unauthorized' DESC LIMIT 1) AS failing,
  b.mode, b.since, b.reason AS breaker_reason
FROM connections c LEFT JOIN LATERAL (
  SELECT mode, since, coalesce(reason, operation) AS reason FROM breakers
  WHERE tenant = c.tenant AND connection = c.name AND mode <> 'closed' ORDER BY mode = 'isolated', since LIMIT 1
) b ON true WHERE c.tenant = $1`;

const differencesStatement = `
SELECT r.subject, (SELECT count(*) FROM differences d WHERE d.reconciliation = r.id AND d.state = 'open') AS open
FROM (SELECT DISTINCT ON (subject) id, subject FROM reconciliations WHERE tenant = $1 AND state = 'completed' ORDER BY subject, ended_at DESC) r`;

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
        pool.query<OpenRow>(openStatement, [tenant]),
        pool.query<{ flow: string; at: Date }>(lastStatement, [tenant]),
        usualArrivals(tenant),
        pool.query<ConnectionRow>(connectionsStatement, [tenant]),
        pool.query<{ subject: string; open: string }>(differencesStatement, [tenant]),
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

import { GROWTH } from '../../core/sight/histogram.ts';

/** The bucket of a span, as `bucketOf` of the core works it out. */
const bucket = (ms: string): string =>
  `least(180, greatest(0, ceil(ln(greatest(${ms}, 1)) / ${Math.log(GROWTH)} - 1e-9)))::int`;

/** Puts rows of buckets into one object, by whatever else they have in common. */
const asHistogram = `jsonb_object_agg(bucket, n)`;

/**
 * The minutes from $2 up to $3 (exclusive), out of the runs. A run arrives at the time its id was made, so the index on
 * ids finds it; $4 and $5 are the smallest ids of both moments.
 */
export const minutesOfRuns = `
INSERT INTO rollups (tenant, grain, measure, from_at, subject, count, total, highest)
SELECT $1, 'minute', 'arrived', minute, flow, count(*), 0, 0 FROM (
  SELECT date_trunc('minute', arrived_at) AS minute, flow FROM runs WHERE tenant = $1 AND id >= $4 AND id < $5
  UNION ALL
  SELECT date_trunc('minute', arrived_at), flow FROM run_history
  WHERE tenant = $1 AND id >= $4 AND id < $5 AND day BETWEEN ($2::timestamptz AT TIME ZONE 'UTC')::date - 1 AND ($3::timestamptz AT TIME ZONE 'UTC')::date + 1
) arrivals WHERE minute >= $2 AND minute < $3 GROUP BY minute, flow`;

export const minutesOfEnds = `
INSERT INTO rollups (tenant, grain, measure, from_at, subject, part, count, histogram)
SELECT $1, 'minute', 'ended', minute, flow, state, sum(n), ${asHistogram} FROM (
  SELECT date_trunc('minute', ended_at) AS minute, flow, state,
    ${bucket('extract(epoch FROM ended_at - arrived_at) * 1000')} AS bucket, count(*) AS n
  FROM run_history WHERE tenant = $1 AND ended_at >= $2 AND ended_at < $3 GROUP BY 1, 2, 3, 4
) ends GROUP BY minute, flow, state`;

export const minutesOfCalls = `
INSERT INTO rollups (tenant, grain, measure, from_at, subject, part, count, total, histogram)
SELECT $1, 'minute', 'calls', c.from_at, c.connection, c.operation, c.calls, c.failures, h.histogram
FROM (
  SELECT from_at, connection, operation, sum(calls) AS calls, sum(failures) AS failures
  FROM call_minutes WHERE tenant = $1 AND from_at >= $2 AND from_at < $3 GROUP BY 1, 2, 3
) c JOIN LATERAL (
  SELECT ${asHistogram} AS histogram FROM (
    SELECT b.key AS bucket, sum(b.value::bigint) AS n FROM call_minutes m, jsonb_each_text(m.histogram) b
    WHERE m.tenant = $1 AND m.from_at = c.from_at AND m.connection = c.connection AND m.operation = c.operation GROUP BY 1
  ) parts
) h ON true`;

/** What is open at this moment, as the sample of this minute: a state that was not looked at cannot be known later. */
export const sampleOfNow = `
WITH open AS MATERIALIZED (
  SELECT flow, state, coalesce(hold->>'queue', CASE WHEN state = 'failed' THEN 'dead-letter' END, '') AS queue,
    CASE WHEN state IN ('held', 'failed') THEN coalesce(failure->>'code', hold->'failure'->>'code', 'flow.held') ELSE '' END AS code,
    count(*) AS n, extract(epoch FROM now() - min(arrived_at)) AS oldest
  FROM runs WHERE tenant = $1 GROUP BY 1, 2, 3, 4
), samples AS (
  SELECT 'open' AS measure, flow AS subject, state AS part, sum(n) AS value FROM open GROUP BY flow, state
  UNION ALL SELECT 'oldest', flow, '', max(oldest) FROM open WHERE state IN ('queued', 'running', 'waiting') GROUP BY flow
  UNION ALL SELECT 'held', code, queue, sum(n) FROM open WHERE code <> '' GROUP BY code, queue
)
INSERT INTO rollups (tenant, grain, measure, from_at, subject, part, count, total, highest)
SELECT $1, 'minute', measure, date_trunc('minute', now()), subject, part, 1, value, value FROM samples
ON CONFLICT (tenant, grain, measure, from_at, subject, part) DO UPDATE
  SET total = excluded.total, highest = greatest(rollups.highest, excluded.highest)`;

/** Coarser rows out of finer ones, for the units from $2 up to $3; `grain` and `finer` are names of ours. */
export const coarser = (grain: 'hour' | 'day', finer: 'minute' | 'hour'): string => `
INSERT INTO rollups (tenant, grain, measure, from_at, subject, part, count, total, highest, histogram)
SELECT $1, '${grain}', s.measure, s.unit, s.subject, s.part, s.count, s.total, s.highest, h.histogram
FROM (
  SELECT measure, date_trunc('${grain}', from_at, 'UTC') AS unit, subject, part,
    sum(count) AS count, sum(total) AS total, max(highest) AS highest
  FROM rollups WHERE tenant = $1 AND grain = '${finer}' AND from_at >= $2 AND from_at < $3 GROUP BY 1, 2, 3, 4
) s LEFT JOIN (
  SELECT measure, unit, subject, part, ${asHistogram} AS histogram FROM (
    SELECT r.measure, date_trunc('${grain}', r.from_at, 'UTC') AS unit, r.subject, r.part, b.key AS bucket, sum(b.value::bigint) AS n
    FROM rollups r, jsonb_each_text(r.histogram) b
    WHERE r.tenant = $1 AND r.grain = '${finer}' AND r.from_at >= $2 AND r.from_at < $3 AND r.histogram IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5) buckets
  GROUP BY 1, 2, 3, 4
) h ON h.measure = s.measure AND h.unit = s.unit AND h.subject = s.subject AND h.part = s.part`;

import type { RunChange } from '../engine/ports.ts';
import { ADVANCE_TASK } from './inbox-store.ts';
import { jsonbText } from './jsonb.ts';
import { searchKeysOf } from './run-keys.ts';

/**
 * The statement that writes the changes of many runs in one commit. Only runs whose lease token still matches are
 * touched; their ids come back, so that a worker which lost its lease learns it and stops.
 *
 * $1 changes, $2 journal entries, $3 links, $4 search keys (JSON arrays), $5 incarnation of this process.
 *
 * - `owned` locks the row first (FOR UPDATE), so no takeover can slip between the check and the journal.
 * - A final state moves the row to run_history; whatever retention drops can then never be open work.
 * - `woken` adds the job of a waiting run, of a run that yields, and of the next run with the same ordering key. A parked
 *   run has none: whoever finds its way free wakes it.
 */
export const commitStatement = `
WITH change AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(
    id uuid, token bigint, state text, until timestamptz, step text, hold jsonb, failure jsonb,
    unknown_outcome boolean, attempts int, facts jsonb, warnings jsonb, promised jsonb, parked_on text, parked_source text, cause jsonb)
), owned AS MATERIALIZED (
  SELECT r.id, r.tenant, r.day, r.flow, r.order_key, r.seq
  FROM change c CROSS JOIN LATERAL (
    SELECT * FROM runs WHERE runs.id = c.id AND runs.lease_token = c.token AND runs.lease_owner = $5::uuid
      AND runs.state = 'running' FOR UPDATE) r
), kept AS (
  UPDATE runs r SET
    state = coalesce(c.state, r.state),
    lease_owner = CASE WHEN c.state IS NULL THEN r.lease_owner END,
    wait_until = c.until,
    parked_on = c.parked_on,
    parked_source = c.parked_source,
    step = coalesce(c.step, r.step),
    hold = c.hold,
    lets_pass = coalesce(c.hold->>'followers' = 'go-on', false),
    failure = coalesce(c.failure, CASE WHEN c.state IS NULL THEN r.failure END),
    unknown_outcome = coalesce(c.unknown_outcome, r.unknown_outcome),
    attempts = coalesce(c.attempts, r.attempts),
    facts = r.facts || coalesce(c.facts, '{}'),
    warnings = r.warnings || coalesce(c.warnings, '[]'),
    promised = nullif(coalesce(c.promised, r.promised), '[]'),
    cause = coalesce(c.cause, r.cause),
    updated_at = now()
  FROM change c, owned o
  WHERE r.id = c.id AND o.id = c.id AND c.state IS DISTINCT FROM 'completed' AND c.state IS DISTINCT FROM 'canceled'
    AND (c.state IS NOT NULL OR c.step IS NOT NULL OR c.facts IS NOT NULL OR c.warnings IS NOT NULL
      OR c.unknown_outcome IS NOT NULL OR c.promised IS NOT NULL)
), gone AS (
  DELETE FROM runs r USING change c, owned o
  WHERE r.id = c.id AND o.id = c.id AND c.state IN ('completed', 'canceled')
  RETURNING r.id, r.tenant, r.day, r.event_id, r.deployment, r.flow, r.order_key, c.state,
    coalesce(c.step, r.step) AS step, coalesce(c.unknown_outcome, r.unknown_outcome) AS unknown_outcome,
    coalesce(c.attempts, r.attempts) AS attempts, r.facts || coalesce(c.facts, '{}') AS facts,
    r.warnings || coalesce(c.warnings, '[]') AS warnings, r.arrived_at
), moved AS (
  INSERT INTO run_history (id, tenant, day, event_id, deployment, flow, order_key, state, step, unknown_outcome,
    attempts, facts, warnings, arrived_at, ended_at)
  SELECT id, tenant, day, event_id, deployment, flow, order_key, state, step, unknown_outcome,
    attempts, facts, warnings, arrived_at, clock_timestamp() FROM gone
), written AS (
  INSERT INTO journal (day, run_id, seq, tenant, entry)
  SELECT o.day, e.run, e.seq, o.tenant, e.entry
  FROM jsonb_to_recordset($2::jsonb) AS e(run uuid, seq int, entry jsonb) JOIN owned o ON o.id = e.run
), linked AS (
  INSERT INTO links (tenant, kind, left_system, left_id, right_system, right_id, run_id)
  SELECT o.tenant, l.kind, l.left_system, l.left_id, l.right_system, l.right_id, l.run
  FROM jsonb_to_recordset($3::jsonb) AS l(run uuid, kind text, left_system text, left_id text, right_system text, right_id text)
  JOIN owned o ON o.id = l.run
  ON CONFLICT DO NOTHING
), found AS (
  INSERT INTO run_keys (tenant, key, day, run_id)
  SELECT o.tenant, k.key, o.day, k.run FROM jsonb_to_recordset($4::jsonb) AS k(run uuid, key text)
  JOIN owned o ON o.id = k.run
), next AS (
  SELECT DISTINCT ON (f.tenant, f.flow, f.order_key) f.id
  FROM owned o JOIN change c ON c.id = o.id
    AND (c.state IN ('completed', 'canceled', 'failed') OR (c.state = 'held' AND c.hold->>'followers' = 'go-on'))
  JOIN runs f ON f.tenant = o.tenant AND f.flow = o.flow AND f.order_key = o.order_key AND f.id <> o.id AND f.state = 'queued'
  ORDER BY f.tenant, f.flow, f.order_key, f.seq
), wanted AS (
  SELECT id, NULL::timestamptz AS run_at FROM next
  UNION ALL
  SELECT o.id, c.until FROM owned o JOIN change c ON c.id = o.id AND c.state IN ('waiting', 'queued')
    AND c.parked_on IS NULL
), woken AS (
  SELECT count(*) AS added FROM graphile_worker.add_jobs((
    SELECT array_agg((
      '${ADVANCE_TASK}', json_build_object('run', id), NULL, run_at, 25, id::text, NULL, NULL
    )::graphile_worker.job_spec) FROM wanted)) WHERE EXISTS (SELECT 1 FROM wanted)
)
SELECT o.id, (SELECT added FROM woken) AS woken, o.tenant, o.flow, o.order_key,
  (o.order_key IS NOT NULL AND (c.state IN ('completed', 'canceled', 'failed') OR c.hold->>'followers' = 'go-on')) AS lets_pass
FROM owned o JOIN change c ON c.id = o.id`;

/**
 * The statement for changes that only write to the journal, as most of an order's way does: half as dear as
 * {@link commitStatement}, which has to be planned and begun for all that a change may be. The same rule of who may
 * write; the ids of those who may come back. It serves when nothing else is to be written with them: two statements
 * for one flush cost more than they save.
 *
 * $1 runs, $2 their lease tokens, $3 journal entries (a JSON array), $4 incarnation of this process.
 */
export const noteStatement = `
WITH owned AS MATERIALIZED (
  SELECT r.id, r.tenant, r.day
  FROM unnest($1::uuid[], $2::bigint[]) AS note(id, token) CROSS JOIN LATERAL (
    SELECT runs.id, runs.tenant, runs.day FROM runs WHERE runs.id = note.id AND runs.lease_token = note.token
      AND runs.lease_owner = $4::uuid AND runs.state = 'running' FOR UPDATE) r
), written AS (
  INSERT INTO journal (day, run_id, seq, tenant, entry)
  SELECT o.day, e.run, e.seq, o.tenant, e.entry
  FROM jsonb_to_recordset($3::jsonb) AS e(run uuid, seq int, entry jsonb) JOIN owned o ON o.id = e.run
)
SELECT id FROM owned`;

const NOTE_FIELDS: ReadonlySet<string> = new Set<keyof RunChange>(['runId', 'leaseToken', 'firstSeq', 'entries']);

/** Whether a change writes to the journal and does nothing else. */
export function isNote(change: RunChange): boolean {
  return Object.entries(change).every(([name, value]) => NOTE_FIELDS.has(name) || value === undefined);
}

/** The four parameters of {@link noteStatement}. */
export function noteParameters(changes: readonly RunChange[], incarnation: string): unknown[] {
  const runs = changes.map(({ runId }) => runId);
  return [runs, changes.map(({ leaseToken }) => leaseToken), jsonbText(changes.flatMap(entriesOf)), incarnation];
}

function entriesOf({ runId, firstSeq, entries }: RunChange): object[] {
  return entries.map((entry, index) => ({ run: runId, seq: firstSeq + index, entry }));
}

/** The five parameters of {@link commitStatement}. */
export function commitParameters(changes: readonly RunChange[], incarnation: string): string[] {
  const rows: object[] = [];
  const entries: object[] = [];
  const links: object[] = [];
  const keys: object[] = [];
  for (const change of changes) {
    const run = change.runId;
    rows.push({
      id: run,
      token: change.leaseToken,
      state: change.state === 'running' ? undefined : change.state,
      until: change.until === undefined ? undefined : new Date(change.until).toISOString(),
      parked_on: change.parked?.on,
      parked_source: change.parked?.source,
      step: change.step,
      hold: change.hold,
      failure: change.failure,
      unknown_outcome: change.unknownOutcome,
      attempts: change.attempts,
      facts: change.facts,
      warnings: change.warnings,
      promised: change.promised,
      cause: change.cause,
    });
    entries.push(...entriesOf(change));
    for (const link of change.links ?? []) {
      links.push({
        run,
        kind: link.kind,
        left_system: link.left.system,
        left_id: link.left.id,
        right_system: link.right.system,
        right_id: link.right.id,
      });
    }
    for (const key of searchKeysOf(change.facts ?? {})) keys.push({ run, key });
  }
  return [jsonbText(rows), jsonbText(entries), jsonbText(links), jsonbText(keys), incarnation];
}

WITH change AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(
    id uuid, token bigint, state text, until timestamptz, step text, hold jsonb, failure jsonb,
    unknown_outcome boolean, attempts int, facts jsonb, warnings jsonb, promised jsonb)
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
    step = coalesce(c.step, r.step),
    hold = c.hold,
    lets_pass = coalesce(c.hold->>'followers' = 'go-on', false),
    failure = coalesce(c.failure, CASE WHEN c.state IS NULL THEN r.failure END),
    unknown_outcome = coalesce(c.unknown_outcome, r.unknown_outcome),
    attempts = coalesce(c.attempts, r.attempts),
    facts = r.facts || coalesce(c.facts, '{}'),
    warnings = r.warnings || coalesce(c.warnings, '[]'),
    promised = nullif(coalesce(c.promised, r.promised), '[]'),
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
), woken AS (
  SELECT count(*) AS added FROM graphile_worker.add_jobs((
    SELECT array_agg((
      'advance', json_build_object('run', id), NULL, run_at, 25, id::text, NULL, NULL
    )::graphile_worker.job_spec) FROM wanted)) WHERE EXISTS (SELECT 1 FROM wanted)
)
SELECT o.id, (SELECT added FROM woken) AS woken, o.tenant, o.flow, o.order_key,
  (o.order_key IS NOT NULL AND (c.state IN ('completed', 'canceled', 'failed') OR c.hold->>'followers' = 'go-on')) AS lets_pass
FROM owned o JOIN change c ON c.id = o.id

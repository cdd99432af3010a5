WITH incoming AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(
    id uuid, day date, tenant text, connection text, source_id text, type text, subject text,
    happened_at timestamptz, via text, data jsonb, traceparent text)
), planned AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS x(
    n int, id uuid, day date, tenant text, event_id uuid, deployment uuid, flow text,
    dedupe_key text, order_key text, facts jsonb, keys jsonb)
), fresh AS (
  INSERT INTO dedupe_keys (tenant, scope, key, target)
  SELECT tenant, 'event:' || connection, source_id, id FROM incoming
  ON CONFLICT DO NOTHING RETURNING target
), started AS (
  INSERT INTO dedupe_keys (tenant, scope, key, target)
  SELECT p.tenant, 'flow:' || p.flow, p.dedupe_key, p.id FROM planned p JOIN fresh ON fresh.target = p.event_id
  ON CONFLICT DO NOTHING RETURNING target
), stored AS (
  INSERT INTO events (tenant, day, id, connection, source_id, type, subject, happened_at, via, data, traceparent)
  SELECT tenant, day, id, connection, source_id, type, subject, happened_at, via, data, traceparent
  FROM incoming JOIN fresh ON fresh.target = incoming.id
), begun AS (
  INSERT INTO runs (id, tenant, day, event_id, deployment, flow, order_key, facts)
  SELECT p.id, p.tenant, p.day, p.event_id, p.deployment, p.flow, p.order_key, p.facts
  FROM planned p JOIN started ON started.target = p.id ORDER BY p.n
), found AS (
  INSERT INTO run_keys (tenant, key, day, run_id)
  SELECT p.tenant, k.key, p.day, p.id
  FROM planned p JOIN started ON started.target = p.id, jsonb_array_elements_text(p.keys) AS k(key)
), jobs AS (
  SELECT count(*) AS added FROM graphile_worker.add_jobs((
    SELECT coalesce(array_agg((
      'advance', json_build_object('run', p.id), NULL, NULL, 25, p.id::text, NULL, NULL
    )::graphile_worker.job_spec ORDER BY p.n), '{}')
    FROM planned p JOIN started ON started.target = p.id))
)
SELECT i.id, known.target AS event, fresh.target IS NOT NULL AS is_new,
  ARRAY(SELECT p.id FROM planned p JOIN started ON started.target = p.id WHERE p.event_id = i.id) AS runs,
  (SELECT added FROM jobs) AS jobs
FROM incoming i
LEFT JOIN fresh ON fresh.target = i.id
LEFT JOIN dedupe_keys known ON known.tenant = i.tenant AND known.scope = 'event:' || i.connection AND known.key = i.source_id

WITH stuck AS (
  SELECT r.id, CASE WHEN r.state = 'waiting' THEN r.wait_until END AS run_at FROM runs r
  WHERE (r.state = 'running' AND NOT EXISTS (
      SELECT 1 FROM workers w WHERE w.incarnation = r.lease_owner AND w.beat_at > now() - interval '15 seconds'))
    OR (r.state = 'waiting' AND r.wait_until < now() - interval '30 seconds')
    OR (r.state = 'queued' AND r.updated_at < now() - interval '10 seconds' AND NOT EXISTS (
      SELECT 1 FROM graphile_worker.jobs j WHERE j.key = r.id::text AND j.attempts < j.max_attempts)
      AND (r.order_key IS NULL OR NOT EXISTS (
        SELECT 1 FROM runs p WHERE 
  p.tenant = r.tenant AND p.flow = r.flow AND p.order_key = r.order_key AND p.id <> r.id AND p.state <> 'failed'
  AND (p.state IN ('running', 'waiting') OR (p.state = 'held' AND NOT p.lets_pass)
    OR (p.state = 'queued' AND r.state = 'queued' AND p.seq < r.seq)))))
  LIMIT 1000
)
SELECT count(*)::int AS woken FROM graphile_worker.add_jobs((
  SELECT array_agg(('advance', json_build_object('run', id), NULL, run_at, 25, id::text, NULL, NULL)::graphile_worker.job_spec)
  FROM stuck)) WHERE EXISTS (SELECT 1 FROM stuck)

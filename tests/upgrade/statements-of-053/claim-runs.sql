UPDATE runs r SET state = 'running', lease_token = r.lease_token + 1, lease_owner = $2::uuid, wait_until = NULL,
  hold = NULL, updated_at = now()
FROM unnest($1::uuid[]) AS want(id), events e
WHERE r.id = want.id AND e.day = r.day AND e.id = r.event_id
  AND (r.state = 'queued'
    OR (r.state = 'waiting' AND r.wait_until <= now() + interval '20 milliseconds')
    OR (r.state = 'running' AND (r.lease_owner = $2::uuid OR NOT EXISTS (
      SELECT 1 FROM workers w WHERE w.incarnation = r.lease_owner AND w.beat_at > now() - interval '15 seconds'))))
  AND (r.order_key IS NULL OR NOT EXISTS (
    SELECT 1 FROM runs p WHERE 
  p.tenant = r.tenant AND p.flow = r.flow AND p.order_key = r.order_key AND p.id <> r.id AND p.state <> 'failed'
  AND (p.state IN ('running', 'waiting') OR (p.state = 'held' AND NOT p.lets_pass)
    OR (p.state = 'queued' AND r.state = 'queued' AND p.seq < r.seq))))
RETURNING r.id, r.tenant, r.deployment, r.event_id, r.lease_token, r.facts, r.day::text AS day,
  extract(epoch FROM r.arrived_at) * 1000 AS arrived_at, e.data, e.traceparent, extract(epoch FROM clock_timestamp()) * 1000 AS now

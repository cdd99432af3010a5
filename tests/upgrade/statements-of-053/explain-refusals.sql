SELECT r.id, r.state, extract(epoch FROM r.wait_until) * 1000 AS wait_until,
  (r.state = 'waiting' AND r.wait_until > now()) AS not_due,
  (r.state = 'running') AS leased
FROM runs r WHERE r.id = ANY($1::uuid[])

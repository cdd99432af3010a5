-- What each poll has seen of a linked record, and whether it expects nothing more of it, by `connection/poll`. It stood in
-- the cursor of the poll, which looked at the 2,000 oldest records and at no others.
ALTER TABLE links ADD COLUMN watch jsonb;

UPDATE links l SET watch = w.watch
FROM (
  SELECT p.tenant, p.connection, s.key AS id,
    jsonb_object_agg(p.connection || '/' || p.name, jsonb_build_object('seen', s.value)) AS watch
  FROM polls p CROSS JOIN LATERAL jsonb_each(p.cursor->'seen') s
  WHERE p.name IN ('order-status', 'deliveries', 'invoices') AND jsonb_typeof(p.cursor->'seen') = 'object'
  GROUP BY p.tenant, p.connection, s.key) w
WHERE l.tenant = w.tenant AND l.kind = 'order'
  AND ((l.right_system = w.connection AND l.right_id = w.id) OR (l.left_system = w.connection AND l.left_id = w.id));

UPDATE polls SET cursor = cursor - 'seen' WHERE name IN ('order-status', 'deliveries', 'invoices');

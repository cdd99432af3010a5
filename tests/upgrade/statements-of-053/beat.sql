INSERT INTO workers (incarnation, instance, roles, pool_ids) VALUES ($1, $3, $4, $2)
          ON CONFLICT (incarnation) DO UPDATE SET beat_at = now(), pool_ids = excluded.pool_ids
          RETURNING extract(epoch FROM clock_timestamp()) * 1000 AS now,
            EXISTS (SELECT 1 FROM workers WHERE beat_at < now() - interval '15 seconds') AS dead

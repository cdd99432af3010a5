-- What two linked records were when they were last known to agree: fingerprints of fields, never values. The pair has
-- one writer at a time: a run that compares and writes claims it for a while.
CREATE TABLE shadows (
  tenant text NOT NULL,
  kind text NOT NULL,
  m3_system text NOT NULL,
  m3_id text NOT NULL,
  store_system text NOT NULL,
  store_id text NOT NULL,
  -- Field name to fingerprints: {"name": {"m3": "…", "store": "…"}}.
  fields jsonb NOT NULL DEFAULT '{}',
  -- Our writes of late, oldest first; by them loops are known.
  writes jsonb NOT NULL DEFAULT '[]',
  busy_run text,
  busy_until timestamptz,
  run_id text,
  written_at timestamptz,
  PRIMARY KEY (m3_id, store_id, m3_system, store_system, kind, tenant)
) WITH (fillfactor = 80);

-- What became of links after they were made. The making of a link that still stands is in its own row.
CREATE TABLE link_history (
  tenant text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  left_system text NOT NULL,
  left_id text NOT NULL,
  right_system text NOT NULL,
  right_id text NOT NULL,
  what text NOT NULL CHECK (what IN ('made', 'ended')),
  by text NOT NULL,
  run_id uuid,
  reason text,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant, seq)
);
CREATE INDEX link_history_by_left ON link_history (left_id, tenant, kind);
CREATE INDEX link_history_by_right ON link_history (right_id, tenant, kind);

-- The tables of the engine. Every row carries its tenant. History is partitioned by day, so that old days are
-- dropped and not deleted; a run's day is the day of its arrival (UTC) and is part of every key below.

CREATE TABLE events (
  tenant text NOT NULL,
  day date NOT NULL,
  id uuid NOT NULL,
  connection text NOT NULL,
  source_id text NOT NULL,
  type text NOT NULL,
  subject text NOT NULL,
  happened_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  via text NOT NULL,
  data jsonb NOT NULL,
  traceparent text,
  PRIMARY KEY (day, id)
) PARTITION BY RANGE (day);

-- What must never happen twice: an event id of a connection, a dedupe key of a flow. Kept for good, so a short
-- window cannot let a late repeat through.
CREATE TABLE dedupe_keys (
  tenant text NOT NULL,
  scope text NOT NULL,
  key text NOT NULL,
  target uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, scope, key)
);

-- Runs that are not final. Small and hot: a run moves to run_history in the statement that ends it, so whatever
-- retention drops can never be open work.
CREATE TABLE runs (
  id uuid NOT NULL PRIMARY KEY,
  tenant text NOT NULL,
  day date NOT NULL,
  event_id uuid NOT NULL,
  deployment uuid NOT NULL,
  flow text NOT NULL,
  -- Arrival order; decides which of two runs with the same ordering key goes first.
  seq bigint GENERATED ALWAYS AS IDENTITY,
  order_key text,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'waiting', 'held', 'failed')),
  -- Grows by one at each claim. A worker that wakes up late writes with an old token and changes nothing.
  lease_token bigint NOT NULL DEFAULT 0,
  lease_owner uuid,
  wait_until timestamptz,
  step text,
  hold jsonb,
  -- A held run whose followers need not wait for it.
  lets_pass boolean NOT NULL DEFAULT false,
  failure jsonb,
  unknown_outcome boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 0,
  facts jsonb NOT NULL DEFAULT '{}',
  warnings jsonb NOT NULL DEFAULT '[]',
  arrived_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX runs_by_key ON runs (tenant, flow, order_key, seq) WHERE order_key IS NOT NULL;
CREATE INDEX runs_by_arrival ON runs (tenant, id);

CREATE TABLE run_history (
  id uuid NOT NULL,
  tenant text NOT NULL,
  day date NOT NULL,
  event_id uuid NOT NULL,
  deployment uuid NOT NULL,
  flow text NOT NULL,
  order_key text,
  state text NOT NULL CHECK (state IN ('completed', 'canceled')),
  step text,
  unknown_outcome boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL,
  facts jsonb NOT NULL,
  warnings jsonb NOT NULL,
  arrived_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  PRIMARY KEY (day, id)
) PARTITION BY RANGE (day);
CREATE INDEX run_history_by_arrival ON run_history (tenant, id);
CREATE INDEX run_history_by_end ON run_history (tenant, ended_at);

CREATE TABLE journal (
  day date NOT NULL,
  run_id uuid NOT NULL,
  seq integer NOT NULL,
  tenant text NOT NULL,
  entry jsonb NOT NULL,
  PRIMARY KEY (day, run_id, seq)
) PARTITION BY RANGE (day);

-- Whatever a person may type to find a run: numbers, e-mail addresses, words of a name; all in lower case.
CREATE TABLE run_keys (
  tenant text NOT NULL,
  key text NOT NULL,
  day date NOT NULL,
  run_id uuid NOT NULL
) PARTITION BY RANGE (day);
CREATE INDEX run_keys_by_key ON run_keys (tenant, key text_pattern_ops, run_id);

-- The same record in two systems; unique both ways. The ids come first in the keys: with the systems before them either
-- key would seem to fit every question, and on a young table the planner takes the wrong one and reads all links.
CREATE TABLE links (
  tenant text NOT NULL,
  kind text NOT NULL,
  left_system text NOT NULL,
  left_id text NOT NULL,
  right_system text NOT NULL,
  right_id text NOT NULL,
  run_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Set when nothing more is expected of the pair, so polls stop watching it.
  closed_at timestamptz,
  PRIMARY KEY (left_id, left_system, right_system, kind, tenant),
  UNIQUE (right_id, right_system, left_system, kind, tenant)
);
CREATE INDEX links_open ON links (tenant, kind, right_system, created_at) WHERE closed_at IS NULL;

CREATE TABLE connections (
  tenant text NOT NULL,
  name text NOT NULL,
  connector text NOT NULL,
  title text NOT NULL,
  settings jsonb NOT NULL,
  paused boolean NOT NULL DEFAULT false,
  paused_reason text,
  last_test jsonb,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL,
  -- Grows with each change; open connections compare it.
  revision bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant, name)
);

CREATE TABLE connection_secrets (
  tenant text NOT NULL,
  connection text NOT NULL,
  name text NOT NULL,
  -- Grows with each new value; bound into the seal, so that an old value cannot be put back.
  version integer NOT NULL DEFAULT 1,
  sealed text NOT NULL,
  last_four text NOT NULL,
  fingerprint text NOT NULL,
  set_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, connection, name),
  FOREIGN KEY (tenant, connection) REFERENCES connections (tenant, name) ON DELETE CASCADE
);

CREATE TABLE flow_versions (
  tenant text NOT NULL,
  flow text NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  files jsonb NOT NULL,
  digest text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  PRIMARY KEY (tenant, flow, version)
);

-- One live deployment a flow and environment; runs stay on the deployment they began with.
CREATE TABLE deployments (
  id uuid NOT NULL PRIMARY KEY,
  tenant text NOT NULL,
  environment text NOT NULL DEFAULT 'production',
  flow text NOT NULL,
  version integer NOT NULL,
  bindings jsonb NOT NULL,
  settings jsonb NOT NULL,
  active boolean NOT NULL,
  deployed_at timestamptz NOT NULL DEFAULT now(),
  deployed_by text NOT NULL,
  FOREIGN KEY (tenant, flow, version) REFERENCES flow_versions (tenant, flow, version)
);
CREATE UNIQUE INDEX deployments_live ON deployments (tenant, environment, flow) WHERE active;

-- Value tables; all cells are text.
CREATE TABLE crosswalks (
  tenant text NOT NULL,
  crosswalk text NOT NULL,
  title text NOT NULL,
  from_system text NOT NULL,
  to_system text NOT NULL,
  rows jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL,
  PRIMARY KEY (tenant, crosswalk)
);

-- Processes that work. One that has not said for 15 s that it lives is dead, and others take over its runs.
CREATE TABLE workers (
  incarnation uuid NOT NULL PRIMARY KEY,
  instance text NOT NULL,
  roles text NOT NULL,
  pool_ids text[] NOT NULL DEFAULT '{}',
  started_at timestamptz NOT NULL DEFAULT now(),
  beat_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE polls (
  tenant text NOT NULL,
  connection text NOT NULL,
  name text NOT NULL,
  cursor jsonb,
  token bigint NOT NULL DEFAULT 0,
  running_since timestamptz,
  -- The process that polls; when it is dead, another takes the poll over.
  owner uuid,
  due_at timestamptz NOT NULL DEFAULT now(),
  last_ok_at timestamptz,
  failure jsonb,
  PRIMARY KEY (tenant, connection, name)
);

CREATE TABLE audit (
  tenant text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  by text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  detail jsonb NOT NULL,
  PRIMARY KEY (tenant, seq)
);
CREATE INDEX audit_by_subject ON audit (tenant, subject, seq);

-- Days for which a partition is missing fall into these, so an insert never fails for want of one.
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE run_history_rest PARTITION OF run_history DEFAULT;
CREATE TABLE journal_rest PARTITION OF journal DEFAULT;
CREATE TABLE run_keys_rest PARTITION OF run_keys DEFAULT;

CREATE FUNCTION ensure_day_partitions(first_day date, days integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  this_day date;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('landbridge.partitions'));
  FOREACH parent IN ARRAY ARRAY['events', 'run_history', 'journal', 'run_keys'] LOOP
    FOR offset_days IN 0..days - 1 LOOP
      this_day := first_day + offset_days;
      IF to_regclass(format('%I', parent || '_' || to_char(this_day, 'YYYYMMDD'))) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
          parent || '_' || to_char(this_day, 'YYYYMMDD'), parent, this_day, this_day + 1);
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;

-- Drops the partitions of the days before `before`. A day on which an open run arrived is kept.
CREATE FUNCTION drop_old_days(before date) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  old record;
  dropped text[] := '{}';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('landbridge.partitions'));
  FOR old IN
    SELECT child.relname, to_date(right(child.relname, 8), 'YYYYMMDD') AS day
    FROM pg_inherits
    JOIN pg_class child ON child.oid = inhrelid
    JOIN pg_class parent ON parent.oid = inhparent
    WHERE parent.relname IN ('events', 'run_history', 'journal', 'run_keys') AND child.relname ~ '_\d{8}$'
  LOOP
    IF old.day < before AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.day = old.day) THEN
      EXECUTE format('DROP TABLE %I', old.relname);
      dropped := dropped || old.relname::text;
    END IF;
  END LOOP;
  RETURN dropped;
END $$;

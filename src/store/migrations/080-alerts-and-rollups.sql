-- What charts and alert rules read instead of the raw rows, the alerts themselves, and the words of messages.

-- One row a minute, hour or day, measure and series. Each row is written whole, from what it sums up, so writing it
-- again changes nothing. `count` counts things or, for a measure of a state, samples; `total` adds up what was sampled.
CREATE TABLE rollups (
  tenant text NOT NULL,
  grain text NOT NULL CHECK (grain IN ('minute', 'hour', 'day')),
  measure text NOT NULL,
  from_at timestamptz NOT NULL,
  -- Flow, connection, error code: what the measure is about.
  subject text NOT NULL,
  -- State, operation, queue: a part of it.
  part text NOT NULL DEFAULT '',
  count bigint NOT NULL,
  total double precision NOT NULL DEFAULT 0,
  highest double precision NOT NULL DEFAULT 0,
  -- Milliseconds by bucket of a logarithmic scale: {"37": 12}. Adding two of them up gives that of both.
  histogram jsonb,
  PRIMARY KEY (tenant, grain, measure, from_at, subject, part)
);

-- How far the rollups are written; whoever writes locks the row.
CREATE TABLE rollup_marks (
  tenant text NOT NULL PRIMARY KEY,
  done_until timestamptz NOT NULL
);

-- Calls that one process made in one minute, as totals of that process: writing them again changes nothing.
CREATE TABLE call_minutes (
  tenant text NOT NULL,
  from_at timestamptz NOT NULL,
  connection text NOT NULL,
  operation text NOT NULL,
  process uuid NOT NULL,
  calls bigint NOT NULL,
  failures bigint NOT NULL,
  histogram jsonb NOT NULL,
  PRIMARY KEY (tenant, from_at, connection, operation, process)
);

CREATE TABLE alert_rules (
  tenant text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  enabled boolean NOT NULL,
  severity text NOT NULL CHECK (severity IN ('warning', 'critical')),
  -- Numbers and filters of the kind.
  settings jsonb NOT NULL,
  -- Names of channels; null: all.
  channels jsonb,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL,
  PRIMARY KEY (tenant, name)
);

CREATE TABLE alert_channels (
  tenant text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('email', 'slack', 'teams', 'webhook')),
  title text NOT NULL,
  enabled boolean NOT NULL,
  settings jsonb NOT NULL,
  -- All secrets of the channel in one seal; `version` grows with each new one and is bound into it.
  sealed text,
  version integer NOT NULL DEFAULT 0,
  -- What may be shown of them: {"password": {"lastFour", "fingerprint", "setAt"}}.
  shown jsonb NOT NULL DEFAULT '{}',
  -- How the last message went.
  last_result jsonb,
  updated_at timestamptz NOT NULL DEFAULT now(),
  updated_by text NOT NULL,
  PRIMARY KEY (tenant, name)
);

CREATE TABLE alerts (
  id uuid NOT NULL PRIMARY KEY,
  tenant text NOT NULL,
  rule text NOT NULL,
  -- What the rule fires about: a flow, a connection, an error kind.
  subject text NOT NULL,
  title text NOT NULL,
  severity text NOT NULL,
  state text NOT NULL CHECK (state IN ('firing', 'acknowledged', 'ended')),
  summary text NOT NULL,
  -- Path of the very list behind it.
  link text NOT NULL,
  fired_at timestamptz NOT NULL,
  -- The last look at which the condition held.
  seen_at timestamptz NOT NULL,
  acknowledged_at timestamptz,
  acknowledged_by text,
  note text,
  ended_at timestamptz
);
-- One living alert for one thing, whatever the number of processes.
CREATE UNIQUE INDEX alerts_living ON alerts (tenant, rule, subject) WHERE state <> 'ended';
CREATE INDEX alerts_by_id ON alerts (tenant, id);

-- What has to be told. Written with the change it tells of; changes of one moment share a message.
CREATE TABLE alert_messages (
  id uuid NOT NULL PRIMARY KEY,
  tenant text NOT NULL,
  channel text NOT NULL,
  changes jsonb NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  problem text,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  FOREIGN KEY (tenant, channel) REFERENCES alert_channels (tenant, name) ON DELETE CASCADE
);
CREATE INDEX alert_messages_due ON alert_messages (due_at) WHERE state = 'queued';
CREATE INDEX alert_messages_by_id ON alert_messages (tenant, channel, id);

-- The words of the event a run is about, for searching. Filled behind the runs, never by the intake.
CREATE TABLE run_words (
  day date NOT NULL,
  run_id uuid NOT NULL,
  tenant text NOT NULL,
  words tsvector NOT NULL,
  PRIMARY KEY (day, run_id)
) PARTITION BY RANGE (day);
CREATE INDEX run_words_by_word ON run_words USING gin (words) WITH (fastupdate = on);
CREATE TABLE run_words_rest PARTITION OF run_words DEFAULT;

CREATE TABLE run_word_marks (
  tenant text NOT NULL PRIMARY KEY,
  -- Every run with a smaller id is indexed.
  done_until uuid NOT NULL
);

CREATE OR REPLACE FUNCTION ensure_day_partitions(first_day date, days integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  parent text;
  this_day date;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('landbridge.partitions'));
  FOREACH parent IN ARRAY ARRAY['events', 'run_history', 'journal', 'run_keys', 'run_words'] LOOP
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

CREATE OR REPLACE FUNCTION drop_old_days(before date) RETURNS text[] LANGUAGE plpgsql AS $$
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
    WHERE parent.relname IN ('events', 'run_history', 'journal', 'run_keys', 'run_words') AND child.relname ~ '_\d{8}$'
  LOOP
    IF old.day < before AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.day = old.day) THEN
      EXECUTE format('DROP TABLE %I', old.relname);
      dropped := dropped || old.relname::text;
    END IF;
  END LOOP;
  RETURN dropped;
END $$;

-- Runs that a person looks for, newest first: by the beginning of a key, or by words that all stand in the event. Goes
-- day by day and stops as soon as it has enough, so a word that stands in every message costs no more than a rare one.
CREATE FUNCTION find_runs(of_tenant text, beginning text, query tsquery, before uuid, most integer)
RETURNS TABLE (run_id uuid) LANGUAGE plpgsql STABLE AS $$
DECLARE
  suffix text;
  found integer := 0;
  got integer;
BEGIN
  FOR suffix IN
    SELECT right(child.relname, 8) FROM pg_inherits
    JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
    WHERE parent.relname = 'run_keys' AND child.relname ~ '_\d{8}$'
      AND right(child.relname, 8) <= to_char(to_timestamp(
        ('x' || lpad(replace(left(before::text, 13), '-', ''), 16, '0'))::bit(64)::bigint / 1000.0) AT TIME ZONE 'UTC', 'YYYYMMDD')
    UNION ALL SELECT 'rest'
    ORDER BY 1 DESC
  LOOP
    -- 'rest' sorts first: it is nearly always empty.
    RETURN QUERY EXECUTE format(
      'SELECT f.run_id FROM (
        (SELECT DISTINCT k.run_id FROM %I k WHERE k.tenant = $1 AND k.key LIKE $2 AND k.run_id < $4 ORDER BY 1 DESC LIMIT $5)
        UNION
        (SELECT w.run_id FROM %I w WHERE w.tenant = $1 AND w.words @@ $3 AND w.run_id < $4 ORDER BY 1 DESC LIMIT $5)
      ) f ORDER BY 1 DESC LIMIT $5',
      'run_keys_' || suffix,
      CASE WHEN to_regclass('run_words_' || suffix) IS NULL THEN 'run_words_rest' ELSE 'run_words_' || suffix END)
      USING of_tenant, beginning, query, before, most - found;
    GET DIAGNOSTICS got = ROW_COUNT;
    found := found + got;
    EXIT WHEN found >= most;
  END LOOP;
END $$;

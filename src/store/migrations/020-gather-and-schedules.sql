-- Subjects whose events are gathered: one row for each, with the newest event that was told of it. The row is written
-- in the statement that stores the event, and marked as taken in the transaction that stores its run.
CREATE TABLE gathered_subjects (
  tenant text NOT NULL,
  flow text NOT NULL,
  -- Value of gather.by: one run at a time for each.
  by_value text NOT NULL,
  subject text NOT NULL,
  connection text NOT NULL,
  type text NOT NULL,
  happened_at timestamptz NOT NULL,
  source_id text NOT NULL,
  data jsonb NOT NULL,
  -- Events since it was taken last.
  events integer NOT NULL DEFAULT 1,
  -- When it may be taken; null while nothing new was told of it.
  due_at timestamptz,
  -- After it was taken it rests until then.
  rests_until timestamptz,
  PRIMARY KEY (tenant, flow, by_value, subject)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX gathered_subjects_due ON gathered_subjects (tenant, flow, due_at) WHERE due_at IS NOT NULL;

-- How far each schedule got. That a tick starts one run and no second is held by the event's id, `flow@planned time`.
CREATE TABLE schedules (
  tenant text NOT NULL,
  flow text NOT NULL,
  -- The schedule as it stood when it was looked at last; another one begins anew.
  spec jsonb NOT NULL,
  last_planned_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, flow)
);

-- Readings that a person asked for: `landbridge sync`. One row for each poll that is asked.
CREATE TABLE readings (
  tenant text NOT NULL,
  sync_id uuid NOT NULL,
  connection text NOT NULL,
  poll text NOT NULL,
  subject text NOT NULL,
  title text NOT NULL,
  events text[] NOT NULL,
  -- From the beginning, with a cursor of its own; else what changed since the poll's cursor.
  is_full boolean NOT NULL,
  -- Read and count, store no events.
  is_dry boolean NOT NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed', 'canceled')),
  cursor jsonb,
  pages integer NOT NULL DEFAULT 0,
  read bigint NOT NULL DEFAULT 0,
  fresh bigint NOT NULL DEFAULT 0,
  total bigint,
  sample jsonb NOT NULL DEFAULT '[]',
  failure jsonb,
  token bigint NOT NULL DEFAULT 0,
  owner uuid,
  due_at timestamptz NOT NULL DEFAULT now(),
  asked_by text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (tenant, sync_id, connection, poll)
);
-- One at a time: who asks again watches the one under way.
CREATE UNIQUE INDEX readings_open ON readings (tenant, connection, poll, is_full, is_dry) WHERE state = 'running';

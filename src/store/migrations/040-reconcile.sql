-- Comparisons of the two systems, and what they found. A reconciliation is claimed by one process at a time, like a
-- poll; whoever takes it over goes on at its cursor.

CREATE TABLE reconciliations (
  id uuid NOT NULL PRIMARY KEY,
  tenant text NOT NULL,
  subject text NOT NULL,
  left_connection text NOT NULL,
  right_connection text NOT NULL,
  -- Records of this moment or later; null: all.
  since timestamptz,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'completed', 'stopped', 'failed')),
  phase text NOT NULL DEFAULT 'read-left' CHECK (phase IN ('read-left', 'read-right', 'compare', 'explain')),
  -- 1 for the first look at everything, then one more for each look at what was found.
  look integer NOT NULL DEFAULT 1,
  -- When this look may have begun to read; what happened later is not surely in it.
  looked_at timestamptz NOT NULL DEFAULT now(),
  cursor jsonb,
  -- Grows with each claim; a process that wakes up late writes with an old one and changes nothing.
  token bigint NOT NULL DEFAULT 0,
  owner uuid,
  due_at timestamptz NOT NULL DEFAULT now(),
  tries integer NOT NULL DEFAULT 0,
  -- A person has seen that one side has far fewer records than last time, and wants it all the same.
  despite_fewer boolean NOT NULL DEFAULT false,
  left_count bigint NOT NULL DEFAULT 0,
  right_count bigint NOT NULL DEFAULT 0,
  failure jsonb,
  via text NOT NULL,
  started_by text NOT NULL,
  -- The tick of the schedule that asked for it; one of each, whatever the number of processes.
  planned_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE UNIQUE INDEX reconciliations_active ON reconciliations (tenant, subject, left_connection, right_connection)
  WHERE state IN ('queued', 'running');
CREATE UNIQUE INDEX reconciliations_planned
  ON reconciliations (tenant, subject, left_connection, right_connection, planned_at) WHERE planned_at IS NOT NULL;
CREATE INDEX reconciliations_by_id ON reconciliations (tenant, id);
CREATE INDEX reconciliations_by_end ON reconciliations (tenant, subject, ended_at);

-- What was read, until it is compared. The order of keys is that of their bytes, the same in the database and outside.
CREATE TABLE reconcile_records (
  reconciliation uuid NOT NULL REFERENCES reconciliations ON DELETE CASCADE,
  look integer NOT NULL,
  side text NOT NULL CHECK (side IN ('left', 'right')),
  key text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  tenant text NOT NULL,
  record jsonb NOT NULL,
  PRIMARY KEY (reconciliation, look, side, key, id)
);

CREATE TABLE reconcile_days (
  reconciliation uuid NOT NULL REFERENCES reconciliations ON DELETE CASCADE,
  tenant text NOT NULL,
  day text NOT NULL,
  currency text NOT NULL,
  left_count bigint NOT NULL,
  right_count bigint NOT NULL,
  left_amount numeric NOT NULL,
  right_amount numeric NOT NULL,
  PRIMARY KEY (reconciliation, day, currency)
);

CREATE TABLE differences (
  id uuid NOT NULL PRIMARY KEY,
  tenant text NOT NULL,
  reconciliation uuid NOT NULL REFERENCES reconciliations ON DELETE CASCADE,
  subject text NOT NULL,
  key text COLLATE "C" NOT NULL,
  kind text NOT NULL CHECK (kind IN ('missing-left', 'missing-right', 'field', 'doubled', 'amount')),
  field text NOT NULL DEFAULT '',
  left_value text,
  right_value text,
  fingerprint text NOT NULL,
  left_record jsonb,
  right_record jsonb,
  day text NOT NULL DEFAULT '',
  currency text NOT NULL DEFAULT '',
  -- `suspect` and `confirmed` only while the reconciliation runs.
  state text NOT NULL CHECK (state IN
    ('suspect', 'confirmed', 'open', 'known', 'repaired', 'ignored', 'healed', 'superseded')),
  -- Looks in which one side moved and the other never followed.
  stale integer NOT NULL DEFAULT 0,
  cause text,
  cause_text text,
  run_id uuid,
  linked boolean NOT NULL DEFAULT false,
  repair text,
  reason text,
  settled_by text,
  settled_at timestamptz,
  found_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (reconciliation, key, kind, field)
);
CREATE INDEX differences_by_state ON differences (tenant, subject, state, id);
CREATE INDEX differences_again ON differences (tenant, subject, key);

-- What stands still because a person, a breaker or the calendar says so, and the runs that wait for it.

-- Flows, and stores whose events start no work for a while. A paused connection is marked in its own row.
CREATE TABLE pauses (
  tenant text NOT NULL,
  -- `source`: runs that the events of this connection start.
  kind text NOT NULL CHECK (kind IN ('flow', 'source')),
  name text NOT NULL,
  reason text NOT NULL,
  paused_by text NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, kind, name)
);

ALTER TABLE connections ADD COLUMN paused_since timestamptz;

-- Breakers that were ever open or isolated; without a row a breaker is closed. All workers go by these rows.
CREATE TABLE breakers (
  tenant text NOT NULL,
  connection text NOT NULL,
  operation text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('closed', 'open', 'half-open', 'isolated')),
  since timestamptz NOT NULL DEFAULT now(),
  reason text,
  -- When one call may try whether the system is back.
  next_try_at timestamptz,
  -- Until then the trying call is waited for; after that another one may try.
  probe_until timestamptz,
  -- Who isolated or closed it, if a person did.
  changed_by text,
  PRIMARY KEY (tenant, connection, operation)
);

-- When a system is closed on purpose: once, from `starts_at`, or again and again by `cron` in its time zone.
CREATE TABLE maintenance_windows (
  tenant text NOT NULL,
  id uuid NOT NULL,
  connection text NOT NULL,
  reason text NOT NULL,
  starts_at timestamptz,
  cron text,
  zone text NOT NULL DEFAULT 'UTC',
  minutes integer NOT NULL CHECK (minutes > 0),
  -- So long before the window no new step is begun.
  drain_minutes integer NOT NULL CHECK (drain_minutes >= 0),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, connection) REFERENCES connections (tenant, name) ON DELETE CASCADE,
  CHECK ((starts_at IS NULL) <> (cron IS NULL))
);

-- A run that waits for one of these says for which, and which connection its event came from: when the way is free
-- again, runs are woken in portions, in order of arrival, by turns of where they came from.
ALTER TABLE runs ADD COLUMN parked_on text, ADD COLUMN parked_source text;
CREATE INDEX runs_parked ON runs (tenant, parked_on, parked_source, seq)
  WHERE parked_on IS NOT NULL AND state = 'waiting';

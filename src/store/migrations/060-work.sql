-- What needs a person: held and failed runs, and writes of which nobody knows the outcome. One narrow row for each, kept by
-- triggers, so that whatever changes a run changes this too, and so that a hundred thousand of them are grouped quickly.

ALTER TABLE runs ADD COLUMN cause jsonb;

CREATE TABLE work_items (
  run_id uuid NOT NULL PRIMARY KEY,
  tenant text NOT NULL,
  -- Arrival order of the run.
  seq bigint NOT NULL,
  flow text NOT NULL,
  cause text NOT NULL,
  queue text NOT NULL,
  kind text,
  code text NOT NULL,
  text text NOT NULL,
  state text NOT NULL CHECK (state IN ('held', 'failed', 'unknown')),
  -- Set while later runs of the same ordering key wait for this one.
  holds_key text,
  arrived_at timestamptz NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  amount numeric,
  currency text
);
CREATE INDEX work_items_by_cause ON work_items (tenant, cause, seq);
CREATE INDEX work_items_by_arrival ON work_items (tenant, seq);

-- Who looks after what, and until when it may rest: for a cause or for one run.
CREATE TABLE work_marks (
  tenant text NOT NULL,
  cause text,
  run_id uuid,
  owner text,
  snoozed_until timestamptz,
  note text,
  marked_at timestamptz NOT NULL DEFAULT now(),
  marked_by text NOT NULL,
  UNIQUE (tenant, cause),
  UNIQUE (tenant, run_id),
  CHECK (num_nonnulls(cause, run_id) = 1)
);

CREATE FUNCTION work_put(run runs) RETURNS void LANGUAGE sql AS $$
  INSERT INTO work_items (run_id, tenant, seq, flow, cause, queue, kind, code, text, state, holds_key, arrived_at, since,
    amount, currency)
  SELECT run.id, run.tenant, run.seq, run.flow,
    -- A run of an older version has no cause yet: its message is taken as it stands.
    coalesce(run.cause->>'key', md5(concat_ws('/', run.hold->>'queue', run.failure->>'code', run.hold->>'reason', run.failure->>'message'))),
    coalesce(run.cause->>'queue', run.hold->>'queue', CASE WHEN run.unknown_outcome THEN 'outcome-unknown' ELSE 'dead-letter' END),
    coalesce(run.cause->>'kind', run.hold->'failure'->>'kind', run.failure->>'kind'),
    coalesce(run.cause->>'code', run.hold->'failure'->>'code', run.failure->>'code', 'flow.held'),
    coalesce(run.cause->>'text', run.hold->'failure'->>'message', run.hold->>'reason', run.failure->>'message', ''),
    CASE WHEN run.unknown_outcome THEN 'unknown' ELSE run.state END,
    CASE WHEN run.state = 'failed' OR run.lets_pass THEN NULL ELSE run.order_key END,
    run.arrived_at, run.updated_at,
    CASE WHEN run.facts->>'amount' ~ '^-?\d{1,30}(\.\d{1,10})?$' THEN (run.facts->>'amount')::numeric END,
    CASE WHEN run.facts->>'amount' ~ '^-?\d{1,30}(\.\d{1,10})?$' THEN coalesce(run.facts->>'currency', '') END
  ON CONFLICT (run_id) DO UPDATE SET cause = excluded.cause, queue = excluded.queue, kind = excluded.kind, code = excluded.code,
    text = excluded.text, state = excluded.state, holds_key = excluded.holds_key, amount = excluded.amount,
    currency = excluded.currency,
    since = CASE WHEN work_items.cause = excluded.cause THEN work_items.since ELSE excluded.since END
$$;

CREATE FUNCTION work_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' AND (NEW.state IN ('held', 'failed') OR NEW.unknown_outcome) THEN
    PERFORM work_put(NEW);
  ELSE
    DELETE FROM work_items WHERE run_id = OLD.id;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER runs_need_person AFTER UPDATE ON runs FOR EACH ROW
  WHEN (OLD.state IN ('held', 'failed') OR NEW.state IN ('held', 'failed') OR OLD.unknown_outcome OR NEW.unknown_outcome)
  EXECUTE FUNCTION work_changed();
CREATE TRIGGER runs_need_nobody AFTER DELETE ON runs FOR EACH ROW
  WHEN (OLD.state IN ('held', 'failed') OR OLD.unknown_outcome)
  EXECUTE FUNCTION work_changed();

SELECT work_put(runs) FROM runs WHERE state IN ('held', 'failed') OR unknown_outcome;

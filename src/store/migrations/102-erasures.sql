-- People whose data is to be taken out, and what was done: the receipt keeps no more than a digest of whom it was for.
CREATE TABLE erasures (
  id uuid NOT NULL PRIMARY KEY,
  tenant text NOT NULL,
  email text,
  customer text,
  reason text NOT NULL,
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  -- Runs about the person that are not over yet; nothing is taken out before they are.
  open_runs integer NOT NULL DEFAULT 0,
  done_at timestamptz,
  digest text,
  runs integer NOT NULL DEFAULT 0
);
CREATE INDEX erasures_open ON erasures (asked_at) WHERE done_at IS NULL;

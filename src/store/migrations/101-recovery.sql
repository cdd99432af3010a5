-- Whether this database is the one that was there before, and no older: which server and database it was, on which
-- timeline of its log, and a count that only grows, of which processes keep a copy outside.
CREATE TABLE recovery (
  one boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (one),
  database_id text NOT NULL,
  timeline text NOT NULL,
  beat bigint NOT NULL,
  restored_at timestamptz,
  reason text
);

-- Until then the connection looks before it writes, whatever its settings say; infinity until somebody resumes it.
ALTER TABLE connections ADD COLUMN careful_until timestamptz;

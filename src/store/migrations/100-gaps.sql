-- A poll that could not be read for longer than the other system keeps its events: since when nothing is known, and when
-- everything was asked for because of it.
ALTER TABLE polls ADD COLUMN gap_since timestamptz;
ALTER TABLE polls ADD COLUMN gap_asked_at timestamptz;

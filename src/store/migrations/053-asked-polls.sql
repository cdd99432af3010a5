-- An event said that there is something to see: the poll is asked at the next moment, whatever its interval.
ALTER TABLE polls ADD COLUMN asked_at timestamptz;
CREATE INDEX polls_asked ON polls (asked_at) WHERE asked_at IS NOT NULL;

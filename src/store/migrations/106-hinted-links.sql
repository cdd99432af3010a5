-- Polls that were told that something of the record changed, and when, by `connection/poll`: they look at it at once,
-- wherever it stands in their list, also when they had closed it.
ALTER TABLE links ADD COLUMN hinted jsonb;
CREATE INDEX links_hinted ON links (tenant, kind) WHERE hinted IS NOT NULL;

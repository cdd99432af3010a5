-- The newest version of each subject that a sender has told us of, where the sender counts them.
CREATE TABLE event_versions (
  tenant text NOT NULL,
  connection text NOT NULL,
  type text NOT NULL,
  subject text NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (tenant, connection, type, subject)
);

-- Each entry of the audit log carries a digest over itself and the one before, so that an entry that was changed, taken out,
-- put in or moved is found. The text of the detail has a digest of its own: personal data can be taken out of it later.
ALTER TABLE audit ADD COLUMN link bigint;
ALTER TABLE audit ADD COLUMN detail_digest text;
ALTER TABLE audit ADD COLUMN digest text;

CREATE TABLE audit_heads (
  tenant text NOT NULL PRIMARY KEY,
  link bigint NOT NULL,
  digest text NOT NULL
);

-- SHA-256 of the fields, each with its length before it, so that none can be moved into the next.
CREATE FUNCTION audit_digest(VARIADIC fields text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(string_agg(octet_length(field) || ':' || field, '' ORDER BY place), 'UTF8')), 'hex')
  FROM unnest(fields) WITH ORDINALITY AS f(field, place)
$$;

CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head audit_heads;
BEGIN
  INSERT INTO audit_heads (tenant, link, digest) VALUES (NEW.tenant, 0, '') ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM audit_heads WHERE tenant = NEW.tenant FOR UPDATE;
  NEW.link := head.link + 1;
  NEW.detail_digest := encode(sha256(convert_to(NEW.detail::text, 'UTF8')), 'hex');
  NEW.digest := audit_digest(head.digest, NEW.tenant, NEW.link::text, NEW.seq::text,
    to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), NEW."by", NEW.action, NEW.subject, NEW.detail_digest);
  UPDATE audit_heads SET link = NEW.link, digest = NEW.digest WHERE tenant = NEW.tenant;
  RETURN NEW;
END $$;

DO $$
DECLARE
  entry audit;
  before text := '';
  of_tenant text := '';
  n bigint := 0;
BEGIN
  LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE;
  FOR entry IN SELECT * FROM audit ORDER BY tenant, seq LOOP
    IF entry.tenant <> of_tenant THEN
      of_tenant := entry.tenant;
      before := '';
      n := 0;
    END IF;
    n := n + 1;
    entry.detail_digest := encode(sha256(convert_to(entry.detail::text, 'UTF8')), 'hex');
    before := audit_digest(before, entry.tenant, n::text, entry.seq::text,
      to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), entry."by", entry.action, entry.subject, entry.detail_digest);
    UPDATE audit SET link = n, detail_digest = entry.detail_digest, digest = before
      WHERE tenant = entry.tenant AND seq = entry.seq;
    INSERT INTO audit_heads (tenant, link, digest) VALUES (of_tenant, n, before)
      ON CONFLICT (tenant) DO UPDATE SET link = excluded.link, digest = excluded.digest;
  END LOOP;
END $$;

CREATE TRIGGER audit_chained BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE INDEX audit_by_link ON audit (tenant, link);

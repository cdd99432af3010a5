import { createHash } from 'node:crypto';
import type pg from 'pg';

/** How far an audit log went at some time, kept outside of the database: a chain alone does not show that its end was cut. */
export interface AuditHead {
  readonly tenant: string;
  readonly link: number;
  readonly digest: string;
}

/** What is wrong with an audit log, at the first entry where it shows. */
export interface AuditFault {
  readonly link: number;
  /** Number of the entry; absent where an entry is missing. */
  readonly seq?: string;
  readonly what: string;
}

export interface AuditVerdict {
  readonly entries: number;
  /** Entries out of which personal data was taken, as the log itself says. */
  readonly erased: number;
  readonly fault?: AuditFault;
}

interface Row {
  seq: string;
  link: string | null;
  at: string;
  by: string;
  action: string;
  subject: string;
  detail: string;
  detail_digest: string | null;
  digest: string | null;
}

const PAGE = 5_000;
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** SHA-256 over fields with their lengths, worked out here: the functions in the database could have been changed too. */
function digestOf(fields: readonly string[]): string {
  return sha256(fields.map((field) => `${Buffer.byteLength(field)}:${field}`).join(''));
}

/** The audit logs' ends as they are now. */
export async function readAuditHeads(pool: pg.Pool): Promise<AuditHead[]> {
  const { rows } = await pool.query<{ tenant: string; link: string; digest: string }>(
    'SELECT tenant, link, digest FROM audit_heads ORDER BY tenant',
  );
  return rows.map((row) => ({ ...row, link: Number(row.link) }));
}

/** Whether an end that was seen before is still there. */
export async function hasAuditHead(pool: pg.Pool, { tenant, link, digest }: AuditHead): Promise<boolean> {
  if (link === 0) return true;
  const { rowCount } = await pool.query('SELECT 1 FROM audit WHERE tenant = $1 AND link = $2 AND digest = $3', [
    tenant,
    link,
    digest,
  ]);
  return rowCount === 1;
}

/** Goes through an audit log from its beginning, and compares it with an end that was `seen` before. */
export async function verifyAudit(pool: pg.Pool, tenant: string, seen?: AuditHead): Promise<AuditVerdict> {
  const erased = await readErased(pool, tenant);
  const known = { before: '', link: 0, erased: 0, seen: seen === undefined || seen.link === 0 };
  const verdict = (fault?: AuditFault): AuditVerdict => ({
    entries: known.link,
    erased: known.erased,
    ...(fault === undefined ? {} : { fault }),
  });
  for (;;) {
    const { rows } = await pool.query<Row>(
      `SELECT seq, link, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS at, by, action, subject,
        detail::text AS detail, detail_digest, digest
      FROM audit WHERE tenant = $1 AND (link > $2 OR link IS NULL) ORDER BY link NULLS FIRST LIMIT ${PAGE}`,
      [tenant, known.link],
    );
    for (const row of rows) {
      const fault = faultOf(row, tenant, known, erased);
      if (fault) return verdict(fault);
      if (sha256(row.detail) !== row.detail_digest) known.erased += 1;
      known.before = row.digest ?? '';
      known.link = Number(row.link);
      if (seen?.link === known.link && seen.digest === known.before) known.seen = true;
    }
    if (rows.length < PAGE) break;
  }
  const head = (await readAuditHeads(pool)).find((each) => each.tenant === tenant);
  if ((head?.link ?? 0) !== known.link || (head?.digest ?? '') !== known.before)
    return verdict({ link: known.link + 1, what: 'The end of the log was cut off or put on by hand.' });
  if (!known.seen)
    return verdict({ link: seen?.link ?? 0, what: 'An end that was seen before is gone: cut off, or written anew.' });
  return verdict();
}

function faultOf(
  row: Row,
  tenant: string,
  known: { readonly before: string; readonly link: number },
  erased: ReadonlySet<number>,
): AuditFault | undefined {
  const { seq } = row;
  const link = Number(row.link);
  if (row.link === null) return { link: known.link, seq, what: 'An entry was put in beside the chain.' };
  if (link !== known.link + 1) return { link: known.link + 1, what: 'An entry is missing, or stands there twice.' };
  const { at, by, action, subject, detail_digest: detailDigest } = row;
  const digest = digestOf([known.before, tenant, row.link, seq, at, by, action, subject, detailDigest ?? '']);
  if (digest !== row.digest)
    return { link, seq, what: 'The entry was changed, or the one before it is not the one it followed.' };
  if (sha256(row.detail) !== detailDigest && !erased.has(link))
    return { link, seq, what: 'The detail of the entry was changed.' };
  return undefined;
}

/** Entries of which the log itself says that personal data was taken out. */
async function readErased(pool: pg.Pool, tenant: string): Promise<ReadonlySet<number>> {
  const { rows } = await pool.query<{ links: number[] }>(
    `SELECT detail->'entries' AS links FROM audit WHERE tenant = $1 AND action = 'shopper.erased'`,
    [tenant],
  );
  return new Set(rows.flatMap(({ links }) => links));
}

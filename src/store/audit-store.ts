import type pg from 'pg';
import type { AuditEntry, AuditStore } from '../engine/read-ports.ts';

/** Who did what, when; only ever added to. Newest first when read. */
export function createAuditStore(pool: pg.Pool): AuditStore {
  return {
    append: async (tenant, entry) => {
      await pool.query('INSERT INTO audit (tenant, by, action, subject, detail) VALUES ($1, $2, $3, $4, $5)', [
        tenant,
        entry.by,
        entry.action,
        entry.subject,
        JSON.stringify(entry.detail),
      ]);
    },
    list: async (tenant, { subject, limit, cursor }) => {
      const { rows } = await pool.query<Omit<AuditEntry, 'at'> & { seq: string; at: Date }>(
        `SELECT seq, at, by, action, subject, detail FROM audit
        WHERE tenant = $1 AND ($2::text IS NULL OR subject = $2) AND ($3::bigint IS NULL OR seq < $3)
        ORDER BY seq DESC LIMIT $4`,
        [tenant, subject ?? null, cursor ?? null, limit + 1],
      );
      const items = rows.slice(0, limit).map(({ at, by, action, subject: about, detail }) => {
        return { at: at.toISOString(), by, action, subject: about, detail };
      });
      const last = rows[limit - 1];
      return rows.length > limit && last ? { items, next: last.seq } : { items };
    },
  };
}

import { createHash } from 'node:crypto';
import type pg from 'pg';
import { eraseBody, eraseEntry, eraseFacts, ERASED } from '../core/erase/erase.ts';
import type { JsonObject } from '../core/json.ts';
import type { JournalEntry } from '../core/run/journal.ts';
import { newId } from './ids.ts';
import { normalizeKey, searchKeysOf } from './run-keys.ts';
import { inTransaction } from './transaction.ts';

/** Who is to be forgotten: an e-mail address, the store's number of the customer, or both. */
export interface Shopper {
  readonly email?: string;
  readonly customer?: string;
}

export interface Erasure extends Shopper {
  readonly id: string;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: string;
  /** Runs it waits for. */
  readonly openRuns: number;
  readonly doneAt?: string;
  /** Runs of which data was taken out. */
  readonly runs: number;
}

/** Notes that a shopper is to be forgotten; asked for twice it is the same one. Audited without the person. */
export async function askForErasure(
  pool: pg.Pool,
  tenant: string,
  { email, customer }: Shopper,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<string> {
  const whom = [email === undefined ? null : normalizeKey(email), customer ?? null];
  return await inTransaction(pool, async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('erase ' || $1, 0))`, [tenant]);
    const known = await client.query<{ id: string }>(
      `SELECT id FROM erasures WHERE tenant = $1 AND email IS NOT DISTINCT FROM $2 AND customer IS NOT DISTINCT FROM $3
        AND done_at IS NULL`,
      [tenant, ...whom],
    );
    if (known.rows[0]) return known.rows[0].id;
    const id = newId();
    await client.query(
      'INSERT INTO erasures (id, tenant, email, customer, reason, asked_by) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, tenant, ...whom, reason, by],
    );
    await client.query(
      `INSERT INTO audit (tenant, by, action, subject, detail) VALUES ($1, $2, 'shopper.erase', $3, $4)`,
      [tenant, by, `erasure ${id}`, JSON.stringify({ reason })],
    );
    return id;
  });
}

interface ErasureRow {
  id: string;
  tenant: string;
  email: string | null;
  customer: string | null;
  reason: string;
  asked_by: string;
  asked_at: Date;
  open_runs: number;
  done_at: Date | null;
  runs: number;
}

/** Erasures, the newest first; of those that are done, nothing that names anybody. */
export async function listErasures(pool: pg.Pool, tenant: string, limit = 50): Promise<Erasure[]> {
  const { rows } = await pool.query<ErasureRow>(
    'SELECT * FROM erasures WHERE tenant = $1 ORDER BY asked_at DESC LIMIT $2',
    [tenant, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    ...(row.email === null ? {} : { email: row.email }),
    ...(row.customer === null ? {} : { customer: row.customer }),
    reason: row.reason,
    askedBy: row.asked_by,
    askedAt: row.asked_at.toISOString(),
    openRuns: row.open_runs,
    ...(row.done_at === null ? {} : { doneAt: row.done_at.toISOString() }),
    runs: row.runs,
  }));
}

/**
 * Takes out what is due: a shopper of whom no run is open any more. What is under way is not touched. Done again after a
 * crash, because what was taken out already stays the same. Answers how many erasures are done now.
 */
export async function workOffErasures(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<ErasureRow>('SELECT * FROM erasures WHERE done_at IS NULL ORDER BY asked_at');
  let done = 0;
  for (const erasure of rows) {
    const runs = await runsAbout(pool, erasure);
    const open = runs.filter(({ is_open: isOpen }) => isOpen).length;
    await pool.query('UPDATE erasures SET open_runs = $2 WHERE id = $1', [erasure.id, open]);
    if (open > 0) continue;
    const entries: number[] = [];
    for (const run of runs) entries.push(...(await eraseRun(pool, run)));
    await eraseElsewhere(pool, erasure);
    const whom = `${erasure.tenant}\n${erasure.email ?? ''}\n${erasure.customer ?? ''}`;
    await pool.query(
      `UPDATE erasures SET done_at = now(), email = NULL, customer = NULL, digest = $2, runs = $3 WHERE id = $1`,
      [erasure.id, createHash('sha256').update(whom).digest('hex'), runs.length],
    );
    // The audit log says itself of which entries the detail is not what it was.
    await pool.query(
      `INSERT INTO audit (tenant, by, action, subject, detail) VALUES ($1, 'landbridge', 'shopper.erased', $2, $3)`,
      [erasure.tenant, `erasure ${erasure.id}`, JSON.stringify({ runs: runs.length, entries })],
    );
    done += 1;
  }
  return done;
}

interface FoundRun {
  id: string;
  tenant: string;
  day: string;
  event_id: string;
  facts: Record<string, string>;
  is_open: boolean;
}

/** Runs that are about the person: by their facts, and then by the numbers of the orders among these. */
async function runsAbout(pool: pg.Pool, { tenant, email, customer }: ErasureRow): Promise<FoundRun[]> {
  const find = async (keys: readonly string[], condition: string, values: readonly unknown[]): Promise<FoundRun[]> => {
    const { rows } = await pool.query<FoundRun>(
      `WITH named AS (SELECT DISTINCT run_id FROM run_keys WHERE tenant = $1 AND key = ANY($2))
      SELECT r.id, r.tenant, r.day::text AS day, r.event_id, r.facts, r.is_open FROM named JOIN LATERAL (
        SELECT id, tenant, day, event_id, facts, true AS is_open FROM runs WHERE tenant = $1 AND id = named.run_id
        UNION ALL
        SELECT id, tenant, day, event_id, facts, false FROM run_history WHERE tenant = $1 AND id = named.run_id
      ) r ON true WHERE ${condition}`,
      [tenant, keys.map(normalizeKey), ...values],
    );
    return rows;
  };
  const named = await find(
    [email, customer].filter((key) => key !== null),
    `lower(r.facts->>'email') = $3 OR r.facts->>'customer' = $4`,
    [email, customer],
  );
  // Only of an order is the fact surely an order's number: a run about a customer shows the customer's there.
  const orders = named.flatMap(({ facts }) =>
    facts['amount'] !== undefined && facts['order'] ? [facts['order']] : [],
  );
  const more = orders.length === 0 ? [] : await find(orders, `r.facts->>'order' = ANY($3)`, [orders]);
  return [...new Map([...named, ...more].map((run) => [run.id, run])).values()];
}

/**
 * One run in one transaction: its event, its journal, its facts, and by what it is found. Answers the places of the audit
 * entries out of which something was taken.
 */
async function eraseRun(pool: pg.Pool, { id, tenant, day, event_id: eventId, facts }: FoundRun): Promise<number[]> {
  return await inTransaction(pool, async (client) => {
    const events = await client.query<{ data: JsonObject }>(
      'SELECT data FROM events WHERE day = $1 AND id = $2 FOR UPDATE',
      [day, eventId],
    );
    for (const { data } of events.rows)
      await client.query('UPDATE events SET data = $3 WHERE day = $1 AND id = $2', [
        day,
        eventId,
        JSON.stringify(eraseBody(data)),
      ]);
    const journal = await client.query<{ seq: number; entry: JournalEntry }>(
      'SELECT seq, entry FROM journal WHERE day = $1 AND run_id = $2 ORDER BY seq FOR UPDATE',
      [day, id],
    );
    for (const { seq, entry } of journal.rows)
      await client.query('UPDATE journal SET entry = $4 WHERE day = $1 AND run_id = $2 AND seq = $3', [
        day,
        id,
        seq,
        JSON.stringify(eraseEntry(entry)),
      ]);
    const kept = eraseFacts(facts);
    await client.query(`UPDATE run_history SET facts = $3, warnings = '[]' WHERE day = $1 AND id = $2`, [
      day,
      id,
      JSON.stringify(kept),
    ]);
    await client.query('DELETE FROM run_keys WHERE day = $1 AND run_id = $2 AND NOT key = ANY($3)', [
      day,
      id,
      searchKeysOf(kept),
    ]);
    await client.query('DELETE FROM run_words WHERE day = $1 AND run_id = $2', [day, id]);
    await client.query('DELETE FROM work_marks WHERE tenant = $1 AND run_id = $2', [tenant, id]);
    // Who did what and when stays for good; what the values were before and after does not.
    const audit = await client.query<{ seq: string; link: string; detail: JsonObject }>(
      'SELECT seq, link, detail FROM audit WHERE tenant = $1 AND subject = $2',
      [tenant, `run ${id}`],
    );
    for (const { seq, detail } of audit.rows)
      await client.query('UPDATE audit SET detail = $3 WHERE tenant = $1 AND seq = $2', [
        tenant,
        seq,
        JSON.stringify(eraseBody(detail)),
      ]);
    return audit.rows.map(({ link }) => Number(link));
  });
}

/** What is kept of people beside runs: differences, what waited to be gathered, and what we wrote to whom. */
async function eraseElsewhere(pool: pg.Pool, { tenant, email, customer }: ErasureRow): Promise<void> {
  const address = email === null ? null : `%${email.replaceAll(/[\\%_]/g, '\\$&')}%`;
  await pool.query(
    `UPDATE differences SET left_value = CASE WHEN left_value IS NULL THEN NULL ELSE '${ERASED}' END,
      right_value = CASE WHEN right_value IS NULL THEN NULL ELSE '${ERASED}' END,
      left_record = CASE WHEN left_record IS NULL THEN NULL ELSE '{}'::jsonb END,
      right_record = CASE WHEN right_record IS NULL THEN NULL ELSE '{}'::jsonb END
    WHERE tenant = $1 AND (concat_ws(' ', left_value, right_value, left_record::text, right_record::text) ILIKE $2
      OR (subject = 'customers' AND key = $3))`,
    [tenant, address, customer],
  );
  await pool.query('DELETE FROM gathered_subjects WHERE tenant = $1 AND due_at IS NULL AND data::text ILIKE $2', [
    tenant,
    address,
  ]);
  await pool.query(`DELETE FROM shadows WHERE tenant = $1 AND kind = 'customer' AND store_id = $2`, [tenant, customer]);
}

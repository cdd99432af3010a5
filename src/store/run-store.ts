import type pg from 'pg';
import type { JournalEntry } from '../core/run/journal.ts';
import { type Claim, type ClaimRefusal, LeaseLost, type RunChange, type RunStore } from '../engine/ports.ts';
import { Batcher } from './batcher.ts';
import { isUnavailable } from './database-errors.ts';
import { acceptOn } from './inbox-store.ts';
import { findLinks, type LinkQuestion } from './link-store.ts';
import { createFollowerWaker, type FollowerWaker, type OrderingKey } from './follower-waker.ts';
import { commitParameters, commitStatement, isNote, noteParameters, noteStatement } from './run-commit.ts';
import { inTransaction } from './transaction.ts';

/** A worker that has not said for this long that it lives is taken for dead (reliability rule: 15 s, said every 5 s). */
export const DEAD_AFTER = "interval '15 seconds'";

/**
 * What stands ahead of run `r` under its ordering key: a run that has been started and is not over, unless it is held
 * and lets others pass; and, while `r` waits for its first turn or its next, whatever arrived earlier and waits too.
 */
export const AHEAD = `
  p.tenant = r.tenant AND p.flow = r.flow AND p.order_key = r.order_key AND p.id <> r.id AND p.state <> 'failed'
  AND (p.state IN ('running', 'waiting') OR (p.state = 'held' AND NOT p.lets_pass)
    OR (p.state = 'queued' AND r.state = 'queued' AND p.seq < r.seq))`;

/**
 * Claims runs for this process: token + 1, state running. A run is claimable when it is queued, when its wait is over,
 * or when its owner is dead; and when nothing is ahead of it.
 */
const claimStatement = `
UPDATE runs r SET state = 'running', lease_token = r.lease_token + 1, lease_owner = $2::uuid, wait_until = NULL,
  parked_on = NULL, hold = NULL, updated_at = now()
FROM unnest($1::uuid[]) AS want(id), events e
WHERE r.id = want.id AND e.day = r.day AND e.id = r.event_id
  AND (r.state = 'queued'
    OR (r.state = 'waiting' AND r.wait_until <= now() + interval '20 milliseconds')
    OR (r.state = 'running' AND (r.lease_owner = $2::uuid OR NOT EXISTS (
      SELECT 1 FROM workers w WHERE w.incarnation = r.lease_owner AND w.beat_at > now() - ${DEAD_AFTER}))))
  AND (r.order_key IS NULL OR NOT EXISTS (
    SELECT 1 FROM runs p WHERE ${AHEAD}))
RETURNING r.id, r.tenant, r.deployment, r.event_id, r.lease_token, r.facts, r.day::text AS day,
  extract(epoch FROM r.arrived_at) * 1000 AS arrived_at, e.data, e.connection AS source, e.traceparent, extract(epoch FROM clock_timestamp()) * 1000 AS now`;

const refusalStatement = `
SELECT r.id, r.state, extract(epoch FROM r.wait_until) * 1000 AS wait_until,
  (r.state = 'waiting' AND r.wait_until > now()) AS not_due,
  (r.state = 'running') AS leased
FROM runs r WHERE r.id = ANY($1::uuid[])`;

interface ClaimRow {
  id: string;
  tenant: string;
  deployment: string;
  event_id: string;
  source: string;
  lease_token: string;
  facts: Record<string, string>;
  day: string;
  arrived_at: string;
  data: Record<string, never>;
  traceparent: string | null;
  now: string;
}

interface RefusalRow {
  id: string;
  state: string;
  wait_until: string | null;
  not_due: boolean;
  leased: boolean;
}

async function claimAll(pool: pg.Pool, incarnation: string, ids: readonly string[]): Promise<Claim[]> {
  const claimed = await pool.query<ClaimRow>({ name: 'claim-runs', text: claimStatement, values: [ids, incarnation] });
  const rows = new Map(claimed.rows.map((row) => [row.id, row]));
  // A second snapshot on purpose: a run that was started before may have had a commit that this claim had to wait for.
  const [journals, refusals] = await Promise.all([
    readJournals(
      pool,
      claimed.rows.filter((row) => Number(row.lease_token) > 1),
    ),
    readRefusals(
      pool,
      ids.filter((id) => !rows.has(id)),
    ),
  ]);
  return ids.map((id) => {
    const row = rows.get(id);
    if (!row) return refusals.get(id) ?? { refused: 'not-claimable' };
    return {
      run: {
        id,
        tenant: row.tenant,
        deployment: row.deployment,
        event: row.data,
        eventId: row.event_id,
        source: row.source,
        ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
        arrivedAt: Math.round(Number(row.arrived_at)),
        facts: row.facts,
        leaseToken: Number(row.lease_token),
        entries: journals.get(id) ?? [],
        now: Math.round(Number(row.now)),
      },
    };
  });
}

async function readJournals(pool: pg.Pool, rows: readonly ClaimRow[]): Promise<Map<string, JournalEntry[]>> {
  const journals = new Map<string, JournalEntry[]>();
  if (rows.length === 0) return journals;
  const result = await pool.query<{ run_id: string; entry: JournalEntry }>({
    name: 'read-journals',
    text: `SELECT j.run_id, j.entry FROM unnest($1::uuid[], $2::date[]) AS want(id, day)
      JOIN journal j ON j.day = want.day AND j.run_id = want.id ORDER BY j.run_id, j.seq`,
    values: [rows.map((row) => row.id), rows.map((row) => row.day)],
  });
  for (const { run_id, entry } of result.rows) {
    const list = journals.get(run_id);
    if (list) list.push(entry);
    else journals.set(run_id, [entry]);
  }
  return journals;
}

async function readRefusals(pool: pg.Pool, ids: readonly string[]): Promise<Map<string, Claim>> {
  if (ids.length === 0) return new Map();
  const result = await pool.query<RefusalRow>({ name: 'explain-refusals', text: refusalStatement, values: [ids] });
  return new Map(
    result.rows.map((row): [string, Claim] => {
      const refused: ClaimRefusal = row.not_due
        ? 'not-due'
        : row.leased
          ? 'leased'
          : row.state === 'queued' || row.state === 'waiting'
            ? 'behind-another'
            : 'not-claimable';
      return [row.id, row.wait_until === null ? { refused } : { refused, again: Math.round(Number(row.wait_until)) }];
    }),
  );
}

interface CommitRow extends OrderingKey {
  readonly id: string;
  readonly lets_pass: boolean;
}

async function commitAll(
  pool: pg.Pool,
  incarnation: string,
  changes: readonly RunChange[],
  followers: FollowerWaker,
): Promise<boolean[]> {
  if (changes.every(isNote)) return await noteAll(pool, incarnation, changes);
  const { rows } = await pool.query<CommitRow>({
    name: 'commit-runs',
    text: commitStatement,
    values: commitParameters(changes, incarnation),
  });
  for (const row of rows) if (row.lets_pass) followers.lookBehind(row);
  const written = new Set(rows.map((row) => row.id));
  return changes.map((change) => written.has(change.runId));
}

async function noteAll(pool: pg.Pool, incarnation: string, changes: readonly RunChange[]): Promise<boolean[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'note-runs',
    text: noteStatement,
    values: noteParameters(changes, incarnation),
  });
  const written = new Set(rows.map(({ id }) => id));
  return changes.map((change) => written.has(change.runId));
}

/** A change that emits events: journal and events in one transaction. Rare, so it goes alone. */
async function commitWithEvents(
  pool: pg.Pool,
  incarnation: string,
  change: RunChange,
  followers: FollowerWaker,
): Promise<boolean> {
  const row = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<CommitRow>(commitStatement, commitParameters([change], incarnation));
    if (rows[0]) await acceptOn(client, change.emits ?? []);
    return rows[0];
  });
  if (row?.lets_pass) followers.lookBehind(row);
  return row !== undefined;
}

/** Claims, and commits, of this many runs are worth a second statement at the same time. */
const CROWD = 32;

/** Claims, and commits, begin this far apart while fewer than a crowd wait: a few milliseconds of a call's twenty. */
const SPACING_MS = 5;

/**
 * Runs on PostgreSQL. Claims and commits of many runs are grouped: each waits for its own commit, and shares it.
 * @param incarnation id of this life of this process, registered in `workers`.
 */
export function createRunStore(pool: pg.Pool, incarnation: string): RunStore {
  const isolate = (error: unknown): boolean => !isUnavailable(error);
  const followers = createFollowerWaker(pool);
  const claims = new Batcher<string, Claim>((ids) => claimAll(pool, incarnation, ids), {
    maximum: 100,
    flushers: 2,
    crowd: CROWD,
    spacingMs: SPACING_MS,
    isolate,
  });
  const commits = new Batcher<RunChange, boolean>((changes) => commitAll(pool, incarnation, changes, followers), {
    maximum: 100,
    flushers: 2,
    crowd: CROWD,
    spacingMs: SPACING_MS,
    isolate,
  });
  const links = new Batcher<LinkQuestion, string | undefined>((questions) => findLinks(pool, questions), {
    maximum: 200,
    flushers: 1,
    isolate: () => false,
  });
  return {
    claim: (runId) => claims.add(runId),
    commit: async (change) => {
      const written = change.emits?.length
        ? await commitWithEvents(pool, incarnation, change, followers)
        : await commits.add(change);
      if (!written) throw new LeaseLost(change.runId);
    },
    findLink: (tenant, key, to) => links.add({ tenant, key, to }),
  };
}

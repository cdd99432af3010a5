import type pg from 'pg';
import type { JournalEntry } from '../core/run/journal.ts';
import type { Page, RunDetail, RunFilter, RunReads, RunSummary } from '../engine/read-ports.ts';
import { dayOfId, newId } from './ids.ts';
import { candidatesOf, exactRuns, runsOfKey, runsWithKey } from './sight/find-runs.ts';
import { AHEAD } from './run-store.ts';
import { readToday } from './today.ts';
import { decorateRuns, type RunRow, runColumns, summaryOf } from './run-rows.ts';

/** Open and ended runs as one set of rows, `{where}` applied to both before they are put together. */
function bothTables(where: string, order: string): string {
  return `
  SELECT * FROM (
    (SELECT ${runColumns('open')} FROM runs r WHERE ${where} ${order})
    UNION ALL
    (SELECT ${runColumns('ended')} FROM run_history r WHERE ${where} ${order})
  ) AS r ${order}`;
}

const WAITS_BEHIND_HELD = `(r.state = 'queued' AND r.order_key IS NOT NULL
  AND EXISTS (SELECT 1 FROM runs p WHERE p.state = 'held' AND ${AHEAD}))`;

/** Conditions of a filter, as SQL over `r`, with their values. */
function conditionsOf(
  tenant: string,
  filter: RunFilter,
  candidates: readonly string[] | undefined,
): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const parts = [`r.tenant = ${bind(tenant)}`];
  if (filter.states?.length) {
    const chosen = `r.state = ANY(${bind(filter.states)})`;
    parts.push(filter.dependents ? `(${chosen} OR ${WAITS_BEHIND_HELD})` : chosen);
  }
  if (filter.flow) parts.push(`r.flow = ${bind(filter.flow)}`);
  if (filter.cursor) parts.push(`r.id < ${bind(filter.cursor)}::uuid`);
  if (filter.since) parts.push(`r.arrived_at >= ${bind(filter.since)}::timestamptz`);
  const arrivedBefore = earlier(filter.until, filter.endedUntil);
  if (arrivedBefore) {
    // Ids grow with time, so the list begins here instead of passing by everything newer.
    const latest = newId(Math.max(0, Date.parse(arrivedBefore) + CLOCKS_APART_MS));
    parts.push(`r.id < ${bind(latest)}::uuid AND r.day <= ${bind(dayOfId(latest))}::date`);
  }
  if (filter.until) parts.push(`r.arrived_at < ${bind(filter.until)}::timestamptz`);
  if (filter.endedSince) parts.push(`r.ended_at >= ${bind(filter.endedSince)}::timestamptz`);
  if (filter.endedUntil) parts.push(`r.ended_at < ${bind(filter.endedUntil)}::timestamptz`);
  if (candidates) {
    // Ids carry the day of their partition.
    const days = [...new Set(candidates.map(dayOfId))];
    parts.push(`r.id = ANY(${bind(candidates)}::uuid[]) AND r.day = ANY(${bind(days)}::date[])`);
  }
  return { where: parts.join(' AND '), values };
}

/** The earlier of two ISO 8601 moments, or the one there is. */
function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Date.parse(one) < Date.parse(other) ? one : other;
}

/** Clocks of the process that makes ids and of the database are not further apart. */
const CLOCKS_APART_MS = 3_600_000;

/** Runs that a search looks at before other conditions are applied. */
const MOST_CANDIDATES = 1_000;

function openOnly(filter: RunFilter): boolean {
  const states = filter.states ?? [];
  return (
    filter.queue !== undefined ||
    filter.code !== undefined ||
    (states.length > 0 && states.every((state) => state !== 'completed' && state !== 'canceled'))
  );
}

/** Whether only runs that are over are asked for, by the time of their end: open ones have no such column. */
function endedOnly(filter: RunFilter): boolean {
  return filter.endedSince !== undefined || filter.endedUntil !== undefined;
}

async function list(pool: pg.Pool, tenant: string, filter: RunFilter): Promise<Page<RunSummary>> {
  const { search, ...rest } = filter;
  return search?.trim()
    ? await searchRuns(pool, tenant, { ...rest, search })
    : await listOf(pool, tenant, rest, undefined);
}

/** How a search finds runs, the best first. A cursor is one of these and the run after which to go on: `begins~…`. */
const MATCHES = ['exact', 'begins', 'words'] as const;
type Match = (typeof MATCHES)[number];

/** Looks for hits of one kind, when there are many of a better kind among them. */
const MOST_LOOKS = 20;

/**
 * Runs that a text may mean: first those of which it is exactly a number, an address, a name or the id, then those with
 * the beginning of one, then those with its words in the message; each newest first, and each says how it was found.
 */
async function searchRuns(
  pool: pg.Pool,
  tenant: string,
  filter: RunFilter & { readonly search: string },
): Promise<Page<RunSummary>> {
  const { cursor, ...rest } = filter;
  const { limit } = rest;
  const [from, after] = cursor?.split('~') ?? [];
  const items: RunSummary[] = [];
  for (const match of MATCHES.slice(Math.max(0, MATCHES.indexOf(from as Match)))) {
    const last = items.at(-1);
    const left = limit - items.length;
    // Of a full page only whether there is more.
    const page = await runsMatching(
      pool,
      tenant,
      { ...rest, limit: Math.max(1, left) },
      match,
      match === from ? after : undefined,
    );
    if (left === 0 && page.items.length > 0 && last) return { items, next: `${last.match}~${last.id}` };
    if (left > 0) items.push(...page.items);
    if (page.next !== undefined) return { items, next: `${match}~${page.next}` };
  }
  return { items };
}

/** Hits of one kind, without those that are of a better one. */
async function runsMatching(
  pool: pg.Pool,
  tenant: string,
  { search, ...conditions }: Omit<RunFilter, 'cursor'> & { readonly search: string },
  match: Match,
  after: string | undefined,
): Promise<Page<RunSummary>> {
  const { limit, ...others } = conditions;
  // Other conditions may leave few of those that were found.
  const most = Object.values(others).some((value) => value !== undefined) ? MOST_CANDIDATES : limit + 1;
  const items: RunSummary[] = [];
  let before = after;
  // One more than wanted tells whether there is more.
  for (let look = 0; look < MOST_LOOKS && items.length <= limit; look += 1) {
    const wanted = look === 0 ? most : MOST_CANDIDATES;
    const found = await findMatching(pool, tenant, search, match, before, wanted);
    const better =
      match === 'exact'
        ? new Set()
        : await runsWithKey(pool, tenant, search, match === 'begins' ? 'exactly' : 'begun', found);
    const candidates = found.filter((id) => !better.has(id));
    items.push(...(await listOf(pool, tenant, { ...conditions, limit: limit + 1 }, candidates)).items);
    before = found.at(-1);
    if (found.length < wanted) break;
  }
  const shown = items.slice(0, limit).map((item): RunSummary => ({ ...item, match }));
  const last = shown.at(-1);
  return items.length > limit && last ? { items: shown, next: last.id } : { items: shown };
}

async function findMatching(
  pool: pg.Pool,
  tenant: string,
  search: string,
  match: Match,
  before: string | undefined,
  most: number,
): Promise<readonly string[]> {
  if (match === 'exact') return await exactRuns(pool, tenant, search, before, most);
  return await candidatesOf(pool, tenant, search, match === 'begins' ? 'beginning' : 'words', before, most);
}

/** Runs that fit the filter; of `candidates` alone, where there are any. */
async function listOf(
  pool: pg.Pool,
  tenant: string,
  filter: RunFilter,
  candidates: readonly string[] | undefined,
): Promise<Page<RunSummary>> {
  // What only an open run has, and an end.
  if (openOnly(filter) && endedOnly(filter)) return { items: [] };
  const { where, values } = conditionsOf(tenant, filter, candidates);
  const limit = `$${values.push(filter.limit + 1)}`;
  const order = `ORDER BY r.id DESC LIMIT ${limit}`;
  let inner = bothTables(where, order);
  if (endedOnly(filter)) {
    inner = `SELECT ${runColumns('ended')} FROM run_history r WHERE ${where} ${order}`;
  } else if (openOnly(filter)) {
    let only = where;
    // The narrow rows of the work list, instead of what stands inside a million wide ones.
    if (filter.queue !== undefined || filter.code !== undefined) {
      const queue = filter.queue === undefined ? '' : ` AND w.queue = $${values.push(filter.queue)}`;
      const code = filter.code === undefined ? '' : ` AND w.code = $${values.push(filter.code)}`;
      only += ` AND r.id IN (SELECT w.run_id FROM work_items w WHERE w.tenant = r.tenant${queue}${code})`;
    }
    inner = `SELECT ${runColumns('open')} FROM runs r WHERE ${only} ${order}`;
  }
  const { rows } = await pool.query<RunRow>(decorateRuns(inner), values);
  const items = rows.slice(0, filter.limit).map(summaryOf);
  const last = items.at(-1);
  return rows.length > filter.limit && last ? { items, next: last.id } : { items };
}

interface DetailRow extends RunRow {
  event_source_id: string;
  event_type: string;
  event_connection: string;
  event_via: string;
  event_subject: string;
  event_happened_at: Date;
  event_received_at: Date;
  event_data: RunDetail['event']['data'];
  traceparent: string | null;
  journal: JournalEntry[] | null;
}

async function get(pool: pg.Pool, tenant: string, id: string): Promise<RunDetail | undefined> {
  const day = dayOfId(id);
  const inner = bothTables('r.tenant = $1 AND r.id = $2::uuid AND r.day = $3::date', '');
  const { rows } = await pool.query<DetailRow>(
    `SELECT q.*, e.source_id AS event_source_id, e.type AS event_type, e.connection AS event_connection, e.via AS event_via,
      e.subject AS event_subject, e.happened_at AS event_happened_at, e.received_at AS event_received_at,
      e.data AS event_data, e.traceparent,
      (SELECT jsonb_agg(j.entry ORDER BY j.seq) FROM journal j WHERE j.day = $3::date AND j.run_id = $2::uuid) AS journal
    FROM (${decorateRuns(inner)}) q JOIN events e ON e.day = $3::date AND e.id = q.event_id`,
    [tenant, id, day],
  );
  const row = rows[0];
  if (!row) return undefined;
  const order = row.facts.order;
  const related = order ? (await listOf(pool, tenant, { limit: 20 }, await runsOfKey(pool, tenant, order))).items : [];
  return {
    ...summaryOf(row),
    event: {
      id: row.event_source_id,
      type: row.event_type,
      connection: row.event_connection,
      via: row.event_via,
      subject: row.event_subject,
      time: row.event_happened_at.toISOString(),
      receivedAt: row.event_received_at.toISOString(),
      data: row.event_data,
    },
    journal: row.journal ?? [],
    related: related.filter((each) => each.id !== id && each.facts.order === order),
    // Without a trace of its sender a run is its own.
    traceId: row.traceparent?.split('-')[1] ?? id.replaceAll('-', ''),
  };
}

async function changes(
  pool: pg.Pool,
  tenant: string,
  since: string | undefined,
  limit: number,
): Promise<{ ids: readonly string[]; since: string }> {
  const { rows } = await pool.query<{ now: string; ids: string[] | null }>({
    name: 'run-changes',
    text: `SELECT (clock_timestamp() - interval '200 milliseconds')::text AS now, (
        SELECT array_agg(id) FROM (
          (SELECT id FROM runs WHERE tenant = $1 AND updated_at > $2::timestamptz LIMIT $3)
          UNION ALL
          (SELECT id FROM run_history WHERE tenant = $1 AND ended_at > $2::timestamptz LIMIT $3)
        ) AS changed) AS ids`,
    values: [tenant, since ?? 'infinity', limit],
  });
  return { ids: rows[0]?.ids ?? [], since: rows[0]?.now ?? since ?? new Date().toISOString() };
}

/** What screens and commands read of runs, on PostgreSQL. Pages by key; long lists are never counted. */
export function createRunReads(pool: pg.Pool): RunReads {
  return {
    list: (tenant, filter) => list(pool, tenant, filter),
    get: (tenant, id) => get(pool, tenant, id),
    today: (tenant) => readToday(pool, tenant),
    changes: (tenant, since, limit) => changes(pool, tenant, since, limit),
  };
}

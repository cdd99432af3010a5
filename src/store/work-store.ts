import type pg from 'pg';
import type { WorkFilter, WorkGroup, WorkItem, WorkMark, WorkStore } from '../engine/work-ports.ts';
import { setCrosswalkRow } from './crosswalk-store.ts';
import { decorateRuns, type RunRow, runColumns, summaryOf } from './run-rows.ts';
import { normalizeKey } from './run-keys.ts';

/** Work with what is written on it: on the run itself, or else on its cause. */
const MARKED = `work_items w
  LEFT JOIN work_marks g ON g.tenant = w.tenant AND g.cause = w.cause
  LEFT JOIN work_marks m ON m.tenant = w.tenant AND m.run_id = w.run_id`;
const OWNER = 'coalesce(m.owner, g.owner)';
const RESTS = '(coalesce(m.snoozed_until, g.snoozed_until) > now())';

/** Runs that wait behind the one of `w`. */
const BEHIND = `runs q WHERE w.holds_key IS NOT NULL AND q.tenant = w.tenant AND q.flow = w.flow
  AND q.order_key = w.holds_key AND q.state = 'queued' AND q.seq > w.seq`;

/** Only partitions that can hold keys of open work; a run's day and its arrival differ by a clock at most. */
const SINCE_OLDEST = `k.day >= (SELECT (o.arrived_at AT TIME ZONE 'UTC')::date - 1 FROM work_items o
  WHERE o.tenant = $1 ORDER BY o.seq LIMIT 1)`;

function conditionsOf(tenant: string, filter: WorkFilter): { where: string; values: unknown[] } {
  const values: unknown[] = [tenant];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const parts = ['w.tenant = $1'];
  for (const name of ['cause', 'state', 'queue', 'code', 'kind', 'flow'] as const) {
    const wanted = filter[name];
    if (wanted !== undefined) parts.push(`w.${name} = ${bind(wanted)}`);
  }
  // A mere comparison is taken for rare by the planner, which then sorts a million rows to group them.
  if (filter.owner !== undefined) parts.push(`coalesce(coalesce(${OWNER}, '') = ${bind(filter.owner)}, false)`);
  if (filter.snoozed !== undefined) parts.push(`coalesce(${RESTS}, false) = ${bind(filter.snoozed)}`);
  if (filter.runIds !== undefined) parts.push(`w.run_id = ANY(${bind(filter.runIds)}::uuid[])`);
  if (filter.search !== undefined && filter.search.trim() !== '') {
    const key = normalizeKey(filter.search).replace(/[\\%_]/g, '\\$&');
    // All that match: of a common name most are over, and those that need a person would be missing among the first.
    parts.push(
      `w.run_id IN (SELECT k.run_id FROM run_keys k WHERE k.tenant = $1 AND k.key LIKE ${bind(`${key}%`)} AND ${SINCE_OLDEST})`,
    );
  }
  return { where: parts.join(' AND '), values };
}

interface GroupRow {
  cause: string;
  queue: string;
  kind: WorkGroup['kind'] | null;
  code: string;
  text: string;
  count: string;
  held: string;
  failed: string;
  unknown: string;
  behind: string;
  flow: string;
  last_flow: string;
  oldest: Date;
  newest: Date;
  amounts: { currency: string; amount: string }[] | null;
  owner: string | null;
  snoozed_until: Date | null;
  note: string | null;
  first_run: string;
}

async function groups(pool: pg.Pool, tenant: string, filter: WorkFilter, limit: number): Promise<WorkGroup[]> {
  const { where, values } = conditionsOf(tenant, filter);
  const { rows } = await pool.query<GroupRow>(
    `WITH parts AS (
      SELECT w.cause, coalesce(w.currency, '') AS currency, count(*) AS n, sum(w.amount) AS amount, min(w.seq) AS first_seq,
        count(*) FILTER (WHERE w.state = 'held') AS held, count(*) FILTER (WHERE w.state = 'failed') AS failed,
        count(*) FILTER (WHERE w.state = 'unknown') AS unknown, min(w.since) AS oldest, max(w.since) AS newest,
        min(w.flow) AS flow, max(w.flow) AS last_flow
      FROM ${MARKED} WHERE ${where} GROUP BY 1, 2
    ), whole AS (
      SELECT cause, sum(n) AS count, sum(held) AS held, sum(failed) AS failed, sum(unknown) AS unknown, min(oldest) AS oldest,
        max(newest) AS newest, min(first_seq) AS first_seq,
        jsonb_agg(jsonb_build_object('currency', currency, 'amount', amount::text) ORDER BY amount DESC)
          FILTER (WHERE currency <> '' AND amount IS NOT NULL) AS amounts,
        min(flow) AS flow, max(last_flow) AS last_flow
      FROM parts GROUP BY cause ORDER BY sum(unknown) > 0 DESC, min(oldest), cause LIMIT $${values.push(limit)}
    )
    SELECT whole.*, w.queue, w.kind, w.code, w.text, w.run_id AS first_run, g.owner, g.note,
      CASE WHEN g.snoozed_until > now() THEN g.snoozed_until END AS snoozed_until
    FROM whole
    JOIN work_items w ON w.tenant = $1 AND w.cause = whole.cause AND w.seq = whole.first_seq
    LEFT JOIN work_marks g ON g.tenant = $1 AND g.cause = whole.cause
    ORDER BY whole.unknown > 0 DESC, whole.oldest, whole.cause`,
    values,
  );
  const behind = await countBehind(
    pool,
    tenant,
    rows.map((row) => row.cause),
  );
  return rows.map((row) => groupOf({ ...row, behind: behind.get(row.cause) ?? '0' }));
}

/** How many runs wait behind those of each cause. Begins at the runs that wait, of which there are few. */
async function countBehind(pool: pg.Pool, tenant: string, causes: readonly string[]): Promise<Map<string, string>> {
  if (causes.length === 0) return new Map();
  const { rows } = await pool.query<{ cause: string; n: string }>(
    `SELECT w.cause, count(*) AS n FROM runs q
    JOIN work_items w ON w.tenant = q.tenant AND w.flow = q.flow AND w.holds_key = q.order_key AND q.seq > w.seq
    WHERE q.tenant = $1 AND q.state = 'queued' AND q.order_key IS NOT NULL AND w.cause = ANY($2) GROUP BY w.cause`,
    [tenant, causes],
  );
  return new Map(rows.map((row) => [row.cause, row.n]));
}

function groupOf(row: GroupRow): WorkGroup {
  return {
    cause: row.cause,
    queue: row.queue,
    ...(row.kind === null || row.kind === undefined ? {} : { kind: row.kind }),
    code: row.code,
    text: row.text,
    count: Number(row.count),
    held: Number(row.held),
    failed: Number(row.failed),
    unknown: Number(row.unknown),
    behind: Number(row.behind),
    flows: [...new Set([row.flow, row.last_flow])],
    oldestAt: row.oldest.toISOString(),
    newestAt: row.newest.toISOString(),
    amounts: row.amounts ?? [],
    ...(row.owner === null ? {} : { owner: row.owner }),
    ...(row.snoozed_until === null ? {} : { snoozedUntil: row.snoozed_until.toISOString() }),
    ...(row.note === null ? {} : { note: row.note }),
    firstRunId: row.first_run,
  };
}

interface ItemRow extends RunRow {
  work_seq: string;
  work_cause: string;
  work_state: WorkItem['state'];
  work_since: Date;
  work_behind: string;
  work_owner: string | null;
  work_snoozed: Date | null;
}

async function items(
  pool: pg.Pool,
  tenant: string,
  filter: WorkFilter,
  page: { limit: number; cursor?: string },
): Promise<{ items: WorkItem[]; next?: string }> {
  const { where, values } = conditionsOf(tenant, filter);
  const after = page.cursor === undefined ? '' : ` AND w.seq > $${values.push(page.cursor)}::bigint`;
  const chosen = `SELECT w.*, ${OWNER} AS owner, CASE WHEN ${RESTS} THEN coalesce(m.snoozed_until, g.snoozed_until) END AS snoozed
    FROM ${MARKED} WHERE ${where}${after} ORDER BY w.seq LIMIT $${values.push(page.limit + 1)}`;
  const { rows } = await pool.query<ItemRow>(
    decorateRuns(
      `SELECT ${runColumns('open')}, w.seq AS work_seq, w.cause AS work_cause, w.state AS work_state, w.since AS work_since,
        w.owner AS work_owner, w.snoozed AS work_snoozed, (SELECT count(*) FROM ${BEHIND}) AS work_behind
      FROM (${chosen}) w JOIN runs r ON r.id = w.run_id`,
      'r.work_seq',
    ),
    values,
  );
  const found = rows.slice(0, page.limit);
  const last = found.at(-1);
  const result = { items: found.map(itemOf) };
  return rows.length > page.limit && last ? { ...result, next: last.work_seq } : result;
}

function itemOf(row: ItemRow): WorkItem {
  return {
    run: summaryOf(row),
    cause: row.work_cause,
    state: row.work_state,
    since: row.work_since.toISOString(),
    behind: Number(row.work_behind),
    ...(row.work_owner === null ? {} : { owner: row.work_owner }),
    ...(row.work_snoozed === null ? {} : { snoozedUntil: row.work_snoozed.toISOString() }),
  };
}

async function mark(pool: pg.Pool, tenant: string, change: WorkMark): Promise<void> {
  const targets = {
    cause: change.targets.flatMap((each) => ('cause' in each ? [each.cause] : [])),
    run_id: change.targets.flatMap((each) => ('runId' in each ? [each.runId] : [])),
  };
  for (const column of ['cause', 'run_id'] as const) {
    if (targets[column].length === 0) continue;
    await pool.query(
      `INSERT INTO work_marks AS m (tenant, ${column}, owner, snoozed_until, note, marked_by)
      SELECT DISTINCT $1, target, $3, $4::timestamptz, $5, $6 FROM unnest($2::${column === 'cause' ? 'text' : 'uuid'}[]) AS target
      ON CONFLICT (tenant, ${column}) DO UPDATE SET marked_at = now(), marked_by = excluded.marked_by,
        owner = CASE WHEN $7 THEN excluded.owner ELSE m.owner END,
        snoozed_until = CASE WHEN $8 THEN excluded.snoozed_until ELSE m.snoozed_until END,
        note = CASE WHEN $9 THEN excluded.note ELSE m.note END`,
      [
        tenant,
        targets[column],
        change.owner ?? null,
        change.snoozedUntil ?? null,
        change.note ?? null,
        change.by,
        change.owner !== undefined,
        change.snoozedUntil !== undefined,
        change.note !== undefined,
      ],
    );
  }
}

async function behind(pool: pg.Pool, tenant: string, runId: string, limit: number) {
  const count = await pool.query<{ n: string }>(
    `SELECT (SELECT count(*) FROM ${BEHIND}) AS n FROM work_items w WHERE w.tenant = $1 AND w.run_id = $2`,
    [tenant, runId],
  );
  const { rows } = await pool.query<RunRow>(
    decorateRuns(
      `SELECT ${runColumns('open')} FROM work_items w JOIN LATERAL (SELECT q.* FROM ${BEHIND} ORDER BY q.seq LIMIT $3) r ON true
      WHERE w.tenant = $1 AND w.run_id = $2`,
      'r.seq',
    ),
    [tenant, runId, limit],
  );
  return { count: Number(count.rows[0]?.n ?? 0), items: rows.map(summaryOf) };
}

/** The work that needs a person, on PostgreSQL. */
export function createWorkStore(pool: pg.Pool): WorkStore {
  const one = async <T>(text: string, values: unknown[]): Promise<T | undefined> =>
    (await pool.query<{ value: T }>(text, values)).rows[0]?.value;
  return {
    groups: (tenant, filter, limit) => groups(pool, tenant, filter, limit),
    items: (tenant, filter, page) => items(pool, tenant, filter, page),
    count: async (tenant, filter) => {
      const { where, values } = conditionsOf(tenant, filter);
      return Number(await one<string>(`SELECT count(*) AS value FROM ${MARKED} WHERE ${where}`, values));
    },
    ids: async (tenant, filter, limit, after) => {
      const { where, values } = conditionsOf(tenant, filter);
      const from = after === undefined ? '' : ` AND w.seq > $${values.push(after)}::bigint`;
      const { rows } = await pool.query<{ runId: string; seq: string }>(
        `SELECT w.run_id AS "runId", w.seq FROM ${MARKED} WHERE ${where}${from} ORDER BY w.seq LIMIT $${values.push(limit)}`,
        values,
      );
      return rows;
    },
    mark: (tenant, change) => mark(pool, tenant, change),
    behind: (tenant, runId, limit) => behind(pool, tenant, runId, limit),
    deploymentOf: (tenant, runId) =>
      one<string>('SELECT deployment AS value FROM runs WHERE tenant = $1 AND id = $2', [tenant, runId]),
    causeOf: (tenant, runId) =>
      one<string>('SELECT cause AS value FROM work_items WHERE tenant = $1 AND run_id = $2', [tenant, runId]),
    setRow: (tenant, row, by) => setCrosswalkRow(pool, tenant, row, by),
  };
}

import type pg from 'pg';
import type { InboxStore, IntakeReceipt, IntakeRequest } from '../engine/ports.ts';
import { Batcher } from './batcher.ts';
import { isUnavailable } from './database-errors.ts';
import { FairLanes, laneOf } from './fair-lanes.ts';
import { dayOfId, newId } from './ids.ts';
import { jsonbText } from './jsonb.ts';
import { normalizeKey, searchKeysOf } from './run-keys.ts';
import { gatherClause } from './gather-clause.ts';

/** The task that graphile-worker runs for each run. */
export const ADVANCE_TASK = 'advance';

interface Row {
  id: string;
  event: string | null;
  is_new: boolean;
  runs: string[];
  queue_at: number | null;
}

/**
 * Events, the runs they start and the jobs that move those runs: one statement, one commit, for many callers at once.
 * A known event id or dedupe key starts nothing; the caller learns the id of the event that came first.
 */
const statementFor = (gathers: string): string => `
WITH incoming AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(
    id uuid, day date, tenant text, connection text, source_id text, type text, subject text,
    happened_at timestamptz, via text, data jsonb, traceparent text)
), planned AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS x(
    n int, id uuid, day date, tenant text, event_id uuid, deployment uuid, flow text,
    dedupe_key text, order_key text, facts jsonb, keys jsonb, place smallint)
), fresh AS (
  INSERT INTO dedupe_keys (tenant, scope, key, target)
  SELECT tenant, 'event:' || connection, source_id, id FROM incoming
  ON CONFLICT DO NOTHING RETURNING target
), started AS (
  INSERT INTO dedupe_keys (tenant, scope, key, target)
  SELECT p.tenant, 'flow:' || p.flow, p.dedupe_key, p.id FROM planned p JOIN fresh ON fresh.target = p.event_id
  ON CONFLICT DO NOTHING RETURNING target
), stored AS (
  INSERT INTO events (tenant, day, id, connection, source_id, type, subject, happened_at, via, data, traceparent)
  SELECT tenant, day, id, connection, source_id, type, subject, happened_at, via, data, traceparent
  FROM incoming JOIN fresh ON fresh.target = incoming.id
), begun AS (
  INSERT INTO runs (id, tenant, day, event_id, deployment, flow, order_key, facts)
  SELECT p.id, p.tenant, p.day, p.event_id, p.deployment, p.flow, p.order_key, p.facts
  FROM planned p JOIN started ON started.target = p.id ORDER BY p.n
), found AS (
  INSERT INTO run_keys (tenant, key, day, run_id)
  SELECT p.tenant, k.key, p.day, p.id
  FROM planned p JOIN started ON started.target = p.id, jsonb_array_elements_text(p.keys) AS k(key)
), jobs AS (
  SELECT count(*) AS added FROM graphile_worker.add_jobs((
    SELECT coalesce(array_agg((
      '${ADVANCE_TASK}', json_build_object('run', p.id), NULL, NULL, 25, p.id::text, p.place, NULL
    )::graphile_worker.job_spec ORDER BY p.n), '{}')
    FROM planned p JOIN started ON started.target = p.id))
)${gathers}
SELECT i.id, known.target AS event, fresh.target IS NOT NULL AS is_new,
  ARRAY(SELECT p.id FROM planned p JOIN started ON started.target = p.id WHERE p.event_id = i.id) AS runs,
  (SELECT added FROM jobs) AS jobs,
  (SELECT j.priority FROM graphile_worker._private_jobs j
    WHERE j.is_available AND j.priority > 0 AND j.run_at <= now() ORDER BY j.priority LIMIT 1) AS queue_at
FROM incoming i
LEFT JOIN fresh ON fresh.target = i.id
LEFT JOIN dedupe_keys known ON known.tenant = i.tenant AND known.scope = 'event:' || i.connection AND known.key = i.source_id`;

const acceptStatement = statementFor('');
const acceptAndGather = statementFor(gatherClause);

/** The rows that the statements read, as the JSON texts they take. */
function acceptParameters(
  requests: readonly IntakeRequest[],
  lanes: FairLanes | undefined,
): [incoming: string, planned: string, gathered: object[], ids: string[]] {
  // One time for events and runs: a run finds its event by the day they share, also at midnight.
  const now = Date.now();
  const ids: string[] = [];
  const planned: object[] = [];
  const gathered: object[] = [];
  const incoming = requests.map((request) => {
    const { event, runs } = request;
    const id = newId(now);
    ids.push(id);
    for (const run of runs) {
      if (run.gather) {
        const { by, withinMs } = run.gather;
        gathered.push({ event_id: id, tenant: event.tenant, flow: run.flow, by_value: by, within_ms: withinMs });
        continue;
      }
      const runId = newId(now);
      planned.push({
        n: planned.length,
        place: lanes?.place(laneOf(request)) ?? 0,
        id: runId,
        day: dayOfId(runId),
        tenant: event.tenant,
        event_id: id,
        deployment: run.deployment,
        flow: run.flow,
        dedupe_key: run.dedupeKey,
        order_key: run.orderKey,
        facts: run.facts,
        keys: [...new Set([...searchKeysOf(run.facts), ...(run.keys ?? []).map(normalizeKey)])],
      });
    }
    return {
      id,
      day: dayOfId(id),
      tenant: event.tenant,
      connection: event.connection,
      source_id: event.id,
      type: event.type,
      subject: event.subject,
      happened_at: event.time,
      via: event.via,
      data: event.data,
      traceparent: event.traceparent,
    };
  });
  return [jsonbText(incoming), jsonbText(planned), gathered, ids];
}

/**
 * Stores events, runs and gathered subjects over a connection: inside a caller's transaction, or alone.
 * `lanes` gives the runs of each connection their turns; without it they go to the front.
 * @returns one receipt for each request, in their order.
 */
export async function acceptOn(
  client: Pick<pg.Pool | pg.PoolClient, 'query'>,
  requests: readonly IntakeRequest[],
  lanes?: FairLanes,
): Promise<IntakeReceipt[]> {
  const [incoming, planned, gathered, ids] = acceptParameters(requests, lanes);
  const { rows } = await client.query<Row>(
    gathered.length === 0
      ? { name: 'accept-events', text: acceptStatement, values: [incoming, planned] }
      : { name: 'accept-and-gather', text: acceptAndGather, values: [incoming, planned, jsonbText(gathered)] },
  );
  lanes?.queueStands(rows[0]?.queue_at ?? undefined);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const receipts = ids.map((id) => {
    const row = byId.get(id);
    const isNew = row?.is_new ?? false;
    return { eventId: isNew ? id : (row?.event ?? undefined), isNew, runIds: row?.runs ?? [] };
  });
  return await nameFirstEvents(client, requests, receipts);
}

type Unnamed = Omit<IntakeReceipt, 'eventId'> & { readonly eventId: string | undefined };

/**
 * A statement does not see what itself or a neighbour at the same moment has stored: repeats that came together with
 * the first are named after it here.
 */
async function nameFirstEvents(
  client: Pick<pg.Pool | pg.PoolClient, 'query'>,
  requests: readonly IntakeRequest[],
  receipts: readonly Unnamed[],
): Promise<IntakeReceipt[]> {
  const keyOf = ({ event }: IntakeRequest): string => JSON.stringify([event.tenant, event.connection, event.id]);
  const firsts = new Map<string, string>();
  for (const [index, request] of requests.entries()) {
    const receipt = receipts[index];
    if (receipt?.isNew && receipt.eventId !== undefined) firsts.set(keyOf(request), receipt.eventId);
  }
  const open = requests.filter(
    (request, index) => receipts[index]?.eventId === undefined && !firsts.has(keyOf(request)),
  );
  for (const request of open) {
    const { tenant, connection, id } = request.event;
    const { rows } = await client.query<{ target: string }>(
      'SELECT target FROM dedupe_keys WHERE tenant = $1 AND scope = $2 AND key = $3',
      [tenant, `event:${connection}`, id],
    );
    if (rows[0]) firsts.set(keyOf(request), rows[0].target);
  }
  return requests.map((request, index) => {
    const { eventId, isNew, runIds } = receipts[index] ?? { eventId: undefined, isNew: false, runIds: [] };
    return { eventId: eventId ?? firsts.get(keyOf(request)) ?? '', isNew, runIds };
  });
}

/** The inbox on PostgreSQL, with group commit. */
export function createInboxStore(pool: pg.Pool): InboxStore {
  // One flusher: the order of commits is then the order of arrival within this process.
  const lanes = new FairLanes();
  const batcher = new Batcher<IntakeRequest, IntakeReceipt>((requests) => acceptOn(pool, requests, lanes), {
    maximum: 200,
    flushers: 1,
    isolate: (error) => !isUnavailable(error),
  });
  return { accept: (request) => batcher.add(request) };
}

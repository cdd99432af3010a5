import type pg from 'pg';
import type { JournalEntry } from '../core/run/journal.ts';
import { RELEASED_FROM, type RunEvent, type RunState, transition } from '../core/run/states.ts';
import type { CanceledRun, CommandResult, RunCommands } from '../engine/command-ports.ts';
import type { Facts, IntakeRequest } from '../engine/ports.ts';
import type { JsonObject } from '../core/json.ts';
import { dayOfId } from './ids.ts';
import { ADVANCE_TASK, acceptOn } from './inbox-store.ts';
import { inTransaction } from './transaction.ts';
import { randomUUID } from 'node:crypto';

interface OpenRow {
  id: string;
  tenant: string;
  day: string;
  flow: string;
  order_key: string | null;
  seq: string;
  state: RunState;
  step: string | null;
  facts: Facts;
  /** How often the run was claimed. */
  claims: string;
  updated_at: Date;
  unknown_outcome: boolean;
}

type Client = pg.PoolClient;

async function lockOpenRun(client: Client, tenant: string, id: string): Promise<OpenRow | undefined> {
  const { rows } = await client.query<OpenRow>(
    `SELECT id, tenant, day::text AS day, flow, order_key, seq, state, step, facts, lease_token AS claims, updated_at,
      unknown_outcome FROM runs WHERE id = $1 AND tenant = $2 FOR UPDATE`,
    [id, tenant],
  );
  return rows[0];
}

async function append(client: Client, run: OpenRow, entry: JournalEntry): Promise<void> {
  await client.query(
    `INSERT INTO journal (day, run_id, seq, tenant, entry)
      SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4 FROM journal WHERE day = $1 AND run_id = $2`,
    [run.day, run.id, run.tenant, JSON.stringify(entry)],
  );
}

async function addJob(client: Client, runId: string): Promise<void> {
  await client.query(
    `SELECT graphile_worker.add_job('${ADVANCE_TASK}', json_build_object('run', $1::text), job_key => $1::text)`,
    [runId],
  );
}

function refuse(run: OpenRow | undefined, event: RunEvent): CommandResult | undefined {
  if (!run) return { done: false, code: 'run.not-found', message: 'There is no open run with this id.' };
  if (run.state === 'running') {
    return { done: false, code: 'run.wrong-state', message: 'The run is working right now. Try again in a moment.' };
  }
  if (transition(run.state, event)) return undefined;
  return { done: false, code: 'run.wrong-state', message: `A run that is ${run.state} cannot be changed like this.` };
}

type Release = Parameters<RunCommands['release']>[0];

/** Why a run cannot go on like this: of several people who look at it, one may have been quicker. */
function refuseRelease(run: OpenRow | undefined, { verb, seenAt }: Release): CommandResult | undefined {
  const refusal = refuse(run, 'release');
  if (refusal || !run) return refusal;
  const isFrom: readonly RunState[] = RELEASED_FROM[verb];
  if (!isFrom.includes(run.state)) {
    return { done: false, code: 'run.wrong-state', message: `A run that is ${run.state} cannot be changed like this.` };
  }
  if (verb === 'edit' && run.unknown_outcome) {
    const message = 'Nothing is changed before it is known whether the unanswered call took effect.';
    return { done: false, code: 'run.wrong-state', message };
  }
  if (seenAt !== undefined && run.updated_at.getTime() !== Date.parse(seenAt)) {
    const message = `Something has happened since you looked: the run is ${run.state} at step ${run.step ?? ''} now.`;
    return { done: false, code: 'run.wrong-state', message };
  }
  return undefined;
}

async function databaseNow(client: Client): Promise<number> {
  const { rows } = await client.query<{ now: string }>('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now');
  return Math.round(Number(rows[0]?.now));
}

/** Whether a write of the step at which a run stands was sent. */
async function hasWritten(client: Client, { id, day, step }: OpenRow): Promise<boolean> {
  const { rows } = await client.query<{ wrote: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM journal WHERE day = $1 AND run_id = $2 AND entry->>'step' = $3
      AND entry->>'type' IN ('call-sent', 'call-answered') AND entry->>'effect' = 'write') AS wrote`,
    [day, id, step ?? ''],
  );
  return rows[0]?.wrote === true;
}

/** Ends an open run for good and wakes the next one of its ordering key. */
async function endCanceled(client: Client, run: OpenRow, by: string, reason: string): Promise<void> {
  await append(client, run, {
    type: 'canceled',
    at: await databaseNow(client),
    by,
    reason,
  });
  await client.query(
    `WITH gone AS (DELETE FROM runs WHERE id = $1 RETURNING *)
    INSERT INTO run_history (id, tenant, day, event_id, deployment, flow, order_key, state, step, unknown_outcome,
      attempts, facts, warnings, arrived_at, ended_at)
    SELECT id, tenant, day, event_id, deployment, flow, order_key, 'canceled', step, unknown_outcome,
      attempts, facts, warnings, arrived_at, now() FROM gone`,
    [run.id],
  );
  if (run.order_key !== null) {
    const next = await client.query<{ id: string }>(
      `SELECT id FROM runs WHERE tenant = $1 AND flow = $2 AND order_key = $3 AND state = 'queued' ORDER BY seq LIMIT 1`,
      [run.tenant, run.flow, run.order_key],
    );
    for (const row of next.rows) await addJob(client, row.id);
  }
}

/**
 * What people may do to runs, each in one transaction that locks the run first: twenty clicks have one effect.
 * `followUp` says which events a canceled run leaves; they are stored in the same transaction.
 */
export function createRunCommands(
  pool: pg.Pool,
  followUp: (run: CanceledRun) => Promise<readonly IntakeRequest[]> = () => Promise.resolve([]),
): RunCommands {
  return {
    release: (command) =>
      inTransaction(pool, async (client) => {
        const run = await lockOpenRun(client, command.tenant, command.runId);
        const refusal = refuseRelease(run, command);
        if (!run || refusal) return refusal ?? { done: false, code: 'run.not-found', message: 'No such run.' };
        await append(client, run, {
          type: 'released',
          at: await databaseNow(client),
          by: command.by,
          verb: command.verb,
          step: run.step ?? '',
          claims: Number(run.claims),
          ...(command.anew === true ? { anew: true } : {}),
          ...(command.reason === undefined ? {} : { reason: command.reason }),
          ...(command.input === undefined ? {} : { input: command.input }),
          ...(command.output === undefined ? {} : { output: command.output }),
        });
        await client.query(
          `UPDATE runs r SET state = 'queued', wait_until = NULL, hold = NULL, lets_pass = false, attempts = 0, updated_at = now(),
            deployment = CASE WHEN $2 THEN coalesce((SELECT d.id FROM deployments d
              WHERE d.tenant = r.tenant AND d.flow = r.flow AND d.active LIMIT 1), r.deployment) ELSE r.deployment END
          WHERE id = $1`,
          [run.id, command.version === 'newest'],
        );
        await addJob(client, run.id);
        return { done: true, message: 'The run goes on from the step where it stood.' };
      }),

    cancel: (command) =>
      inTransaction(pool, async (client) => {
        const run = await lockOpenRun(client, command.tenant, command.runId);
        const refusal = refuse(run, 'cancel');
        if (!run || refusal) return refusal ?? { done: false, code: 'run.not-found', message: 'No such run.' };
        await endCanceled(client, run, command.by, command.reason);
        const { id, tenant, flow, step, facts } = run;
        const left = await followUp({
          id,
          tenant,
          flow,
          step: step ?? '',
          wrote: await hasWritten(client, run),
          facts,
        });
        if (left.length > 0) await acceptOn(client, left);
        return { done: true, message: 'The run is canceled. Later runs of the same record go on.' };
      }),

    replay: (command) =>
      inTransaction(pool, async (client) => {
        const open = command.instead === true ? await lockOpenRun(client, command.tenant, command.runId) : undefined;
        const refusal = command.instead === true ? refuse(open, 'cancel') : undefined;
        if (refusal) return refusal;
        const source = await readReplaySource(client, command);
        if (!source) return { done: false, code: 'run.not-found', message: 'There is no run with this id.' };
        const [receipt] = await acceptOn(client, [source]);
        const newRunId = receipt?.runIds[0];
        if (!newRunId) {
          return {
            done: false,
            code: 'run.wrong-state',
            message: `Flow ${source.runs[0]?.flow} is not deployed any more.`,
          };
        }
        if (open) await endCanceled(client, open, command.by, `Run again as ${newRunId}`);
        return { done: true, message: 'A new run was started from the same event.', newRunId };
      }),
  };
}

interface ReplayRow {
  flow: string;
  order_key: string | null;
  facts: Record<string, string>;
  deployment: string | null;
  connection: string;
  type: string;
  subject: string;
  happened_at: Date;
  data: JsonObject;
  source_id: string;
}

/** The run's event again, under an id of its own, for the flow's live deployment or the run's own. */
async function readReplaySource(
  client: Client,
  { tenant, runId, version }: Parameters<RunCommands['replay']>[0],
): Promise<IntakeRequest | undefined> {
  const { rows } = await client.query<ReplayRow>(
    `WITH run AS (
      SELECT tenant, day, event_id, flow, order_key, facts, deployment FROM runs WHERE id = $1 AND tenant = $2
      UNION ALL
      SELECT tenant, day, event_id, flow, order_key, facts, deployment FROM run_history WHERE id = $1 AND tenant = $2 AND day = $3
    )
    SELECT run.flow, run.order_key, run.facts, d.id AS deployment, e.connection, e.type, e.subject, e.happened_at, e.data, e.source_id
    FROM run JOIN events e ON e.day = run.day AND e.id = run.event_id
    LEFT JOIN deployments d ON d.tenant = run.tenant AND d.flow = run.flow
      AND (CASE WHEN $4 THEN d.id = run.deployment ELSE d.active END)`,
    [runId, tenant, dayOfId(runId), version === 'same'],
  );
  const row = rows[0];
  if (!row) return undefined;
  const mark = `replay:${randomUUID()}`;
  return {
    event: {
      tenant,
      connection: row.connection,
      id: `${mark}:${row.source_id}`.slice(0, 200),
      type: row.type,
      subject: row.subject,
      time: row.happened_at.toISOString(),
      data: row.data,
      via: 'replay',
    },
    runs:
      row.deployment === null
        ? []
        : [
            {
              deployment: row.deployment,
              flow: row.flow,
              dedupeKey: mark,
              facts: row.facts,
              ...(row.order_key === null ? {} : { orderKey: row.order_key }),
            },
          ],
  };
}

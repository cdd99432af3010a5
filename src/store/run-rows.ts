import type { Failure } from '../core/failure.ts';
import type { Hold } from '../core/run/journal.ts';
import type { RunState } from '../core/run/states.ts';
import type { Facts } from '../engine/ports.ts';
import type { RunSummary } from '../engine/read-ports.ts';
import { AHEAD } from './run-store.ts';

/** A run as the reading statements give it. */
export interface RunRow {
  id: string;
  flow: string;
  flow_title: string | null;
  flow_version: number | null;
  state: RunState;
  facts: Facts;
  step: string | null;
  hold: (Hold & { step: string }) | null;
  failure: (Failure & { step: string }) | null;
  unknown_outcome: boolean;
  attempts: number;
  warnings: string[];
  arrived_at: Date;
  updated_at: Date;
  ended_at: Date | null;
  wait_until: Date | null;
  behind: { id: string; state: RunState; order: string; queue: string | null; reason: string | null } | null;
}

/** The same columns from both tables, so that their rows can be put together. */
export function runColumns(table: 'open' | 'ended'): string {
  const own =
    table === 'open'
      ? 'r.hold, r.failure, r.wait_until, r.updated_at, NULL::timestamptz AS ended_at, r.seq'
      : 'NULL::jsonb AS hold, NULL::jsonb AS failure, NULL::timestamptz AS wait_until, r.ended_at AS updated_at, r.ended_at, NULL::bigint AS seq';
  return `r.id, r.tenant, r.flow, r.deployment, r.event_id, r.order_key, r.state, r.facts, r.step, r.unknown_outcome,
    r.attempts, r.warnings, r.arrived_at, ${own}`;
}

/** Rows of {@link runColumns} with titles, versions, and what each waits behind; newest first unless `order` says otherwise. */
export const decorateRuns = (inner: string, order = 'r.id DESC'): string => `
SELECT r.*, v.title AS flow_title, d.version AS flow_version, (
    SELECT jsonb_build_object('id', p.id, 'state', p.state, 'order', coalesce(p.facts->>'order', p.id::text),
      'queue', p.hold->>'queue', 'reason', p.hold->>'reason') FROM runs p
    WHERE r.state = 'queued' AND r.order_key IS NOT NULL AND ${AHEAD}
    ORDER BY p.state = 'held' DESC, p.seq LIMIT 1) AS behind
FROM (${inner}) r
LEFT JOIN deployments d ON d.id = r.deployment
LEFT JOIN flow_versions v ON v.tenant = d.tenant AND v.flow = d.flow AND v.version = d.version
ORDER BY ${order}`;

export function summaryOf(row: RunRow): RunSummary {
  return {
    id: row.id,
    flow: row.flow,
    flowTitle: row.flow_title ?? row.flow,
    flowVersion: row.flow_version ?? 0,
    state: row.state,
    facts: row.facts,
    // Of a canceled run, too: a new one could do a second time what the unanswered call did.
    unknownOutcome: row.state !== 'completed' && row.unknown_outcome,
    arrivedAt: row.arrived_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    attempts: row.attempts,
    warnings: row.warnings,
    ...(row.step === null ? {} : { step: row.step }),
    ...(row.hold === null ? {} : { hold: row.hold }),
    ...(row.failure === null ? {} : { failure: row.failure }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at.toISOString() }),
    ...(row.wait_until === null || hasNoEnd(row) ? {} : { until: row.wait_until.toISOString() }),
    ...(row.behind === null ? {} : behindOf(row.behind)),
  };
}

/** What a run waits for that somebody has to end; its own time is only a look in case nobody tells it. */
const WITHOUT_END: readonly string[] = ['connection.paused', 'connection.breaker-open', 'flow.paused', 'source.paused'];

function hasNoEnd({ state, failure }: RunRow): boolean {
  return state === 'waiting' && failure !== null && WITHOUT_END.includes(failure.code);
}

function behindOf({ id, state, order, queue, reason }: NonNullable<RunRow['behind']>): Partial<RunSummary> {
  if (state !== 'held') return { behind: id };
  return { behind: id, behindHold: { order, queue: queue ?? '', reason: reason ?? '' } };
}

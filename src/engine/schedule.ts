import type { JsonObject } from '../core/json.ts';
import { type Going, keepLooking } from './keep-looking.ts';
import { factsOf } from './plan-runs.ts';
import type { Clock, InboundEvent, InboxStore, IntakeRequest, ScheduleStore } from './ports.ts';
import type { LiveFlow, Programs } from './programs.ts';
import { decideTick, nextTick } from './schedule-ticks.ts';

export interface ScheduleDeps {
  readonly store: ScheduleStore;
  readonly programs: Programs;
  readonly clock: Clock;
  readonly log: (message: string, fields: Record<string, unknown>) => void;
}

/** Why a flow was started without an event of a connected system. */
export interface Start {
  /** Milliseconds since 1970. */
  readonly plannedAt: number;
  /** `schedule`, or the person. */
  readonly by: string;
  /** Makes the same start known again. */
  readonly id: string;
  readonly input?: JsonObject;
}

/** Event and run of a flow that the clock or a person starts. Runs of one flow go one after the other. */
export function startRequest({ deployment, program }: LiveFlow, start: Start): IntakeRequest {
  const byClock = start.by === 'schedule';
  const plannedAt = new Date(start.plannedAt).toISOString();
  const data: JsonObject = {
    plannedAt,
    scheduledBy: start.by,
    ...(start.input === undefined ? {} : { input: start.input }),
  };
  const event: InboundEvent = {
    tenant: deployment.tenant,
    connection: 'landbridge',
    id: start.id,
    type: byClock ? 'landbridge.schedule' : 'landbridge.manual',
    subject: deployment.flow,
    time: plannedAt,
    data,
    via: byClock ? 'schedule' : 'manual',
  };
  const variables = { event: data, settings: { ...program.settings, ...deployment.settings } };
  const facts = { reference: plannedAt, ...factsOf(program.facts, variables) };
  const { id, flow } = deployment;
  return { event, runs: [{ deployment: id, flow, dedupeKey: start.id, orderKey: 'schedule', facts }] };
}

/** Whether a person may start a flow: those that the clock starts, and those that name the event of a person. */
export function canStart({ program }: LiveFlow): boolean {
  return program.trigger.schedule !== undefined || program.trigger.events.includes('landbridge.manual');
}

export type FlowStarted =
  | { readonly runId: string }
  /** Events of a connected system start it, or there is no such flow. */
  | { readonly refused: 'unknown' | 'by-events' };

/** Starts a flow because a person asked; resolves when the run is on disk. The same `id` starts it once. */
export async function startFlow(
  deps: { readonly inbox: InboxStore; readonly programs: Programs; readonly clock: Clock },
  start: {
    readonly tenant: string;
    readonly flow: string;
    readonly by: string;
    readonly id: string;
    readonly input?: JsonObject;
  },
): Promise<FlowStarted> {
  const flows = await deps.programs.active();
  const live = flows.find(({ deployment }) => deployment.tenant === start.tenant && deployment.flow === start.flow);
  if (!live) return { refused: 'unknown' };
  if (!canStart(live)) return { refused: 'by-events' };
  const { by, id, input } = start;
  const plannedAt = deps.clock.now();
  const receipt = await deps.inbox.accept(
    startRequest(live, { plannedAt, by, id, ...(input === undefined ? {} : { input }) }),
  );
  return { runId: receipt.runIds[0] ?? '' };
}

/** Another process may have looked instead, or the schedule may have changed: look again at the latest then. */
const LOOK_MS = 30_000;

/**
 * Looks at every schedule that may have a tick. `dueAt` remembers, by flow and schedule, when that is next.
 * @throws errors of the database.
 */
export async function tickOnce(deps: ScheduleDeps, dueAt: Map<string, number>): Promise<number> {
  let started = 0;
  for (const live of await deps.programs.active()) {
    const { schedule } = live.program.trigger;
    if (!schedule) continue;
    const { tenant, flow } = live.deployment;
    const spec = { ...schedule } as JsonObject;
    const key = JSON.stringify([tenant, flow, spec]);
    if ((dueAt.get(key) ?? 0) > performance.now()) continue;
    const looked = await deps.store.tick(
      { tenant, flow, spec },
      (last, now) => decideTick(schedule, last, now),
      (plannedAt) =>
        startRequest(live, { plannedAt, by: 'schedule', id: `${flow}@${new Date(plannedAt).toISOString()}` }),
    );
    if (looked?.started === true) started += 1;
    const next = looked && nextTick(schedule, looked.last);
    // Monotonic, because a clock that is set back must not keep anybody from looking.
    const pauseMs = next === undefined ? LOOK_MS : Math.min(Math.max(0, next - deps.clock.now()), LOOK_MS);
    dueAt.set(key, performance.now() + pauseMs);
  }
  return started;
}

/** Keeps all schedules; `stop` waits for the look under way. */
export function startSchedules(deps: ScheduleDeps): Going {
  const dueAt = new Map<string, number>();
  return keepLooking({
    look: () => tickOnce(deps, dueAt),
    pauseMs: () => 500,
    onInterrupted: (reason) => deps.log('schedules were interrupted', { reason }),
  });
}

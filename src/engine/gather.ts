import type { JsonObject } from '../core/json.ts';
import type { GatherStore, Gathering } from './gather-ports.ts';
import { type Going, keepLooking } from './keep-looking.ts';
import type { Clock, Facts, InboundEvent, IntakeRequest } from './ports.ts';
import { factsOf, planRuns } from './plan-runs.ts';
import type { LiveFlow, Programs } from './programs.ts';

export interface GatherDeps {
  readonly store: GatherStore;
  readonly programs: Programs;
  readonly clock: Clock;
  readonly log: (message: string, fields: Record<string, unknown>) => void;
  /** A name that no other gathering has. */
  readonly newName: () => string;
}

/** The run of one gathering: its event, with the newest event of each subject, and what it is found by. */
export function gatheredRequest(live: LiveFlow, gathering: Gathering, name: string, now: number): IntakeRequest {
  const { deployment, program } = live;
  const { by, events } = gathering;
  const [first] = events;
  const subjects = events.map((event) => event.subject);
  const items: JsonObject[] = events.map((event) => ({ ...event.data, subject: event.subject }));
  const data: JsonObject = { items, count: items.length, by };
  const id = `gather:${deployment.flow}:${name}`;
  const variables = { event: data, settings: { ...program.settings, ...deployment.settings } };
  const facts: Facts = { order: titleOf(subjects), ...factsOf(program.facts, variables) };
  return {
    event: {
      tenant: deployment.tenant,
      connection: first?.connection ?? '',
      id,
      type: first?.type ?? '',
      subject: subjects.length === 1 ? (subjects[0] ?? '') : by || `${subjects.length} records`,
      // When the newest of what it stands for happened.
      time: events.reduce(
        (latest, { time }) => (time > latest ? time : latest),
        first?.time ?? new Date(now).toISOString(),
      ),
      data,
      via: 'gather',
    },
    runs: [
      {
        deployment: deployment.id,
        flow: deployment.flow,
        dedupeKey: id,
        orderKey: `gather:${by}`,
        facts,
        keys: subjects,
      },
    ],
  };
}

/** What lists show of a run over several records. */
function titleOf(subjects: readonly string[]): string {
  const [first = '', ...others] = subjects;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** Events that were gathered for a flow which gathers no more: each is planned as if it had just come. */
function regrouped(live: LiveFlow, gathering: Gathering): IntakeRequest[] {
  return gathering.events.map(({ sourceId, connection, type, subject, time, data }) => {
    const told = { connection, type, subject, time, data };
    const event: InboundEvent = { ...told, tenant: live.deployment.tenant, id: `gathered:${sourceId}`, via: 'gather' };
    return { event, runs: planRuns(event, [live]) };
  });
}

/**
 * Takes what is due, once for each flow. Answers whether anything was due: then there may be more in a moment.
 * @throws errors of the database.
 */
export async function gatherOnce(deps: GatherDeps): Promise<boolean> {
  const flows = await deps.programs.active();
  if (!flows.some(({ program }) => program.trigger.gather)) return false;
  let any = false;
  for (const tenant of new Set(flows.map(({ deployment }) => deployment.tenant))) {
    const own = flows.filter(({ deployment }) => deployment.tenant === tenant);
    const due = await deps.store.due(
      tenant,
      own.map(({ deployment }) => deployment.flow),
    );
    for (const live of own.filter(({ deployment }) => due.includes(deployment.flow))) {
      any = true;
      await takeDue(deps, live);
    }
  }
  return any;
}

const UNGATHERED = { size: 100, spacingMs: 0 };

async function takeDue(deps: GatherDeps, live: LiveFlow): Promise<void> {
  const { tenant, flow } = live.deployment;
  const { gather } = live.program.trigger;
  const { size, spacingMs } = gather ?? UNGATHERED;
  await deps.store.take({ tenant, flow, size, spacingMs }, (gatherings) =>
    gatherings.flatMap((each) =>
      gather ? [gatheredRequest(live, each, deps.newName(), deps.clock.now())] : regrouped(live, each),
    ),
  );
}

const IDLE_MS = 250;
/** While subjects wait for the run ahead of them to end. */
const BUSY_MS = 60;

/** Keeps gathering; `stop` waits for the round under way. */
export function startGathering(deps: GatherDeps): Going {
  return keepLooking({
    look: () => gatherOnce(deps),
    pauseMs: (busy) => (busy ? BUSY_MS : IDLE_MS),
    onInterrupted: (reason) => deps.log('gathering was interrupted', { reason }),
  });
}

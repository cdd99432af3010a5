import type { Intake } from './intake.ts';
import type { Connections, InboundEvent, PollRequests, PollSource } from './ports.ts';
import { watcherOf } from './watch.ts';
import type { WatchStore } from './watch-ports.ts';

/** Events within this time ask a poll once. */
const GATHER_MS = 100;

export interface LookSoonerDeps {
  readonly connections: Pick<Connections, 'polls'>;
  readonly requests: PollRequests;
  readonly watch: Pick<WatchStore, 'hint'>;
  readonly log: (message: string, fields: Record<string, unknown>) => void;
}

/**
 * An intake after which a poll looks at once, where an event hints at what only that poll can tell: at the record that
 * the event names, if it is linked. Most of what a system tells of concerns nobody here. The sender does not wait for
 * it; what is lost here with a crash is found at the poll's own interval.
 */
export function lookSooner(intake: Intake, deps: LookSoonerDeps): Intake {
  let told: InboundEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    const events = told;
    told = [];
    const sources = await deps.connections.polls();
    await Promise.all(sources.map((source) => askOne(deps, source, wantedBy(source, events))));
  };
  return {
    accept: async (event) => {
      const receipt = await intake.accept(event);
      if (receipt.isNew) {
        told.push(event);
        timer ??= setTimeout(() => {
          timer = undefined;
          ask().catch((error: unknown) =>
            deps.log('polls could not be asked sooner', {
              reason: error instanceof Error ? error.message : String(error),
            }),
          );
        }, GATHER_MS);
      }
      return receipt;
    },
  };
}

/** What a poll is asked to look at: the records that are named, and whether something is not named. */
interface Wanted {
  readonly ids: readonly string[];
  readonly unnamed: boolean;
}

function wantedBy({ tenant, connection, hints, watches }: PollSource, events: readonly InboundEvent[]): Wanted {
  const ids = new Set<string>();
  let unnamed = false;
  for (const event of events) {
    const field = event.tenant === tenant && event.connection === connection ? hints?.[event.type] : undefined;
    if (field === undefined) continue;
    const id = event.data[field];
    if (watches !== undefined && typeof id === 'string' && id !== '') ids.add(id);
    else unnamed = true;
  }
  return { ids: [...ids], unnamed };
}

async function askOne(deps: LookSoonerDeps, source: PollSource, { ids, unnamed }: Wanted): Promise<void> {
  const linked = ids.length > 0 ? await deps.watch.hint(watcherOf(source), ids) : 0;
  if (linked > 0 || unnamed) await deps.requests.requestPoll(source.tenant, source.connection, source.name);
}

import type {
  BreakerKey,
  BreakerStore,
  MaintenanceWindow,
  ParkedCounts,
  Pause,
  PauseStore,
  WindowStore,
} from './away-ports.ts';
import { afterEvent } from './breaker.ts';
import type { Breakers } from './breakers.ts';
import { readParkedOn } from './pauses.ts';
import { nextOccurrence, type Occurrence, shortestBreak, windowFault } from './windows.ts';
import type { Pauses } from './pauses.ts';
import type { Clock } from './ports.ts';

/** How many runs wait, and since when the first of them is here. Times are milliseconds since 1970. */
export interface Waiting {
  readonly count: number;
  readonly oldestAt: number;
}

/** A window of the calendar with its next time; without one it is over for good. */
export type PlannedWindow = MaintenanceWindow & { readonly next?: Occurrence };

/** What people do about systems that are away, and see of them. */
export interface Standstill {
  pauses(tenant: string): Promise<readonly Pause[]>;
  pause(pause: Omit<Pause, 'since'>): Promise<boolean>;
  resume(pause: Pick<Pause, 'tenant' | 'kind' | 'name'>): Promise<boolean>;
  /** Stops one operation until a person lets it go. */
  isolate(key: BreakerKey, reason: string, by: string): Promise<void>;
  /** Lets an operation work again; false when it was working. */
  close(key: BreakerKey, reason: string | undefined, by: string): Promise<boolean>;
  windows(tenant: string): Promise<readonly PlannedWindow[]>;
  /** Words say what is wrong with a window that can never be. */
  addWindow(tenant: string, window: Omit<MaintenanceWindow, 'id'>): Promise<PlannedWindow | { readonly fault: string }>;
  removeWindow(tenant: string, connection: string, id: string): Promise<boolean>;
  /** Runs that wait, by flow and by connection. */
  waiting(
    tenant: string,
  ): Promise<{ readonly flows: ReadonlyMap<string, Waiting>; readonly connections: ReadonlyMap<string, Waiting> }>;
}

export interface StandstillDeps {
  readonly pauseStore: PauseStore;
  readonly breakerStore: BreakerStore;
  readonly windowStore: WindowStore;
  readonly parked: ParkedCounts;
  /** Those of this process, told to look again at once. */
  readonly pauses: Pauses;
  readonly breakers: Breakers;
  readonly clock: Clock;
}

/** Windows beyond this are no maintenance. */
const LONGEST_MINUTES = 7 * 24 * 60;
const MINUTE_MS = 60_000;

/** Makes the verbs over the stores; all processes follow within a second. */
export function createStandstill(deps: StandstillDeps): Standstill {
  const { pauseStore, breakerStore, windowStore, parked, pauses, breakers, clock } = deps;
  const planned = (window: MaintenanceWindow): PlannedWindow => {
    const next = nextOccurrence(window, clock.now());
    return next ? { ...window, next } : window;
  };
  return {
    pauses: async (tenant) => (await pauseStore.list()).filter((each) => each.tenant === tenant),
    pause: async (pause) => {
      const changed = await pauseStore.pause(pause);
      pauses.forget();
      return changed;
    },
    resume: async (pause) => {
      const changed = await pauseStore.resume(pause);
      pauses.forget();
      return changed;
    },
    isolate: async (key, reason, by) => {
      await breakerStore.change(key, (kept, now) => afterEvent(kept, { type: 'isolate', reason, by }, now));
      breakers.forget();
      await breakers.standing();
    },
    close: async (key, reason, by) => {
      const event = { type: 'close', by, ...(reason === undefined ? {} : { reason }) } as const;
      const { changed } = await breakerStore.change(key, (kept, now) => afterEvent(kept, event, now));
      breakers.forget();
      await breakers.standing();
      return changed;
    },
    windows: async (tenant) => (await windowStore.list(tenant)).map(planned),
    addWindow: async (tenant, window) => {
      const fault = faultOf(window, clock.now());
      if (fault !== undefined) return { fault };
      return planned(await windowStore.add(tenant, window));
    },
    removeWindow: (tenant, connection, id) => windowStore.remove(tenant, connection, id),
    waiting: async (tenant) => {
      const flows = new Map<string, Waiting>();
      const connections = new Map<string, Waiting>();
      for (const { on, count, oldestAt } of await parked.count(tenant)) {
        const stop = readParkedOn(on);
        if (!stop) continue;
        const [name = ''] = stop.kind === 'operation' ? stop.name.split('/') : [stop.name];
        const map = stop.kind === 'flow' ? flows : connections;
        const known = map.get(name);
        map.set(name, {
          count: (known?.count ?? 0) + count,
          oldestAt: Math.min(known?.oldestAt ?? oldestAt, oldestAt),
        });
      }
      return { flows, connections };
    },
  };
}

function faultOf(window: Omit<MaintenanceWindow, 'id'>, now: number): string | undefined {
  if (window.minutes > LONGEST_MINUTES) return 'A window lasts a week at most; pause the connection instead.';
  if ((window.startsAt === undefined) === (window.cron === undefined))
    return 'Say either when the window begins, or by which pattern it comes again and again.';
  const fault = windowFault(window);
  if (fault !== undefined) return fault;
  if (!nextOccurrence(window, now)) return 'The window is over already.';
  return drainFault(window, now);
}

/** A drain as long as the break between two windows would let no new step begin, ever. */
function drainFault(window: Omit<MaintenanceWindow, 'id'>, now: number): string | undefined {
  const overMs = shortestBreak(window, now);
  if (overMs === undefined || window.drainMinutes * MINUTE_MS < overMs) return undefined;
  if (overMs === 0) return 'Each window begins before the one before it is over; pause the connection instead.';
  return `Between two of these windows are ${Math.floor(overMs / MINUTE_MS)} minutes, and the connection would drain for ${window.drainMinutes} of them, so no new step could ever begin. Let it drain for a shorter time.`;
}

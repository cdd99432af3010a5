import type { ParkedGroup, ParkedStore } from './away-ports.ts';
import type { Breakers } from './breakers.ts';
import { type Going, keepLooking } from './keep-looking.ts';
import { parkedOn, type Pauses, readParkedOn } from './pauses.ts';
import type { Connections } from './ports.ts';

export interface RefillDeps {
  readonly parked: ParkedStore;
  readonly connections: Connections;
  readonly breakers: Breakers;
  readonly pauses: Pauses;
  readonly log: (message: string, fields: Record<string, unknown>) => void;
}

/** So many runs go on in the first second after a system is back; twice as many in each second after that. */
const FIRST_PORTION = 4;
/** Most in one second; what the connection lets through at once is its own limits' business. */
const LARGEST_PORTION = 256;
/** Nothing is added while so many jobs that go first are due anyway: the others keep their turn. */
const BACKLOG = 100;
/** A breaker lets one call try; the run that is woken for it may have a write to make, so a few are woken. */
const TO_TRY = 3;
const TRY_PAUSE_MS = 5_000;
const LOOK_MS = 1_000;

/** How many runs may be woken, so long after the way became free. */
export function portionAfter(freeForMs: number): number {
  return Math.min(LARGEST_PORTION, FIRST_PORTION * 2 ** Math.min(16, Math.floor(Math.max(0, freeForMs) / 1_000)));
}

/** Remembers since when each group is free, and when somebody was last woken to try; milliseconds of this process. */
export interface RefillMemory {
  readonly freeSince: Map<string, number>;
  readonly triedAt: Map<string, number>;
}

type Way = 'free' | 'to-try' | 'closed';

async function wayOf(deps: RefillDeps, { tenant, on }: ParkedGroup): Promise<Way> {
  const stop = readParkedOn(on);
  // What no release knows of keeps nobody waiting.
  if (!stop) return 'free';
  const { kind, name } = stop;
  if (kind === 'flow' || kind === 'source') return (await deps.pauses.isPaused(tenant, kind, name)) ? 'closed' : 'free';
  const [connection = '', ...rest] = kind === 'operation' ? name.split('/') : [name];
  const found = await deps.connections.get(tenant, connection);
  if ('gone' in found && found.gone === 'paused') return 'closed';
  if (kind === 'connection') return deps.connections.closing(tenant, connection) ? 'closed' : 'free';
  const breaker = await deps.breakers.isFree({ tenant, connection, operation: rest.join('/') });
  return breaker === 'yes' ? 'free' : breaker === 'to-try' ? 'to-try' : 'closed';
}

/**
 * Wakes parked runs whose way is free again: a few at first, more each second. Of what a breaker holds back, a few when
 * it is time to try. Answers how many.
 * @throws errors of the database.
 */
export async function refillOnce(deps: RefillDeps, memory: RefillMemory): Promise<number> {
  const groups = await deps.parked.groups();
  const now = performance.now();
  const present = new Set(groups.map(({ tenant, on }) => `${tenant} ${on}`));
  for (const map of [memory.freeSince, memory.triedAt])
    for (const key of map.keys()) if (!present.has(key)) map.delete(key);
  await closeUnused(deps, present);
  let woken = 0;
  for (const group of groups) {
    const key = `${group.tenant} ${group.on}`;
    const way = await wayOf(deps, group);
    if (way !== 'free') memory.freeSince.delete(key);
    if (way === 'closed') continue;
    if (way === 'to-try') {
      if (now - (memory.triedAt.get(key) ?? Number.NEGATIVE_INFINITY) < TRY_PAUSE_MS) continue;
      memory.triedAt.set(key, now);
      woken += await deps.parked.wake(group, TO_TRY, Number.MAX_SAFE_INTEGER);
      continue;
    }
    const freeSince = memory.freeSince.get(key) ?? now;
    memory.freeSince.set(key, freeSince);
    woken += await deps.parked.wake(group, portionAfter(now - freeSince), BACKLOG);
  }
  return woken;
}

/** Where runs are parked, one of them is woken to try. Where none is, nobody may ever come. */
async function closeUnused({ breakers }: RefillDeps, waitedFor: ReadonlySet<string>): Promise<void> {
  for (const { tenant, connection, operation, mode } of await breakers.standing()) {
    const on = parkedOn({ kind: 'operation', name: `${connection}/${operation}` });
    if (mode !== 'isolated' && !waitedFor.has(`${tenant} ${on}`))
      await breakers.lapse({ tenant, connection, operation });
  }
}

/** Looks every second for parked runs that may go on; `stop` waits for the look under way. */
export function startRefilling(deps: RefillDeps): Going {
  const memory: RefillMemory = { freeSince: new Map(), triedAt: new Map() };
  return keepLooking({
    look: () => refillOnce(deps, memory),
    pauseMs: () => LOOK_MS,
    onInterrupted: (reason) => deps.log('waiting runs could not be looked at', { reason }),
  });
}

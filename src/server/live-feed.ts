import type { LiveEvent } from '../api/types.ts';
import type { ServerDeps } from './deps.ts';
import { lightOf } from './wire.ts';

/** Takes an event; `id` is where a listener may resume. */
type LiveListener = (event: LiveEvent, id: string | undefined) => void;

/** Tells listeners what changed. Reads the database only while somebody listens, once for all of them. */
export interface LiveFeed {
  /** Starts telling; with the id of the last event known, what was missed comes first. Answers how to stop. */
  listen(listener: LiveListener, lastEventId: string | undefined): () => void;
  /** Calls `onEnd` of nobody: listeners end their own streams. Stops reading for good. */
  close(): void;
}

interface FeedOptions {
  readonly intervalMs?: number;
}

/** Changes named in one event; more at once are told as `reload`. */
const MOST_CHANGES = 200;
/** `today` and the lights are looked at every this many readings. */
const SLOW_EVERY = 4;

/** Makes the feed of this process. */
export function createLiveFeed(
  deps: Pick<ServerDeps, 'tenant' | 'runs' | 'connections' | 'connectionHealth' | 'log'>,
  { intervalMs = 500 }: FeedOptions = {},
): LiveFeed {
  const listeners = new Set<LiveListener>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  let since: string | undefined;
  let turn = 0;
  let todayIsOld = false;
  let lights: ReadonlyMap<string, string> | undefined;
  let failing = false;

  const tell = (event: LiveEvent): void => {
    for (const listener of listeners) listener(event, since);
  };

  const readRuns = async (): Promise<void> => {
    const known = since;
    const changes = await deps.runs.changes(deps.tenant, known, MOST_CHANGES);
    since = changes.since;
    if (known === undefined || changes.ids.length === 0) return;
    todayIsOld = true;
    tell(changes.ids.length >= MOST_CHANGES ? { type: 'reload' } : { type: 'runs', ids: [...changes.ids] });
  };

  const readLights = async (): Promise<void> => {
    const health = new Map(deps.connectionHealth().map((entry) => [entry.name, entry]));
    const records = await deps.connections.list(deps.tenant);
    const now = new Map(
      records.map((record) => [
        record.name,
        JSON.stringify([lightOf(record, health.get(record.name)), record.updatedAt, record.lastTest?.at]),
      ]),
    );
    const before = lights;
    lights = now;
    if (before === undefined) return;
    const names = [...new Set([...before.keys(), ...now.keys()])].filter((name) => before.get(name) !== now.get(name));
    if (names.length > 0) tell({ type: 'connections', names });
  };

  const read = async (): Promise<void> => {
    try {
      await readRuns();
      if (turn % SLOW_EVERY === 0) {
        await readLights();
        if (todayIsOld) tell({ type: 'today' });
        todayIsOld = false;
      }
      turn += 1;
      failing = false;
    } catch (error) {
      if (!failing) deps.log.warn({ err: error }, 'live changes cannot be read for now');
      failing = true;
    }
    schedule(failing ? intervalMs * SLOW_EVERY : intervalMs);
  };

  const schedule = (pauseMs: number): void => {
    timer = undefined;
    if (closed || listeners.size === 0) {
      // Whoever comes next starts from their own present, not from ours.
      since = undefined;
      lights = undefined;
      return;
    }
    timer = setTimeout(() => void read(), pauseMs);
  };

  const catchUp = async (listener: LiveListener, lastEventId: string): Promise<void> => {
    try {
      const missed = await deps.runs.changes(deps.tenant, lastEventId, MOST_CHANGES);
      if (missed.ids.length >= MOST_CHANGES) listener({ type: 'reload' }, missed.since);
      else if (missed.ids.length > 0) listener({ type: 'runs', ids: [...missed.ids] }, missed.since);
      listener({ type: 'today' }, missed.since);
    } catch {
      listener({ type: 'reload' }, undefined);
    }
  };

  return {
    listen(listener, lastEventId) {
      listeners.add(listener);
      if (lastEventId !== undefined) void catchUp(listener, lastEventId);
      if (listeners.size === 1 && timer === undefined && !closed) timer = setTimeout(() => void read(), 0);
      return () => {
        listeners.delete(listener);
      };
    },
    close() {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

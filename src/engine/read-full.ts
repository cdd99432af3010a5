import type { Failure } from '../core/failure.ts';
import { engineFailure } from './errors.ts';
import { type PollDeps, pollOnce } from './poll.ts';
import { beginLook } from './watch.ts';
import type { PollSource } from './ports.ts';
import type { ClaimedReading, ReadingStore } from './sync-ports.ts';

export interface ReadingDeps extends PollDeps {
  readonly readings: ReadingStore;
}

/** Kinds of failure that pass by themselves: the reading waits and goes on. */
const PASSING: ReadonlySet<string> = new Set(['unreachable', 'throttled', 'uncertain']);
const PAUSE_SECONDS = 5;
const PAUSED_SECONDS = 15;

type Page = 'more' | 'done' | 'stopped';

/**
 * Reads one page of a reading. The page counts, and the cursor moves, only after its events are on disk: killed in
 * between, the same page is read again. Events of a full reading carry its name in their id, because a change that was
 * told before must be told again.
 */
export async function readPage(deps: ReadingDeps, reading: ClaimedReading): Promise<Page> {
  const sources = await deps.connections.polls();
  const { tenant, connection, poll } = reading;
  const source = sources.find((each) => each.tenant === tenant && each.connection === connection && each.name === poll);
  if (!source) {
    const failure = engineFailure('connection.paused', { record: `connection ${connection}` });
    await deps.readings.postpone(reading, PAUSED_SECONDS, failure);
    return 'stopped';
  }
  return reading.full || reading.dryRun
    ? await readOwn(deps, reading, source)
    : await readChanges(deps, reading, source);
}

/** What changed since the poll's own cursor, which moves: just as the poll does it, only now. */
async function readChanges(deps: ReadingDeps, reading: ClaimedReading, source: PollSource): Promise<Page> {
  const page = await pollOnce(deps, source, true);
  if (page.failure) return await giveUp(deps, reading, page.failure);
  if (!page.polled) {
    // The poll is at work in this moment: what it finds is what was asked for, but look again to be sure.
    await deps.readings.postpone(reading, 1);
    return 'stopped';
  }
  const saved = await deps.readings.savePage(reading, {
    subjects: page.subjects,
    fresh: page.fresh,
    done: !page.more,
  });
  if (!saved) return 'stopped';
  return page.more ? 'more' : 'done';
}

async function readOwn(deps: ReadingDeps, reading: ClaimedReading, source: PollSource): Promise<Page> {
  const { tenant, connection } = source;
  const { full, dryRun, syncId } = reading;
  const look = await beginLook(deps.watch, source, reading.cursor, true);
  const { linked, find } = look;
  const polled = await source.poll({ cursor: look.cursor, linked, find, now: deps.clock.now(), full });
  if ('failure' in polled) return await giveUp(deps, reading, polled.failure);
  const { events, total } = polled;
  const more = polled.more || look.more;
  for (const note of polled.notes ?? [])
    deps.log('a reading has something to say', { connection, poll: reading.poll, note });
  let fresh = 0;
  if (!dryRun) {
    const receipts = await Promise.all(
      events.map((event) =>
        deps.intake.accept({ ...event, id: `${event.id}#${syncId}`, tenant, connection, via: 'poll' }),
      ),
    );
    fresh = receipts.filter((receipt) => receipt.isNew).length;
  }
  const saved = await deps.readings.savePage(reading, {
    cursor: look.cursorWith(polled.cursor),
    subjects: events.map((event) => event.subject),
    fresh,
    done: !more,
    ...(total === undefined ? {} : { total }),
  });
  if (!saved) return 'stopped';
  return more ? 'more' : 'done';
}

async function giveUp(deps: ReadingDeps, reading: ClaimedReading, failure: Failure): Promise<Page> {
  if (PASSING.has(failure.kind)) await deps.readings.postpone(reading, PAUSE_SECONDS, failure);
  else await deps.readings.fail(reading, failure);
  return 'stopped';
}

/** Readings of one process at the same time; each asks one page after the other. */
const AT_ONCE = 4;
const LOOK_MS = 400;

/** Keeps reading what people asked for; `stop` waits for the pages under way and gives the rest to others. */
export function startReadings(deps: ReadingDeps): { stop(): Promise<void> } {
  const underWay = new Set<Promise<void>>();
  const state = { stopped: false };
  let wake: (() => void) | undefined;
  const readAll = async (first: ClaimedReading): Promise<void> => {
    let reading = first;
    while (!state.stopped && (await readPage(deps, reading)) === 'more') {
      const next = await deps.readings.claim();
      if (!next) return;
      reading = next;
    }
  };
  const failed = (error: unknown): void =>
    deps.log('a reading was interrupted', { reason: error instanceof Error ? error.message : String(error) });
  const loop = (async () => {
    while (!state.stopped) {
      const reading = underWay.size < AT_ONCE ? await deps.readings.claim().catch(() => undefined) : undefined;
      if (reading) {
        const work: Promise<void> = readAll(reading)
          .catch(failed)
          .finally(() => underWay.delete(work));
        underWay.add(work);
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, LOOK_MS);
      });
    }
  })();
  return {
    stop: async () => {
      state.stopped = true;
      wake?.();
      await loop;
      await Promise.allSettled(underWay);
      await deps.readings.release().catch(() => undefined);
    },
  };
}

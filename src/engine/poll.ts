import type { Failure } from '../core/failure.ts';
import type { Intake } from './intake.ts';
import { type Going, keepLooking } from './keep-looking.ts';
import type { Clock, Connections, CursorStore, PollRequests, PollSource } from './ports.ts';
import { refusedBy } from './refused.ts';
import { beginLook } from './watch.ts';
import type { WatchStore } from './watch-ports.ts';

export interface PollDeps {
  readonly connections: Connections;
  readonly cursors: CursorStore & Partial<PollRequests>;
  readonly watch: WatchStore;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly log: (message: string, fields: Record<string, unknown>) => void;
}

/** What one page of a poll gave. */
export interface PolledPage {
  /** False when it was not due, another process has it, or the other side could not be read. */
  readonly polled: boolean;
  readonly failure?: Failure;
  readonly more: boolean;
  /** What is to be read next is only the next page of what is watched: there is no hurry. */
  readonly onlyWatched?: true;
  readonly subjects: readonly string[];
  /** How many of its events were new. */
  readonly fresh: number;
}

const NOTHING: PolledPage = { polled: false, more: false, subjects: [], fresh: 0 };

/**
 * Asks one source what changed and puts every event into the inbox. The cursor moves only after the last of them is
 * on disk, so a crash in between means reading again, and dedupe keys make that harmless.
 * `now` asks also when it is not due.
 */
export async function pollOnce(deps: PollDeps, source: PollSource, now = false): Promise<PolledPage> {
  const { tenant, connection, name } = source;
  const claim = await deps.cursors.claimPoll({ tenant, connection, name, everySeconds: source.everySeconds, now });
  if (!claim) return NOTHING;
  const look = await beginLook(deps.watch, source, claim.cursor);
  const { cursor, linked, find } = look;
  const polled = await source.poll({ cursor, linked, find, now: deps.clock.now() });
  if ('failure' in polled) {
    deps.log('a poll could not read', { connection, poll: name, code: polled.failure.code });
    await deps.cursors.savePoll({ tenant, connection, name, token: claim.token, failure: polled.failure });
    // Looks go on by themselves: each would be one failed login more. A right that only this look lacks stops nothing else.
    if (refusedBy(polled.failure) === 'login') await deps.connections.pause(tenant, connection, polled.failure.message);
    return { ...NOTHING, failure: polled.failure };
  }
  for (const note of polled.notes ?? []) deps.log('a poll has something to say', { connection, poll: name, note });
  const receipts = await Promise.all(
    polled.events.map((event) => deps.intake.accept({ ...event, tenant, connection, via: 'poll' })),
  );
  await look.save(polled);
  const more = polled.more || look.more;
  await deps.cursors.savePoll({
    tenant,
    connection,
    name,
    token: claim.token,
    cursor: look.cursorWith(polled.cursor),
    again: more,
  });
  return {
    polled: true,
    more,
    ...(look.more && !polled.more ? { onlyWatched: true } : {}),
    subjects: polled.events.map((event) => event.subject),
    fresh: receipts.filter((receipt) => receipt.isNew).length,
  };
}

/** Keeps all polls going, each at its own pace; `stop` waits for the one under way. */
export function startPolling(deps: PollDeps): Going {
  const pace: Pace = { dueAt: new Map(), restsUntil: new Map() };
  return keepLooking({
    look: () => pollDue(deps, pace),
    pauseMs: () => 500,
    onInterrupted: (reason) => deps.log('polling was interrupted', { reason }),
  });
}

/** Least pause between two looks that events ask for: a hundred events are one reason to look. */
const REST_MS = 1_500;

/** Pause between two pages of watched records: thousands of open orders are looked at all the time, but gently. */
function pagePauseMs({ everySeconds }: PollSource): number {
  return Math.min(5_000, Math.max(500, (everySeconds * 1_000) / 12));
}

/** When each poll is due, and until when it is not asked sooner; milliseconds of this process. */
interface Pace {
  readonly dueAt: Map<string, number>;
  readonly restsUntil: Map<string, number>;
}

async function pollDue(deps: PollDeps, { dueAt, restsUntil }: Pace): Promise<void> {
  const sources = await deps.connections.polls();
  const requested = (await deps.cursors.requestedPolls?.())?.map(keyOf) ?? [];
  const asked = new Set(requested.filter((key) => (restsUntil.get(key) ?? 0) <= performance.now()));
  const due = sources.filter(
    (source) => asked.has(keyOf(source)) || (dueAt.get(keyOf(source)) ?? 0) <= performance.now(),
  );
  await Promise.all(
    due.map(async (source) => {
      // Half the interval: when another process has just polled, this one looks again soon after it is due.
      dueAt.set(keyOf(source), performance.now() + Math.max(500, source.everySeconds * 500));
      if (asked.has(keyOf(source))) restsUntil.set(keyOf(source), performance.now() + REST_MS);
      const { more, onlyWatched } = await pollOnce(deps, source, asked.has(keyOf(source)));
      if (onlyWatched) dueAt.set(keyOf(source), performance.now() + pagePauseMs(source));
      else if (more) dueAt.delete(keyOf(source));
    }),
  );
}

const keyOf = (source: Pick<PollSource, 'tenant' | 'connection' | 'name'>): string =>
  `${source.tenant}/${source.connection}/${source.name}`;

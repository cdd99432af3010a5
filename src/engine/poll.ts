import type { Intake } from './intake.ts';
import type { Clock, Connections, CursorStore, PollSource, RunStore } from './ports.ts';

export interface PollDeps {
  readonly connections: Connections;
  readonly cursors: CursorStore;
  readonly store: RunStore;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly log: (message: string, fields: Record<string, unknown>) => void;
}

/** Watched records a poll is given at once. */
const MOST_LINKED = 2_000;

/**
 * Asks one source what changed and puts every event into the inbox. The cursor moves only after the last of them is
 * on disk, so a crash in between means reading again, and dedupe keys make that harmless.
 * @returns how many events were new.
 */
export async function pollOnce(deps: PollDeps, source: PollSource): Promise<number> {
  const { tenant, connection, name } = source;
  const claim = await deps.cursors.claimPoll({ tenant, connection, name, everySeconds: source.everySeconds });
  if (!claim) return 0;
  const linked = source.watches ? await deps.store.listOpenLinks(tenant, source.watches, connection, MOST_LINKED) : [];
  const polled = await source.poll({ cursor: claim.cursor, linked, now: deps.clock.now() });
  if ('failure' in polled) {
    deps.log('a poll could not read', { connection, poll: name, code: polled.failure.code });
    await deps.cursors.savePoll({ tenant, connection, name, token: claim.token, failure: polled.failure });
    return 0;
  }
  const receipts = await Promise.all(
    polled.events.map((event) => deps.intake.accept({ ...event, tenant, connection, via: 'poll' })),
  );
  for (const id of polled.closed ?? []) {
    if (source.watches) await deps.store.closeLink(tenant, source.watches, connection, id);
  }
  await deps.cursors.savePoll({
    tenant,
    connection,
    name,
    token: claim.token,
    cursor: polled.cursor,
    again: polled.more,
  });
  return receipts.filter((receipt) => receipt.isNew).length;
}

/** Keeps all polls going, each at its own pace; `stop` waits for the one under way. */
export function startPolling(deps: PollDeps): { stop(): Promise<void> } {
  const dueAt = new Map<string, number>();
  let stopped = false;
  let wake: (() => void) | undefined;
  const loop = (async () => {
    while (!stopped) {
      await pollDue(deps, dueAt).catch((error: unknown) =>
        deps.log('polling was interrupted', { reason: error instanceof Error ? error.message : String(error) }),
      );
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 500);
      });
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      wake?.();
      await loop;
    },
  };
}

async function pollDue(deps: PollDeps, dueAt: Map<string, number>): Promise<void> {
  const sources = await deps.connections.polls();
  const due = sources.filter((source) => (dueAt.get(keyOf(source)) ?? 0) <= performance.now());
  await Promise.all(
    due.map(async (source) => {
      // Half the interval: when another process has just polled, this one looks again soon after it is due.
      dueAt.set(keyOf(source), performance.now() + Math.max(500, source.everySeconds * 500));
      await pollOnce(deps, source);
    }),
  );
}

const keyOf = (source: PollSource): string => `${source.tenant}/${source.connection}/${source.name}`;

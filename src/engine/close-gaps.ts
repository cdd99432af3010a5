import type { Gap, GapStore } from './gap-ports.ts';
import { type Going, keepLooking } from './keep-looking.ts';
import type { Clock, Connections, PollSource } from './ports.ts';
import type { AuditStore } from './read-ports.ts';
import type { ReconcileDesk } from './reconcile/desk.ts';
import type { Syncs } from './sync.ts';

export interface GapDeps {
  readonly gaps: GapStore;
  readonly syncs: Pick<Syncs, 'start' | 'newestFull'>;
  readonly reconcile: Pick<ReconcileDesk, 'start'>;
  readonly connections: Pick<Connections, 'polls'>;
  readonly audit: Pick<AuditStore, 'append'>;
  readonly clock: Clock;
  readonly log: (message: string, fields: Record<string, unknown>) => void;
}

const LOOK_MS = 15_000;
/** A reading that failed, or that nobody knows of any more, is asked for again. */
const AGAIN_MS = 10 * 60_000;
/** People who work all the time must not keep the comparison away. */
const MOST_WAIT_MS = 60 * 60_000;
const DAY_MS = 86_400_000;
const BY = 'landbridge';

/**
 * Closes what a long silence left open: what the system told meanwhile is gone (M3's Event Hub keeps events for five
 * days), so everything of the subject is read once more, and both systems are compared when that has been worked
 * through. Answers how many gaps are still open. A crash in between does a part again.
 */
export async function closeGaps(deps: GapDeps): Promise<number> {
  const gaps = await deps.gaps.list();
  if (gaps.length === 0) return 0;
  const sources = await deps.connections.polls();
  let open = 0;
  for (const tenant of new Set(gaps.map((gap) => gap.tenant))) {
    const own = gaps.filter((gap) => gap.tenant === tenant);
    const read = await Promise.all(own.map((gap) => isReadAnew(deps, gap, sources)));
    if (read.every(Boolean)) await compareAll(deps, tenant, own);
    else open += own.length;
  }
  return open;
}

/** Whether everything was read since the gap; asks for it when nobody has. */
async function isReadAnew(deps: GapDeps, gap: Gap, sources: readonly PollSource[]): Promise<boolean> {
  const source = sources.find(
    ({ tenant, connection, name }) => tenant === gap.tenant && connection === gap.connection && name === gap.poll,
  );
  // A connection that stands still is looked at when it goes on.
  if (!source) return false;
  // Not read in full as such, for instance orders: the comparison finds what is missing. Nor is what is switched off.
  if (source.subject === undefined || source.off !== undefined) return true;
  const { tenant } = gap;
  const { subject } = source;
  const now = deps.clock.now();
  if (gap.askedAt !== undefined) {
    const newest = await deps.syncs.newestFull(tenant, subject);
    const after = newest !== undefined && Date.parse(newest.startedAt) >= gap.askedAt - 60_000;
    if (after && newest.state === 'done') return true;
    if (after && newest.state === 'working') return now - gap.askedAt > MOST_WAIT_MS;
    if (after && newest.state === 'reading') return false;
    if (now - gap.askedAt < AGAIN_MS) return false;
  }
  const sync = await deps.syncs.start(tenant, { subject, full: true, dryRun: false, by: BY });
  await deps.gaps.asked(gap);
  if (sync === undefined || sync.joined === true) return false;
  const reason = `Nothing was read of ${source.title} over ${gap.connection} since ${new Date(gap.since).toISOString()}: longer than events are kept, so everything is read once more.`;
  deps.log('everything is read once more after a long silence', { connection: gap.connection, subject });
  await deps.audit.append(tenant, {
    by: BY,
    action: 'sync.start',
    subject: `sync ${subject}`,
    detail: { id: sync.id, full: true, dryRun: false, reason },
  });
  return false;
}

async function compareAll(deps: GapDeps, tenant: string, gaps: readonly Gap[]): Promise<void> {
  const since = Math.min(deps.clock.now() - 7 * DAY_MS, ...gaps.map((gap) => gap.since));
  const ids = await deps.reconcile.start({ tenant, subjects: [], since: new Date(since).toISOString(), by: BY });
  deps.log('both systems are compared after a long silence', { reconciliations: ids.length });
  for (const gap of gaps) await deps.gaps.close(gap);
}

/** Looks after gaps as long as the process works. */
export function startClosingGaps(deps: GapDeps): Going {
  return keepLooking({
    look: () => closeGaps(deps),
    pauseMs: () => LOOK_MS,
    onInterrupted: (reason) => deps.log('looking after a long silence was interrupted', { reason }),
  });
}

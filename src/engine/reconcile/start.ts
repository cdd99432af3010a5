import { Cron } from 'croner';
import type { Subject } from '../../core/reconcile/model.ts';
import { SUBJECT_RULES } from '../../core/reconcile/rules.ts';
import type { ClaimedReconciliation, ReconcilePair } from '../reconcile-ports.ts';
import { reconcileFailure } from './errors.ts';
import { type WorkOnDeps, workOn } from './work-on.ts';

export interface ReconcileLoopDeps extends WorkOnDeps {
  readonly tenant: string;
  /** The linked systems, each with the subjects that their flows take over. */
  readonly pairs: () => Promise<readonly (ReconcilePair & { readonly subjects: readonly Subject[] })[]>;
  /** When everything is compared by itself; absent: never. */
  readonly schedule?: { readonly cron: string; readonly zone: string };
  readonly log: (message: string, fields: Record<string, unknown>) => void;
}

/** How far back a look goes that nobody gave a beginning, milliseconds: a week. */
const WINDOW_MS = 7 * 86_400_000;
const LOOK_EVERY_MS = 500;

/** Midnight (UTC) at the beginning of a look without one: days are compared whole. */
export function usualSince(now: number): string {
  return `${new Date(now - WINDOW_MS).toISOString().slice(0, 10)}T00:00:00.000Z`;
}

/** Keeps reconciliation going in this process: the nightly ticks, and whatever is queued; `stop` waits for its piece. */
export function startReconciling(deps: ReconcileLoopDeps): { stop(): Promise<void> } {
  const { work, clock, log } = deps;
  const ticks = deps.schedule && new Cron(deps.schedule.cron, { timezone: deps.schedule.zone, paused: true });
  const startedAt = clock.now();
  let checkedUntil = 0;
  let stopped = false;
  let wake: (() => void) | undefined;

  const planDue = async (): Promise<void> => {
    if (!ticks || clock.now() < checkedUntil) return;
    const next = ticks.nextRun(new Date(clock.now()))?.getTime() ?? Number.POSITIVE_INFINITY;
    // The last tick that is past; several processes may plan it, the table takes it once.
    const tick = ticks.previousRuns(1, new Date(clock.now()))[0]?.getTime();
    const planned = await work.lastPlanned(deps.tenant);
    if (tick !== undefined && tick > (planned ?? startedAt)) await planTick(deps, tick);
    checkedUntil = Math.min(next, clock.now() + 60_000);
  };

  const workOnDue = async (): Promise<boolean> => {
    const first = await work.claim();
    if (!first) return false;
    for (let claim: ClaimedReconciliation | undefined = first; claim; ) {
      const own = claim;
      const step: Step = await workOn(deps, own).catch((error: unknown) => afterFault(deps, own, error));
      // A stop leaves it where it stands; whoever comes next goes on at its cursor.
      if (stopped && step.goOn) {
        const { phase, look, cursor } = step.goOn;
        await work.move(step.goOn, { phase, look, afterMs: 1, ...(cursor ? { cursor } : {}) });
        return false;
      }
      claim = step.goOn;
    }
    return true;
  };

  const loop = (async () => {
    while (!stopped) {
      let busy = false;
      try {
        await planDue();
        busy = await workOnDue();
      } catch (error) {
        log('reconciliation was interrupted', { reason: error instanceof Error ? error.message : String(error) });
      }
      if (busy || stopped) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, LOOK_EVERY_MS);
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

type Step = Awaited<ReturnType<typeof workOn>>;

/** Tries after which a fault of ours ends it: the same page would break again and again. */
const MOST_FAULTS = 5;

/** A fault of ours, or a database that is away for a moment: it is tried again, and given up before long. */
async function afterFault(
  { work, log }: ReconcileLoopDeps,
  claim: ClaimedReconciliation,
  error: unknown,
): Promise<Step> {
  const message = error instanceof Error ? error.message : String(error);
  log('a reconciliation was interrupted', { reconciliation: claim.id, phase: claim.phase, reason: message });
  const failure = reconcileFailure('reconcile.broken', { evidence: { phase: claim.phase, error: message } });
  const { phase, look, cursor, tries } = claim;
  if (tries >= MOST_FAULTS) await work.end(claim, 'failed', failure);
  else await work.move(claim, { phase, look, afterMs: 2_000, ...(cursor ? { cursor } : {}) }, failure);
  return {};
}

async function planTick(deps: ReconcileLoopDeps, plannedAt: number): Promise<void> {
  const { work, tenant, clock } = deps;
  for (const { subjects, ...pair } of await deps.pairs()) {
    for (const subject of subjects) {
      const since = SUBJECT_RULES[subject].windowed ? { since: usualSince(clock.now()) } : {};
      await work.plan({ tenant, subject, ...pair, ...since, via: 'schedule', by: 'landbridge', plannedAt });
    }
  }
}

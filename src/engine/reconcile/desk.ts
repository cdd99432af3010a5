import { type Subject } from '../../core/reconcile/model.ts';
import { SUBJECT_RULES } from '../../core/reconcile/rules.ts';
import type { RepairOffer } from '../../core/reconcile/repairs.ts';
import type { Programs } from '../programs.ts';
import type { DifferenceDetail, ReconcileReads, ReconcileWork } from '../reconcile-ports.ts';
import { findPairs, subjectsOf } from './pairs.ts';
import { offersFor, repair, type RepairCommand, type RepairDeps, type RepairResult } from './repair.ts';
import { usualSince } from './start.ts';

export interface StartCommand {
  readonly tenant: string;
  /** All that a flow takes over when empty. */
  readonly subjects: readonly Subject[];
  /** ISO 8601; orders, lines and payments of this moment or later. */
  readonly since?: string;
  /** Only these connections. */
  readonly left?: string;
  readonly right?: string;
  readonly despiteFewer?: boolean;
  readonly by: string;
}

/** What people may do about reconciliation. */
export interface ReconcileDesk {
  readonly reads: ReconcileReads;
  /** Queues what is asked for, and answers the ids; what is under way already is answered and not started twice. */
  start(command: StartCommand): Promise<readonly string[]>;
  offers(tenant: string, difference: DifferenceDetail): Promise<readonly RepairOffer[]>;
  repair(command: RepairCommand): Promise<RepairResult>;
}

export function createReconcileDesk(
  deps: RepairDeps & { readonly work: Pick<ReconcileWork, 'plan'>; readonly programs: Pick<Programs, 'active'> },
): ReconcileDesk {
  return {
    reads: deps.reads,
    offers: (tenant, difference) => offersFor(deps, tenant, difference),
    repair: (command) => repair(deps, command),
    start: async ({ tenant, subjects, since, left, right, despiteFewer, by }) => {
      const flows = await deps.programs.active();
      const pairs = (await findPairs(deps, tenant)).filter(
        (pair) => (left === undefined || pair.left === left) && (right === undefined || pair.right === right),
      );
      const ids: string[] = [];
      for (const pair of pairs) {
        const wanted = subjects.length > 0 ? subjects : subjectsOf(flows, tenant, pair);
        for (const subject of wanted) {
          const from = SUBJECT_RULES[subject].windowed ? { since: since ?? usualSince(deps.clock.now()) } : {};
          const more = despiteFewer ? { despiteFewer } : {};
          const planned = await deps.work.plan({ tenant, subject, ...pair, ...from, ...more, via: 'manual', by });
          if (planned) ids.push(planned.id);
        }
      }
      return ids;
    },
  };
}

import { repairsOf } from '../../core/reconcile/repairs.ts';
import type { ReconcileDesk } from '../../engine/reconcile/desk.ts';
import type { DifferenceDetail, ReconcileDetail } from '../../engine/reconcile-ports.ts';

export const RECONCILIATION_ID = '0197a000-0000-7000-8000-0000000000aa';
export const DIFFERENCE_ID = '0197a000-0000-7000-8000-0000000000bb';
const AT = '2025-11-21T09:00:00.000Z';

const SAMPLE: ReconcileDetail = {
  id: RECONCILIATION_ID,
  subject: 'customers',
  left: 'store',
  right: 'm3',
  state: 'completed',
  phase: 'explain',
  look: 2,
  leftCount: 3,
  rightCount: 3,
  differences: 1,
  open: 1,
  known: 0,
  byKind: { field: 1 },
  via: 'manual',
  startedBy: 'somebody',
  createdAt: AT,
  updatedAt: AT,
  endedAt: AT,
  days: [{ day: '', currency: '', leftCount: 3, rightCount: 3, leftAmount: '0', rightAmount: '0', differences: 1 }],
  causes: [{ cause: 'unknown', text: 'Nothing that is known explains it.', count: 1 }],
};

const record = (name: string) => ({ key: 'C1', id: 'C1', fields: { name, email: 'a@example.com' } });

/** A desk with one reconciliation and one difference, whose name a spreadsheet would take for a formula. */
export function fakeReconcile(): ReconcileDesk {
  let state: DifferenceDetail['state'] = 'open';
  const difference = (): DifferenceDetail => ({
    id: DIFFERENCE_ID,
    reconciliation: RECONCILIATION_ID,
    subject: 'customers',
    key: 'C1',
    kind: 'field',
    field: 'name',
    leftValue: '=HYPERLINK("x")',
    rightValue: 'Nordic',
    state,
    cause: 'unknown',
    causeText: 'Nothing that is known explains it.',
    linked: true,
    foundAt: AT,
    left: 'store',
    right: 'm3',
    leftRecord: record('=HYPERLINK("x")'),
    rightRecord: record('Nordic'),
  });
  const isOpen = (): boolean => state === 'open';
  const offers = () =>
    repairsOf({
      subject: 'customers',
      kind: 'field',
      field: 'name',
      state,
      hasLeft: true,
      hasRight: true,
      linked: true,
      tells: { left: true, right: true },
    });
  return {
    reads: {
      list: () => Promise.resolve({ items: [SAMPLE] }),
      get: (_tenant, id) => Promise.resolve(id === RECONCILIATION_ID ? SAMPLE : undefined),
      stop: () => Promise.resolve(true),
      differences: (_tenant, filter) =>
        Promise.resolve({ items: filter.state === undefined || filter.state === state ? [difference()] : [] }),
      countDifferences: () => Promise.resolve(isOpen() ? 1 : 0),
      difference: (_tenant, id) => Promise.resolve(id === DIFFERENCE_ID ? difference() : undefined),
      settle: () => Promise.reject(new Error('only the desk settles')),
      reopen: () => Promise.reject(new Error('only the desk reopens')),
      saveLink: () => Promise.reject(new Error('only the desk links')),
    },
    start: ({ subjects }) => Promise.resolve(subjects.includes('payments') ? [] : [RECONCILIATION_ID]),
    offers: () => Promise.resolve(offers()),
    repair: ({ id, verb, reason }) => {
      if (id !== DIFFERENCE_ID) return Promise.resolve({ done: false, why: 'not-found', message: 'There is none.' });
      const offer = offers().find((each) => each.verb === verb);
      if (!offer?.allowed || (offer.needsReason && !reason)) {
        return Promise.resolve({ done: false, why: 'not-allowed', message: offer?.why ?? 'It needs a reason.' });
      }
      state = verb === 'ignore' ? 'ignored' : 'repaired';
      return Promise.resolve({ done: true, message: 'Done.', runIds: [] });
    },
  };
}

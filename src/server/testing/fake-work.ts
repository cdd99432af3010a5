import type { WorkDesk } from '../../engine/work/desk.ts';
import type { RunSummary } from '../../engine/read-ports.ts';

const AT = '2026-11-21T09:00:00.000Z';
export const WORK_CAUSE = 'cause1';

/** A desk with one cause of one run. What is marked and done is kept in `done`. */
export function fakeWork(run: () => RunSummary | undefined, done: object[]): WorkDesk {
  const known = (id: string) => (run()?.id === id ? run() : undefined);
  const items = () => {
    const one = run();
    return one === undefined ? [] : [{ run: one, cause: WORK_CAUSE, state: 'held' as const, since: AT, behind: 3 }];
  };
  const dry = { result: 'would-send', call: 'stage', request: { ORNO: '1' }, asked: [] } as const;
  return {
    store: {
      groups: () =>
        Promise.resolve([
          {
            cause: WORK_CAUSE,
            queue: 'item-setup',
            kind: 'missing',
            code: 'm3.item-not-found',
            text: 'Item GHOST-1 is not in M3',
            count: 1,
            held: 1,
            failed: 0,
            unknown: 0,
            behind: 3,
            flows: ['order-to-cash'],
            oldestAt: AT,
            newestAt: AT,
            amounts: [{ amount: '149.90', currency: 'EUR' }],
            firstRunId: run()?.id ?? '',
          },
        ]),
      items: () => Promise.resolve({ items: items() }),
      count: () => Promise.resolve(items().length),
      mark: (_, mark) => {
        done.push(mark);
        return Promise.resolve();
      },
      behind: () => Promise.resolve({ count: 0, items: [] }),
    },
    fix: (_, id) =>
      Promise.resolve(
        known(id) && {
          runId: id,
          updatedAt: AT,
          step: 'order',
          reason: 'no item',
          editable: true,
          fields: [{ path: 'a', label: 'A', value: '1', kind: 'text', required: true, remember: ['crosswalk'] }],
          writes: [{ step: 'order', call: 'stage', at: Date.parse(AT), outcome: 'applied' }],
          alike: 0,
          behind: { count: 0, items: [] },
        },
      ),
    check: (_, id, { changes }) =>
      Promise.resolve(
        known(id) &&
          (changes.length === 0
            ? { refused: { message: 'Nothing is corrected.' } }
            : { plan: { input: {}, before: {}, fields: [], lent: [], rows: [], defaults: [] }, dryRun: dry }),
      ),
    doFix: (command) => {
      done.push(command);
      if (!known(command.runId)) return Promise.resolve({ done: false, why: 'not-found', message: 'gone' });
      return Promise.resolve({ done: true, message: 'It goes on.', fixed: 1, left: [] });
    },
    look: (_, id) =>
      Promise.resolve(
        known(id) && {
          at: Date.parse(AT),
          step: 'order',
          sent: [],
          now: dry,
          verdict: 'not-seen',
          words: 'Not there.',
        },
      ),
    effects: () =>
      Promise.resolve({
        writes: [],
        ahead: [{ id: 'order', title: 'Order' }],
        all: [{ id: 'order', title: 'Order' }],
        begun: [],
      }),
    preview: () => Promise.resolve({ count: items().length, sample: [], unknown: 0 }),
    do: (command) => {
      done.push(command);
      return Promise.resolve({ done: items().map((item) => ({ runId: item.run.id })), refused: [] });
    },
    whyNotNewest: () => Promise.resolve(undefined),
  };
}

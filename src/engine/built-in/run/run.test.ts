import { expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { CallRecord, OperationAction } from '../../../core/operation.ts';
import type { PeerRun, PeerRuns } from '../../peer-ports.ts';
import type { BuiltIn, BuiltInCaller } from '../built-in.ts';
import { runAwait } from './await.ts';
import { runList } from './list.ts';
import { runWake } from './wake.ts';
import { runWithdraw } from './withdraw.ts';

const peer = (state: PeerRun['state'], more: Partial<PeerRun> = {}): PeerRun => ({
  id: 'r9',
  state,
  step: 'm3order',
  queue: state === 'held' ? 'credit' : '',
  unknownOutcome: false,
  ...more,
});

/** Carries the operation to its end; `shown` are the peers of each look, the last for good. */
async function drive(builtIn: BuiltIn, shown: readonly (readonly PeerRun[])[]) {
  let looks = 0;
  const withdrawn: string[] = [];
  const peers: PeerRuns = {
    find: () => {
      looks += 1;
      const left = (shown[looks - 1] ?? shown.at(-1) ?? []).filter(({ id }) => !withdrawn.includes(id));
      return Promise.resolve(left);
    },
    list: () => Promise.resolve((shown[0] ?? []).map(({ id, state }) => ({ id, state }))),
    wake: (_, id) => {
      withdrawn.push(id);
      return Promise.resolve(true);
    },
    withdraw: (_, id) => {
      withdrawn.push(id);
      return Promise.resolve(true);
    },
  };
  const caller = { tenant: 't', bindings: {}, ports: { peers } } as unknown as BuiltInCaller;
  const calls: CallRecord[] = [];
  const input: JsonObject = {
    flow: 'order-to-cash',
    order: '1042',
    reason: 'cancelled',
    step: 'm3order',
    queue: 'payment-early',
  };
  let now = 0;
  for (;;) {
    const action: OperationAction = builtIn.operation.next({ input, settings: {}, calls, now, round: 0, stepKey: 's' });
    if (action.do === 'wait') now = action.until;
    else if (action.do === 'call') {
      const reply = await builtIn.answers[action.call.name.split('/')[1] ?? '']?.(caller, action.call.request);
      calls.push({ ...action.call, outcome: 'applied', reply: reply ?? null, sentAt: now, answeredAt: now, round: 0 });
    } else return { end: action, looks, withdrawn, now };
  }
}

it('waits while the other run works, and no longer', async () => {
  const driven = await drive(runAwait, [[peer('running')], [peer('waiting')], []]);
  expect(driven.end).toMatchObject({ do: 'done', output: { state: 'over' } });
  expect(driven).toMatchObject({ looks: 3, now: 1_500 });
});

it('does not wait for people', async () => {
  expect((await drive(runAwait, [[peer('held')]])).end).toMatchObject({ output: { state: 'held', queue: 'credit' } });
  expect((await drive(runAwait, [[]])).end).toMatchObject({ output: { state: 'over' } });
});

it('takes a held run back, once', async () => {
  const driven = await drive(runWithdraw, [[peer('running')], [peer('held')]]);
  expect(driven.end).toMatchObject({ do: 'done', output: { outcome: 'withdrawn' } });
  expect(driven.withdrawn).toEqual(['r9']);
});

it('leaves a run with an unknown outcome, and finds none', async () => {
  const unknown = await drive(runWithdraw, [[peer('held', { unknownOutcome: true })]]);
  expect(unknown).toMatchObject({ end: { output: { outcome: 'unknown' } }, withdrawn: [] });
  expect((await drive(runWithdraw, [[]])).end).toMatchObject({ output: { outcome: 'none' } });
});

it('lists the runs of an order with the key of a step', async () => {
  const { end } = await drive(runList, [[peer('held'), peer('running', { id: 'r10' })]]);
  expect(end).toMatchObject({
    output: {
      runs: [
        { id: 'r9', state: 'held', open: true, key: 'r9/m3order' },
        { id: 'r10', open: true, key: 'r10/m3order' },
      ],
    },
  });
});

it('D27 wakes what is held in the queue, and nothing else', async () => {
  const early = peer('held', { id: 'r1', queue: 'payment-early' });
  const others = [peer('held', { id: 'r2', queue: 'voucher' }), peer('waiting', { id: 'r3', queue: 'payment-early' })];
  const driven = await drive(runWake, [[early, ...others]]);
  expect(driven).toMatchObject({ end: { output: { woken: 1 } }, withdrawn: ['r1'] });
});

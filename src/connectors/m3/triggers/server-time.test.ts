import { expect, it } from 'vitest';
import type { Failure } from '../../../core/failure.ts';
import type { Json } from '../../../core/json.ts';
import type { CallResult } from '../../../core/operation.ts';
import { type ConnectionClient, PollFailed, type PollTrigger } from '../../kit/connector.ts';
import { draftsTrigger } from './drafts.ts';
import { orderStatusTrigger } from './order-status.ts';
import { receivablesTrigger } from './receivables.ts';
import { stockTrigger } from './stock.ts';

type Answer = Pick<CallResult, 'outcome' | 'failure'> & { readonly result: object };

/** An M3 that is asked for its time first, and for nothing else when it does not tell it. */
function clientThatAnswers({ result, ...verdict }: Answer): ConnectionClient {
  const reply = { results: [{ transaction: 'GetServerTime', records: [], ...result }] } as unknown as Json;
  const sent: unknown[] = [];
  return {
    send: async (call) => {
      sent.push(call.request);
      expect(sent).toHaveLength(1);
      return { ...verdict, reply };
    },
    test: async () => [],
    close: async () => undefined,
  };
}

const settings = { statusSource: 'export', receivables: 'on', draftSweep: 'on' };
const TRIGGERS = [orderStatusTrigger, draftsTrigger, receivablesTrigger, stockTrigger];

async function failureOf(trigger: PollTrigger, answer: Answer): Promise<Failure> {
  const client = clientThatAnswers(answer);
  const looking = trigger.poll({
    client,
    settings,
    cursor: undefined,
    linked: [{ id: '0010004711', since: 0 }],
    find: () => Promise.resolve([]),
    now: 0,
  });
  const error = await looking.catch((failed: unknown) => failed);
  expect(error).toBeInstanceOf(PollFailed);
  return (error as PollFailed).failure;
}

it.each(TRIGGERS)(
  'the poll for $name fails when M3 does not tell its time, instead of beginning in 1970',
  async (trigger) => {
    for (const result of [{}, { records: [{ LMTS: '' }] }]) {
      expect((await failureOf(trigger, { outcome: 'applied', result })).message).toContain('did not tell its time');
    }
  },
);

it.each(TRIGGERS)('the poll for $name passes on why M3 refuses its time', async (trigger) => {
  const failure = { kind: 'unauthorized', code: 'm3.user-refused', message: 'User XYZ has no authority' } as const;
  const result = { error: { message: failure.message, meaning: failure.code } };
  expect(await failureOf(trigger, { outcome: 'refused', failure, result })).toEqual(failure);
});

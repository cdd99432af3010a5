import { expect, it } from 'vitest';
import type { Json } from '../../../core/json.ts';
import { type ConnectionClient, PollFailed } from '../../kit/connector.ts';
import { draftsTrigger } from './drafts.ts';
import { orderStatusTrigger } from './order-status.ts';
import { receivablesTrigger } from './receivables.ts';
import { stockTrigger } from './stock.ts';

/** An M3 that refuses its time, or tells none, and has nothing else to say. */
function clientThatAnswers(result: object): ConnectionClient {
  const outcome = 'error' in result ? 'refused' : 'applied';
  const reply = { results: [{ transaction: 'GetServerTime', records: [], ...result }] } as unknown as Json;
  const sent: unknown[] = [];
  return {
    send: async (call) => {
      sent.push(call.request);
      expect(sent).toHaveLength(1);
      return { outcome, reply };
    },
    test: async () => [],
    close: async () => undefined,
  };
}

const settings = { statusSource: 'export', receivables: 'on', draftSweep: 'on' };
const refused = { error: { message: 'User XYZ has no authority', meaning: 'm3.user-refused' } };

it.each([orderStatusTrigger, draftsTrigger, receivablesTrigger, stockTrigger])(
  'the poll for $name fails when M3 does not tell its time, instead of beginning in 1970',
  async (trigger) => {
    for (const answer of [refused, {}, { records: [{ LMTS: '' }] }]) {
      const looking = trigger.poll({
        client: clientThatAnswers(answer),
        settings,
        cursor: undefined,
        linked: ['0010004711'],
        now: 0,
      });
      const failure = await looking.catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(PollFailed);
      expect((failure as PollFailed).failure.message).toContain('did not tell its time');
    }
  },
);

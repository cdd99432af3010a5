import { expect, test } from 'vitest';
import { matchKey } from '../../../core/reconcile/order.ts';
import { paymentMark } from '../../kit/payment-mark.ts';
import { PAYMENT_SAMPLE } from '../samples/payment.ts';
import { paymentReader } from './payments.ts';

const settings = { baseUrl: 'https://store.example/api', username: 'connect', storeName: 'main' };

/** The records of a page with these payments. */
async function read(...payments: readonly object[]) {
  const reply = { payments, accounts: [], products: [], more: false };
  const page = await paymentReader.page({ settings, ask: () => Promise.resolve(reply), now: 0 } as never);
  return page.records;
}

const captured = { ...PAYMENT_SAMPLE, id: '7', amount: '50', received: true, state: 'captured', originalId: undefined };
const refund = { ...captured, id: '8', amount: '-20', state: 'refunded', originalId: '7' };

test('what went back stands under the mark it is posted by, without sign', async () => {
  const mark = (paymentId: string, kind: string) =>
    matchKey(paymentMark({ store: 'main', paymentId, kind, sequence: 1 }));
  const records = await read(captured, refund, { ...refund, id: '9', state: 'chargeback' });
  expect(records.map(({ key, amount }) => [key, amount])).toEqual([
    [mark('7', 'captured'), '50'],
    [mark('8', 'refunded'), '20'],
    [mark('9', 'chargeback'), '20'],
  ]);
});

test('what is only authorised is in no ledger', async () => {
  expect(await read({ ...captured, received: false })).toEqual([]);
});

test('a refund is told again as the refund it is', async () => {
  const [record] = await read(refund);
  const event = record && paymentReader.tellAgain?.(record, { settings, mark: 'again', now: 0 });
  expect(event).toMatchObject({
    type: 'clarity.payment.refunded',
    data: { entityId: '8', state: 'refunded', sequence: 1 },
  });
});

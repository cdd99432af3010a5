import { beforeAll, expect, test } from 'vitest';
import { dataOf } from '../../src/cli/server-client.ts';
import { useInstance } from './instance.ts';
import { PaymentDesk } from './payment-desk.ts';
import { becomeAdmin } from './people.ts';
import { pause, until } from './until.ts';

/** Finance that wants one voucher a day: sums that are right, once, and what comes too late is neither lost nor doubled. */

const shop = useInstance({
  settings: {
    m3: { ledgerInterface: 'LANDBRIDGE', paymentBatchType: 'WEB', cashDesk: 'WEB', quietTime: '1s' },
    clarity: { pollSeconds: 1, lookForPayments: true },
  },
});
const desk = new PaymentDesk(shop);
const today = new Date().toISOString().slice(0, 10);
const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString();

beforeAll(async () => {
  const admin = await becomeAdmin(shop);
  for (const flow of ['payments-to-m3', 'settlement-summary']) {
    const body = { settings: { summaryFrom: today }, reason: 'finance wants one voucher a day' };
    dataOf(await admin.setFlowSettings({ params: { flow }, body }));
  }
  // Processes look at what is deployed once a second.
  await pause(1_200);
});

/** Adds up today, as the schedule will do tomorrow morning; answers how the run ended. */
async function addUp(): Promise<string> {
  const body = { input: { before: tomorrow } };
  const { runId } = dataOf(await shop.client.runFlow({ params: { flow: 'settlement-summary' }, body }));
  return await until('the summary to be posted', async () => {
    const { state } = dataOf(await shop.client.getRun({ params: { id: runId } }));
    return ['completed', 'held', 'failed'].includes(state) && state;
  });
}

const vouchers = async () => (await desk.finance()).vouchers.map(({ lines }) => lines);
const ends = async (payment: number): Promise<string> => (await desk.settled(payment)).state;

test('one voucher a day for each method and currency, once, and what comes after it', async () => {
  const web = await shop.store.checkOut({ lines: [['PUMP-1001', 1]], buyer: 'buyer1@example.test' });
  const first = await desk.pay(web, 40, { fee: '1.2' });
  const others = [await desk.pay(web, 500, { currency: 'JPY' }), await desk.change('refund', first, 10)];
  const gone = await desk.pay(web, 7);
  // Money that is only reserved, beside others of its day and method.
  const reserved = await desk.pay(web, 9, { captured: false });
  // A refund told before its payment is held until that is posted, and goes on by itself.
  for (const payment of [first, ...others, gone, reserved])
    await until('the payment to be taken in', async () => (await ends(payment)) === 'completed');
  await desk.change('void', gone);
  expect(await vouchers()).toEqual([]);

  await shop.m3.fault('GLS840MI/UpdBatch', 'drop-after');
  expect(await addUp()).toBe('completed');
  const posted = [
    [
      { account: '1580', side: 'D', amount: '500', currency: 'JPY' },
      { account: '1510', side: 'C', amount: '500' },
    ],
    [
      { account: '1580', side: 'D', amount: '28.80', currency: 'USD' },
      { account: '6570', side: 'D', amount: '1.20' },
      { account: '1510', side: 'C', amount: '30.00' },
    ],
  ];
  expect(await vouchers()).toMatchObject(posted);
  expect(await addUp()).toBe('completed');
  expect(await vouchers()).toHaveLength(2);

  // A payment that the store tells of only now may be in the sum or not: nobody posts it unseen.
  const late = await desk.pay(web, 5);
  expect(await desk.settled(late)).toMatchObject({ state: 'held', hold: { queue: 'payment-late' } });
  // One that is alone with its method has no voucher, and is told all the same.
  const wired = await desk.pay(web, 6, { method: 'Wire Transfer' });
  expect(await desk.settled(wired)).toMatchObject({ state: 'held', hold: { queue: 'payment-late' } });
  expect(await vouchers()).toHaveLength(2);
  await desk.change('void', wired);
  await until('the void to be taken in', async () => (await ends(wired)) === 'completed');
  // And the sum that has changed since is not posted again, nor passed over.
  expect(await addUp()).toBe('held');
  const { items } = dataOf(await shop.client.listHolds({ query: { queue: 'voucher', limit: 10 } }));
  expect(items).toMatchObject([{ code: 'm3.voucher-differs', reason: expect.stringContaining('33.80 on 1580') }]);
  expect(await vouchers()).toHaveLength(2);

  await desk.change('void', reserved);
  await until('the void to be taken in', async () => (await ends(reserved)) === 'completed');
  expect(await vouchers()).toHaveLength(2);
  await desk.change('void', first);
  const taken = [
    { account: '1580', side: 'C', amount: '40.00' },
    { account: '1510', side: 'D', amount: '40.00' },
  ];
  await until('the void to be posted', async () => (await vouchers()).length === 3, { timeoutMs: 30_000 });
  expect((await vouchers())[2]).toMatchObject(taken);
  await desk.isBalanced();
});

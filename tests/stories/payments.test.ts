import { describe, expect, test } from 'vitest';
import { dataOf } from '../../src/cli/server-client.ts';
import { HOOK_SECRET, sendHook } from './hooks.ts';
import { useInstance } from './instance.ts';
import { landed } from './landed.ts';
import { PaymentDesk } from './payment-desk.ts';
import { pause, until } from './until.ts';

/** Money that moves in the store stands once, balanced and in the right digits in the ledgers of M3. */

const shop = useInstance({
  settings: {
    m3: { ledgerInterface: 'LANDBRIDGE', paymentBatchType: 'WEB', cashDesk: 'WEB', quietTime: '1s' },
    clarity: { pollSeconds: 1, lookForPayments: true },
    webhookSecret: HOOK_SECRET,
  },
});
const desk = new PaymentDesk(shop);
const BUYER = 'buyer1@example.test';

/** An order that nobody has paid yet, in M3. */
async function ordered(currency = 'USD'): Promise<{ web: number; erp: string; total: number }> {
  const id = await shop.store.checkOut({ lines: [['PUMP-1001', 1]], buyer: BUYER, currency });
  const { web, erp } = await landed(shop, id);
  return { web: id, erp: erp.orderNumber, total: web.total };
}

async function invoiced(currency?: string): Promise<{ web: number; erp: string; open: number }> {
  const order = await ordered(currency);
  await shop.m3.advance(order.erp, '77');
  return { ...order, open: Number((await desk.invoiceOf(order.erp)).open) };
}

describe('a captured payment', () => {
  test('N02 settles the invoice once, although answers get lost', async () => {
    const { web, erp, open } = await invoiced();
    await shop.m3.fault('ARS040MI/AddBatchHead', 'gateway-timeout');
    await shop.m3.fault('ARS040MI/ControlBatch', 'drop-after');
    const payment = await desk.pay(web, open);
    expect(await desk.settled(payment)).toMatchObject({ state: 'completed' });
    expect(await desk.invoiceOf(erp)).toMatchObject({ open: '0', paid: [open.toFixed(2)] });
    // Refunded in part, and once more in part: each stands by itself and mirrors the first.
    const refund = await desk.change('refund', payment, 10);
    expect(await desk.settled(refund)).toMatchObject({ state: 'completed' });
    const { vouchers } = await desk.finance();
    expect(vouchers.filter(({ text }) => text.includes(` ${web} `))).toMatchObject([
      {
        lines: [
          { account: '1580', side: 'C', amount: '10.00' },
          { account: '1510', side: 'D', amount: '10.00' },
        ],
      },
    ]);
    const tooMuch = await desk.change('refund', payment, open);
    expect(await desk.settled(tooMuch)).toMatchObject({ state: 'held', hold: { queue: 'payment-data' } });
  });

  test('goes on account while there is no invoice, and a chargeback takes it back', async () => {
    const { web } = await ordered();
    const payment = await desk.pay(web, 50, { fee: '1.45' });
    expect(await desk.settled(payment)).toMatchObject({ state: 'completed' });
    const back = await desk.change('chargeback', payment);
    expect(await desk.settled(back)).toMatchObject({ state: 'completed' });
    const { vouchers } = await desk.finance();
    expect(vouchers.filter(({ text }) => text.includes(` ${web} `))).toMatchObject([
      { series: 'CSH', lines: [{ account: '1580' }, { account: '2420', amount: '50.00' }] },
      { series: 'GLI', lines: [{ account: '6570', side: 'D', amount: '1.45' }, { account: '1580' }] },
      {
        series: 'GLI',
        lines: [
          { account: '1580', side: 'C', amount: '50.00' },
          { account: '1589', side: 'D' },
        ],
      },
    ]);
  });

  test.each([
    ['JPY', 0],
    ['KWD', 3],
  ])('D16 keeps the digits of %s', async (currency, decimals) => {
    const { web, erp, open } = await invoiced(currency);
    const payment = await desk.pay(web, open, { currency });
    expect(await desk.settled(payment)).toMatchObject({ state: 'completed' });
    expect(await desk.invoiceOf(erp)).toMatchObject({ open: '0', paid: [open.toFixed(decimals)] });
  });
});

describe('D27 what comes too early waits, and goes on by itself', () => {
  test('a payment whose order is held until somebody puts it right', async () => {
    const id = await shop.place('unknown-sku', '1');
    expect(await shop.settled(id)).toMatchObject({ state: 'held' });
    const { currency } = await shop.store.order(id);
    const payment = await desk.pay(id, 12, { currency });
    await pause(2_500);
    const run = await desk.runAbout(payment);
    // It looks again and again.
    expect(['waiting', 'queued', 'running']).toContain(run?.state);
    await shop.m3.setItem('GHOST-1', {});
    dataOf(await shop.client.retryRun({ params: { id: (await shop.runOf(id))?.id ?? '' }, body: {} }));
    const done = await desk.settled(payment);
    expect(done, JSON.stringify(done.hold)).toMatchObject({ state: 'completed' });
    const { vouchers } = await desk.finance();
    // The payment of the checkout may be posted beside it.
    const ours = vouchers.filter(
      ({ text, lines }) => text.includes(` ${id} `) && lines.some((line) => line.amount === '12.00'),
    );
    expect(ours).toMatchObject([{ series: 'CSH' }]);
  });

  test('a refund that is told before its payment', async () => {
    const { web } = await ordered();
    const payment = await desk.pay(web, 20, { captured: false });
    const refund = await desk.change('refund', payment, 5);
    expect(await desk.settled(refund)).toMatchObject({ state: 'held', hold: { queue: 'payment-early' } });
    await desk.change('capture', payment);
    await until('the refund to be posted', async () => (await desk.runAbout(refund))?.state === 'completed', {
      timeoutMs: 15_000,
      picture: () => desk.runAbout(refund),
    });
    const { vouchers } = await desk.finance();
    expect(vouchers.filter(({ text }) => text.includes(` ${web} `))).toMatchObject([
      { series: 'CSH', lines: [{ account: '1580', side: 'D', amount: '20.00' }, { account: '2420' }] },
      {
        series: 'GLI',
        lines: [
          { account: '1580', side: 'C', amount: '5.00' },
          { account: '2420', side: 'D' },
        ],
      },
    ]);
  });
});

describe('what no rule can post waits for a person', () => {
  test('no order, another currency, a refund before its payment (D16, D27)', async () => {
    const { web } = await ordered();
    const [alone, foreign] = [await desk.pay(undefined, 5), await desk.pay(web, 5, { currency: 'EUR' })];
    expect(await desk.settled(alone)).toMatchObject({ state: 'held', hold: { queue: 'payment-data' } });
    expect(await desk.settled(foreign)).toMatchObject({ state: 'held', hold: { queue: 'payment-currency' } });
    const early = await desk.change('refund', foreign);
    expect(await desk.settled(early)).toMatchObject({ state: 'held' });
    const nothing = await desk.pay(web, 0);
    expect(await desk.settled(nothing)).toMatchObject({ state: 'completed' });
  });

  test('a refund of a payment that stands in two places: nobody can tell which part goes back', async () => {
    const { web, erp, open } = await invoiced();
    const payment = await desk.pay(web, open + 20);
    expect(await desk.settled(payment)).toMatchObject({ state: 'completed' });
    expect(await desk.invoiceOf(erp)).toMatchObject({ open: '0', paid: [open.toFixed(2)] });
    const vouchersOf = async () => (await desk.finance()).vouchers.filter(({ text }) => text.includes(` ${web} `));
    const before = await vouchersOf();
    expect(before).toMatchObject([
      { series: 'CSH', lines: [{ account: '1580', amount: '20.00' }, { account: '2420' }] },
    ]);

    const refund = await desk.change('refund', payment, 10);
    const held = await desk.settled(refund);
    expect(held).toMatchObject({ state: 'held', hold: { queue: 'payment-data' } });
    expect(held.hold?.reason).toMatch(
      /^Payment \d+ partly settled an invoice and partly stands on account \(.+\)\. Release to take 10(?:\.00)? USD back from receivables/,
    );
    expect(await vouchersOf()).toEqual(before);

    // A person has decided for receivables.
    dataOf(await shop.client.releaseRun({ params: { id: held.id }, body: { verb: 'release', reason: 'the invoice' } }));
    await until('the refund to be posted', async () => (await desk.runAbout(refund))?.state === 'completed', {
      picture: () => desk.runAbout(refund),
    });
    expect((await vouchersOf()).slice(before.length)).toMatchObject([
      {
        lines: [
          { account: '1580', side: 'C', amount: '10.00' },
          { account: '1510', side: 'D', amount: '10.00' },
        ],
      },
    ]);
  });

  test('card data is refused at the door', async () => {
    const data = {
      store: 'main',
      entity: 'Payment',
      id: 1,
      snapshot: { CardNumber: '4111 1111 1111 1111', Amount: 5 },
    };
    const body = JSON.stringify({ type: 'payment.captured', timestamp: new Date().toISOString(), data });
    expect(await sendHook(shop.server.url, { body })).toMatchObject({ status: 422 });
  });
});

test('every voucher is balanced', () => desk.isBalanced());

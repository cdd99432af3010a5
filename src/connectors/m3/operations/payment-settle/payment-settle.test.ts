import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import { capture, FINANCE_SETTINGS, financeOf, invoicedOrder } from '../../testing/finance.ts';
import { openRig, outputOf, type Rig, storyOf } from '../../testing/rig.ts';
import type { ReceivableOutput } from '../receivable-get.ts';
import type { SettleOutput } from './input.ts';

describe('settling an invoice', () => {
  let rig: Rig;
  let order: string;
  beforeEach(async () => {
    rig = await openRig(FINANCE_SETTINGS);
    order = await invoicedOrder(rig);
  });
  afterEach(() => rig.close());

  const receivable = async (): Promise<ReceivableOutput> =>
    outputOf(await rig.drive('receivable.get', { orderNumber: order }));
  const settle = async (change: JsonObject = {}, choices: Parameters<Rig['drive']>[2] = {}) => {
    const { customerNumber, open } = await receivable();
    const amount = open[0]?.openAmount ?? '1';
    return rig.drive(
      'payment.settle',
      capture({ customerNumber, amount, invoices: open as unknown as JsonObject[], ...change }),
      choices,
    );
  };

  it('lowers what is open, and says so everywhere', async () => {
    const before = await receivable();
    expect(before).toMatchObject({ customerNumber: 'C100001', currency: 'USD', open: [{ openAmount: '519.6' }] });
    const driven = await settle();
    expect(storyOf(driven)).toBe('look applied, head applied, line-1 applied, control applied, look applied');
    expect(outputOf(driven)).toMatchObject({ settled: '519.60', remaining: '0.00' });
    const after = await receivable();
    expect(after.open).toEqual([]);
    expect(after.invoices).toMatchObject([{ amount: '519.6', openAmount: '0' }]);
    const customer = outputOf<ReceivableOutput>(await rig.drive('receivable.get', { customerNumber: 'c100001' }));
    expect(customer.open).toEqual([]);
    expect(await financeOf(rig)).toMatchObject({
      receipts: [{ customer: 'C100001', amount: '519.60' }],
      vouchers: [
        {
          series: 'ARP',
          lines: [
            { account: '1580', side: 'D' },
            { account: '1510', side: 'C' },
          ],
        },
      ],
    });
  });

  it('takes less than the invoice, and leaves what is beyond it', async () => {
    expect(outputOf(await settle({ amount: '19.60' }))).toMatchObject({ settled: '19.60', remaining: '0.00' });
    expect((await receivable()).open).toMatchObject([{ openAmount: '500' }]);
    expect(outputOf(await settle({ paymentId: '9002', amount: '600' }))).toMatchObject({
      settled: '500.00',
      remaining: '100.00',
    });
    expect((await receivable()).open).toEqual([]);
  });

  it.each([
    ['drop-after', 'ARS040MI/AddBatchHead'],
    ['drop-before', 'ARS040MI/AddBatchLine'],
    ['gateway-timeout', 'ARS040MI/AddBatchLine'],
    ['drop-before', 'ARS040MI/ControlBatch'],
    ['drop-after', 'ARS040MI/ControlBatch'],
    ['gateway-timeout', 'ARS040MI/ControlBatch'],
    ['truncated', 'ARS040MI/ControlBatch'],
    ['html', 'EXPORTMI/Select'],
  ] as const)('N02 settles once after %s of %s', async (kind, call) => {
    await rig.fault(call, kind);
    expect(outputOf(await settle())).toMatchObject({ settled: '519.60' });
    expect((await financeOf(rig)).receipts).toHaveLength(1);
  });

  it('settles once however often it is told, linked or not', async () => {
    const first = outputOf<SettleOutput>(await settle());
    expect(storyOf(await settle({ amount: '519.60' }))).toBe('look applied');
    expect(outputOf(await settle({ amount: '519.60' }, { linkedId: first.key }))).toMatchObject({
      settled: '519.60',
      remaining: '0.00',
    });
    expect((await financeOf(rig)).receipts).toHaveLength(1);
  });

  it('has all left when nothing is open', async () => {
    outputOf(await settle());
    const driven = await settle({ paymentId: '9002', amount: '5' });
    expect(outputOf(driven)).toMatchObject({ settled: '0.00', remaining: '5.00', invoices: [] });
    expect((await financeOf(rig)).receipts).toHaveLength(1);
  });

  it.each([
    ['nothing paid', { amount: '0' }, 'm3.input-invalid'],
    ['less than nothing', { amount: '-1' }, 'm3.input-invalid'],
    ['half a cent', { amount: '1.005' }, 'm3.input-invalid'],
    ['another currency than the invoice', { currency: 'EUR' }, 'm3.input-invalid'],
    ['no customer', { customerNumber: '' }, 'm3.input-invalid'],
  ])('D16 holds %s', async (_name, change, code) => {
    expect((await settle(change)).end).toMatchObject({ do: 'fail', failure: { code } });
    expect((await financeOf(rig)).receipts).toEqual([]);
  });

  it('holds what M3 refuses: an invoice that somebody settled meanwhile', async () => {
    const stale = (await receivable()).open as unknown as JsonObject[];
    outputOf(await settle());
    const driven = await settle({ paymentId: '9002', amount: '10', invoices: stale });
    expect(driven.end).toMatchObject({
      do: 'fail',
      failure: { message: expect.stringContaining('above what is open') },
    });
  });
});

describe('a payment on account', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig(FINANCE_SETTINGS);
  });
  afterEach(() => rig.close());

  const pay = (change: JsonObject = {}, choices: Parameters<Rig['drive']>[2] = {}) =>
    rig.drive(
      'payment.on-account',
      capture({ customerNumber: 'C100001', amount: '275.40', paymentMethod: 'CCD', text: '1042', ...change }),
      choices,
    );

  it('stands in the ledger and with the customer', async () => {
    const driven = await pay();
    expect(storyOf(driven)).toBe(
      'look applied, number applied, on-account applied, means applied, validate applied, look applied',
    );
    expect(outputOf(driven)).toMatchObject({ amount: '275.40', paymentNumber: '600001' });
    expect(driven.end).toMatchObject({ links: [{ kind: 'prepayment' }] });
    expect(await financeOf(rig)).toMatchObject({
      vouchers: [{ series: 'CSH', lines: [{ account: '1580' }, { account: '2420', side: 'C', amount: '275.40' }] }],
      receipts: [{ customer: 'C100001', invoiceNumber: '', amount: '275.40' }],
    });
  });

  it.each([
    ['drop-after', 'OIS215MI/AddPaymentNo'],
    ['drop-after', 'OIS215MI/AddOnAccount'],
    ['drop-before', 'OIS215MI/AddPayment'],
    ['gateway-timeout', 'OIS215MI/AddPayment'],
    ['drop-before', 'OIS215MI/Validate'],
    ['drop-after', 'OIS215MI/Validate'],
    ['html', 'OIS215MI/Validate'],
  ] as const)('N02 stands once after %s of %s', async (kind, call) => {
    await rig.fault(call, kind);
    outputOf(await pay());
    expect((await financeOf(rig)).receipts).toMatchObject([{ amount: '275.40' }]);
  });

  it('is entered once however often it is told', async () => {
    outputOf(await pay());
    expect(storyOf(await pay())).toBe('look applied');
    expect((await financeOf(rig)).receipts).toHaveLength(1);
  });

  it.each([
    ['an unknown payment method', { paymentMethod: 'XXX' }, 'm3.value-unknown'],
    ['an unknown customer', { customerNumber: 'NOBODY' }, 'm3.customer-not-found'],
    ['yen with decimals', { currency: 'JPY', amount: '1.5' }, 'm3.input-invalid'],
  ])('holds %s', async (_name, change, code) => {
    expect((await pay(change)).end).toMatchObject({ do: 'fail', failure: { code } });
    expect((await financeOf(rig)).receipts).toEqual([]);
  });

  it('says which setting is missing', async () => {
    expect((await pay({}, { settings: { cashDesk: '' } })).end).toMatchObject({
      failure: { code: 'm3.ledger-setup-missing', field: 'cashDesk' },
    });
  });
});

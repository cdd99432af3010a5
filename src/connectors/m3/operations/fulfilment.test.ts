import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { openRig, outputOf, type Rig, smallOrder, storyOf } from '../testing/rig.ts';
import type { Delivery } from './delivery.ts';
import type { Invoice } from './invoice.ts';
import type { OrderGetOutput } from './order-get.ts';

const rig: Rig = await openRig({ invoiceLink: 'https://pdf.example.test/{year}/{number}.pdf' });
afterAll(() => rig.close());
let order = '';
let n = 0;
beforeEach(async () => {
  n += 1;
  order = outputOf<{ orderNumber: string }>(
    await rig.drive('order.create', smallOrder({ orderKey: `F-${n}` })),
  ).orderNumber;
});

const advance = (wish: object): Promise<unknown> => rig.control(`orders/${order}/advance`, wish);
const linesOf = async (): Promise<string[]> => {
  const found = (await rig.ledger()).orders.find(({ orderNumber }) => orderNumber === order);
  return (found?.lines ?? []).map(({ itemNumber, quantity, price }) => `${itemNumber} ${quantity} ${price}`).toSorted();
};
const PUMP = { lineNumber: '1', itemNumber: 'PUMP-1001', quantity: '2', price: '240.00' };
const VALVE = { lineNumber: '2', itemNumber: 'VALVE-1002', quantity: '1', price: '38.10' };
const change = (lines: readonly object[], more: JsonObject = {}) =>
  rig.drive('order.change', { orderNumber: order, lines: lines as never, ...more });
const cancel = (more: JsonObject = {}) => rig.drive('order.cancel', { orderNumber: order, ...more });

describe('an order is read', () => {
  it('with what is delivered and what is on back-order', async () => {
    await advance({ lines: [1], to: '66', quantity: 1 });
    const read = outputOf<OrderGetOutput>(await rig.drive('order.get', { orderNumber: order }));
    expect(read).toMatchObject({ webOrderNumber: `F-${n}`, status: 'partly-shipped', partlyShipped: true });
    expect(read.lines.map((line) => [line.lineNumber, line.ordered, line.delivered, line.backOrdered])).toEqual([
      ['1', '2', '1', '1'],
      ['2', '1', '0', '1'],
    ]);
  });

  it('and nothing is on back-order before anything has gone on', async () => {
    const read = outputOf<OrderGetOutput>(await rig.drive('order.get', { orderNumber: order }));
    expect(read.lines.map(({ backOrdered }) => backOrdered)).toEqual(['0', '0']);
  });

  it('fails when M3 has none', async () => {
    const { end } = await rig.drive('order.get', { orderNumber: '0099999999' });
    expect(end).toMatchObject({ do: 'fail', failure: { code: 'm3.order-not-found' } });
  });
});

describe('deliveries and invoices', () => {
  const list = async (): Promise<readonly Delivery[]> =>
    outputOf<{ deliveries: Delivery[] }>(await rig.drive('delivery.list', { orderNumber: order })).deliveries;

  it('are none at first', async () => {
    expect(await list()).toEqual([]);
    expect(outputOf(await rig.drive('invoice.list', { orderNumber: order }))).toMatchObject({ invoices: [] });
  });

  it('hold lines with the numbers of the web order, and tracking that may come later', async () => {
    await rig.control('settings', { trackingLagMs: 600_000 });
    await advance({ lines: [2], to: '66' });
    const [delivery] = await list();
    expect(delivery).toMatchObject({
      shipped: true,
      trackingNumber: '',
      lines: [{ lineNumber: '2', itemNumber: 'VALVE-1002', quantity: '1' }],
    });
    await rig.control('settings', { trackingLagMs: 0 });
    const one = outputOf<Delivery>(await rig.drive('delivery.get', { deliveryNumber: delivery?.deliveryNumber ?? '' }));
    expect(one.trackingNumber).toMatch(/^1ZN/);
    expect(one.packages).toHaveLength(1);
  });

  it('carry amount, open amount and the address of the PDF', async () => {
    await advance({ to: '77' });
    const { invoices } = outputOf<{ invoices: Invoice[] }>(await rig.drive('invoice.list', { orderNumber: order }));
    const [first] = invoices;
    expect(first).toMatchObject({ orderNumber: order, currency: 'USD', amount: first?.openAmount });
    expect(first?.link).toBe(`https://pdf.example.test/${first?.invoiceYear}/${first?.invoiceNumber}.pdf`);
    const { invoiceNumber = '', invoiceYear = '' } = first ?? {};
    expect(outputOf<Invoice>(await rig.drive('invoice.get', { invoiceNumber, invoiceYear }))).toMatchObject({
      orderNumber: order,
      amount: first?.amount,
    });
  });
});

describe('a change', () => {
  it('of nothing writes nothing', async () => {
    const driven = await change([PUMP, VALVE]);
    expect(outputOf(driven)).toEqual({ orderNumber: order, changed: false, added: [], removed: [] });
    expect(storyOf(driven)).toBe('look applied');
  });

  it('of a quantity puts the line anew, and the old one goes', async () => {
    const driven = await change([{ ...PUMP, quantity: '5' }, VALVE]);
    expect(storyOf(driven)).toBe('look applied, add applied, look applied, remove applied, look applied');
    expect(outputOf(driven)).toMatchObject({ changed: true, added: ['3'], removed: ['1'] });
    expect(await linesOf()).toEqual(['PUMP-1001 5 240', 'VALVE-1002 1 38.1']);
    expect(storyOf(await change([{ ...PUMP, quantity: '5' }, VALVE]))).toBe('look applied');
  });

  it('takes lines away and adds others, and the reference', async () => {
    const ring = { lineNumber: '3', itemNumber: 'SEAL-1003', quantity: '4', price: '1.50' };
    outputOf(await change([{ ...PUMP, lineNumber: '2' }, ring], { customerReference: 'PO 2' }));
    expect(await linesOf()).toEqual(['PUMP-1001 2 240', 'SEAL-1003 4 1.5']);
    const found = (await rig.ledger()).orders.find(({ orderNumber }) => orderNumber === order);
    expect(found).toMatchObject({ orderReference: 'PO 2' });
  });

  it('D26 is refused once picking has begun, with both sides', async () => {
    await advance({ lines: [1], to: '44' });
    const { end } = await change([{ ...PUMP, quantity: '5' }, VALVE]);
    expect(end).toMatchObject({
      do: 'fail',
      failure: {
        code: 'm3.order-in-picking',
        evidence: { inM3: [{ itemNumber: 'PUMP-1001', status: '44', quantity: '2' }] },
      },
    });
    expect(await linesOf()).toEqual(['PUMP-1001 2 240', 'VALVE-1002 1 38.1']);
    expect(outputOf(await change([PUMP, { ...VALVE, quantity: '3' }]))).toMatchObject({ changed: true });
  });

  it('is taken back when picking begins in its middle', async () => {
    let begun = false;
    const driven = await rig.drive(
      'order.change',
      { orderNumber: order, lines: [{ ...PUMP, quantity: '5' }, VALVE] },
      {
        send: async (call) => {
          if (call.name === 'remove' && !begun) {
            begun = true;
            await advance({ lines: [1], to: '44' });
          }
          return await rig.client.send(call, {});
        },
      },
    );
    expect(driven.end).toMatchObject({ do: 'fail', failure: { code: 'm3.order-in-picking' } });
    expect(await linesOf()).toEqual(['PUMP-1001 2 240', 'VALVE-1002 1 38.1']);
  });

  it.each(['drop-before', 'drop-after', 'gateway-timeout'] as const)(
    'N01 N02 leaves no line twice when an answer is lost (%s)',
    async (kind) => {
      await rig.fault('OIS100MI/AddOrderLine', kind);
      const driven = await change([{ ...PUMP, quantity: '5' }, VALVE]);
      expect(outputOf(driven)).toMatchObject({ changed: true });
      await rig.fault('OIS100MI/DelLine', kind);
      expect(outputOf(await change([{ ...PUMP, quantity: '6' }, VALVE]))).toMatchObject({ changed: true });
      expect(await linesOf()).toEqual(['PUMP-1001 6 240', 'VALVE-1002 1 38.1']);
    },
  );

  it('D10 of an item that M3 does not know leaves the order as it was', async () => {
    const { end } = await change([
      { ...PUMP, quantity: '5' },
      { ...VALVE, itemNumber: 'NOITEM' },
    ]);
    expect(end).toMatchObject({ do: 'fail', failure: { code: 'm3.item-not-found' } });
    expect(await linesOf()).toEqual(['PUMP-1001 2 240', 'VALVE-1002 1 38.1']);
  });

  it('D07 of a quantity that is none is refused before any call is made twice', async () => {
    const { end } = await change([{ ...PUMP, quantity: '0' }, VALVE]);
    expect(end).toMatchObject({ do: 'fail', failure: { code: 'm3.input-invalid', field: 'lines[0].quantity' } });
  });

  it('of the delivery address is for a person', async () => {
    const shipTo = { name: 'Elsewhere', addressLines: ['2 New Road'], city: 'Oslo', postalCode: '0150', country: 'NO' };
    const { end } = await change([PUMP, VALVE], { shipTo });
    expect(end).toMatchObject({
      do: 'fail',
      failure: { code: 'm3.change-not-possible', field: 'shipTo', evidence: { wanted: { CUA1: '2 New Road' } } },
    });
  });
});

describe('a cancellation', () => {
  it('deletes an order of which nothing is picked, once', async () => {
    await advance({ to: '33' });
    expect(outputOf(await cancel())).toMatchObject({ outcome: 'deleted' });
    expect(await linesOf()).toEqual([]);
    expect(outputOf(await cancel())).toMatchObject({ outcome: 'gone' });
  });

  it.each(['drop-before', 'drop-after', 'late-effect'] as const)('N02 survives a lost answer (%s)', async (kind) => {
    await rig.fault('OIS100MI/DelHead', kind);
    expect(outputOf(await cancel())).toMatchObject({ outcome: 'deleted' });
    expect(await linesOf()).toEqual([]);
  });

  it('D26 is refused once picking has begun', async () => {
    await advance({ lines: [1], to: '44' });
    expect((await cancel()).end).toMatchObject({ do: 'fail', failure: { code: 'm3.order-in-picking' } });
    expect(await linesOf()).toHaveLength(2);
  });

  it('closes what is not picked when a person says so', async () => {
    await advance({ lines: [1], to: '44', quantity: 1 });
    expect(outputOf(await cancel({ restOnly: true }))).toMatchObject({ outcome: 'closed', closedLines: ['1', '2'] });
    const read = outputOf<OrderGetOutput>(await rig.drive('order.get', { orderNumber: order }));
    expect(read.lines.map(({ statusCode }) => statusCode)).toEqual(['44', '99']);
    expect(outputOf(await cancel({ restOnly: true }))).toMatchObject({ outcome: 'nothing-open' });
  });

  it('stops earlier where the connection says so', async () => {
    await advance({ to: '33' });
    const settings = { changeUntil: '22' };
    const { end } = await rig.drive('order.cancel', { orderNumber: order }, { settings });
    expect(end).toMatchObject({ do: 'fail', failure: { code: 'm3.order-in-picking' } });
  });
});

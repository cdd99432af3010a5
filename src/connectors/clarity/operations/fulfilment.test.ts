import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Order } from '../model/order.ts';
import { openRig, type Rig } from '../testing/rig.ts';

const rig: Rig = await openRig();
afterAll(() => rig.close());

interface Ledger {
  readonly shipments: readonly { key: string; orderIds: number[]; contents: string; tracking: string }[];
  readonly invoices: readonly { key: string; orderIds: number[]; status: string; balanceDue: number; link: string }[];
}

let id = 0;
let order: Order;
let n = 0;
beforeEach(async () => {
  n += 1;
  id = await rig.store.place('plain', '2');
  order = await rig.output<Order & JsonObject>('order.get', { id: String(id) });
});

const ledger = async (): Promise<Ledger> =>
  JSON.parse((await rig.store.plain('GET', '/sandbox/ledger')).text) as Ledger;
const shipments = async () => (await ledger()).shipments.filter(({ orderIds }) => orderIds.includes(id));
const invoices = async () => (await ledger()).invoices.filter(({ orderIds }) => orderIds.includes(id));
const lines = (count = 2) =>
  order.lines.slice(0, count).map(({ lineNumber, sku = '', quantity }) => ({
    lineNumber: String(lineNumber),
    sku,
    quantity,
  }));
const shipment = (more: JsonObject = {}): JsonObject => ({
  orderId: String(id),
  key: `M3-${n}`,
  deliveryNumber: String(n),
  shippedOn: '2026-03-04',
  lines: lines(1),
  ...more,
});

describe('a delivery', () => {
  it('stands in the store once, with its lines and quantities', async () => {
    expect(await rig.output('order.add-shipment', shipment())).toMatchObject({ changed: true, trackingNumber: '' });
    expect(await rig.output('order.add-shipment', shipment())).toMatchObject({ changed: false });
    const [line] = order.lines;
    expect(await shipments()).toMatchObject([{ contents: `${line?.id}=${line?.quantity}`, tracking: '' }]);
  });

  it('takes a tracking number that comes later, keeps it, and mails nobody', async () => {
    const mails = await rig.store.emails(id);
    await rig.output('order.add-shipment', shipment());
    expect(await rig.output('order.add-shipment', shipment({ trackingNumber: '1Z9' }))).toMatchObject({
      changed: true,
      trackingNumber: '1Z9',
    });
    expect(await rig.output('order.add-shipment', shipment())).toMatchObject({ changed: false, trackingNumber: '1Z9' });
    expect(await shipments()).toMatchObject([{ tracking: '1Z9' }]);
    expect(await rig.store.emails(id)).toEqual(mails);
  });

  it('leaves the lines of the order alone', async () => {
    await rig.output('order.add-shipment', shipment());
    const after = await rig.output<Order & JsonObject>('order.get', { id: String(id) });
    expect(after.lines).toEqual(order.lines);
  });

  it.each(['drop-before', 'drop-after', 'late-effect'])('N02 is there once after a lost answer (%s)', async (kind) => {
    await rig.fault('POST /Shipping/Shipment/Create', kind);
    await rig.output('order.add-shipment', shipment());
    expect(await shipments()).toHaveLength(1);
  });

  it('warns of goods that the web order does not have', async () => {
    const extra = { lineNumber: '9', sku: 'NOT-THERE', quantity: '1' };
    const { end } = await rig.drive('order.add-shipment', shipment({ lines: [...lines(1), extra] }));
    expect(end).toMatchObject({ do: 'done', warnings: [expect.stringContaining('NOT-THERE')] });
  });
});

describe('an invoice', () => {
  const invoice = (more: JsonObject = {}): JsonObject => ({
    orderId: String(id),
    invoiceNumber: `7000${n}`,
    amount: '120.00',
    taxAmount: '20.00',
    openAmount: '120.00',
    dueOn: '2026-04-04',
    link: 'https://pdf.example.test/1.pdf',
    ...more,
  });

  it('stands in the store once, linked to its order, with the PDF', async () => {
    expect(await rig.output('order.add-invoice', invoice())).toMatchObject({ status: 'Unpaid', changed: true });
    expect(await rig.output('order.add-invoice', invoice())).toMatchObject({ changed: false });
    expect(await invoices()).toMatchObject([
      { key: `7000${n}`, balanceDue: 120, link: 'https://pdf.example.test/1.pdf', orderIds: [id] },
    ]);
  });

  it('follows what is paid, and keeps its link to the order', async () => {
    await rig.output('order.add-invoice', invoice());
    expect(await rig.output('order.add-invoice', invoice({ openAmount: '20' }))).toMatchObject({
      status: 'Partially Paid',
    });
    expect(await rig.output('order.add-invoice', invoice({ openAmount: '0' }))).toMatchObject({ status: 'Paid' });
    expect(await invoices()).toMatchObject([{ status: 'Paid', balanceDue: 0, orderIds: [id] }]);
  });

  it('is found under the number without a year that an earlier release gave it, and not doubled', async () => {
    const former = `7000${n}`;
    await rig.output('order.add-invoice', invoice());
    const again = invoice({ invoiceNumber: `2026-${former}`, formerNumber: former, openAmount: '0' });
    expect(await rig.output('order.add-invoice', again)).toMatchObject({ invoiceNumber: former, status: 'Paid' });
    expect(await invoices()).toMatchObject([{ key: former, status: 'Paid' }]);
  });

  it('of another buyer with the same number of an earlier year is left as it is', async () => {
    const former = `7000${n}`;
    const other = id;
    await rig.output('order.add-invoice', invoice({ openAmount: '0' }));
    id = await rig.store.place('plain', '3');
    const own = invoice({
      invoiceNumber: `2026-${former}`,
      formerNumber: former,
      amount: '55.00',
      openAmount: '55.00',
    });
    await rig.output('order.add-invoice', own);
    expect(await invoices()).toMatchObject([{ key: `2026-${former}`, status: 'Unpaid', orderIds: [id] }]);
    id = other;
    expect(await invoices()).toMatchObject([{ key: former, status: 'Paid', balanceDue: 0, orderIds: [other] }]);
  });

  it('is never written over one of another order, and both are named', async () => {
    await rig.output('order.add-invoice', invoice());
    const before = await invoices();
    const stranger = await rig.store.place('plain', '3');
    const { end } = await rig.drive('order.add-invoice', invoice({ orderId: String(stranger), openAmount: '0' }));
    expect(end).toMatchObject({
      do: 'fail',
      failure: {
        code: 'clarity.key-taken',
        message: `Invoice 7000${n} of the store is for order ${id} and not for order ${stranger}.`,
      },
    });
    expect(await invoices()).toEqual(before);
  });

  it('for several orders is one record at all of them, also when one comes later', async () => {
    const second = await rig.store.place('plain', '3');
    await rig.output('order.add-invoice', invoice());
    const both = [String(second), String(id)];
    const told = invoice({ orderId: String(second), orderIds: both });
    expect(await rig.output('order.add-invoice', told)).toMatchObject({ changed: true });
    expect(await rig.output('order.add-invoice', invoice({ orderIds: both }))).toMatchObject({ changed: false });
    await rig.output('order.add-invoice', invoice({ orderIds: both, openAmount: '20' }));
    expect(await invoices()).toMatchObject([{ key: `7000${n}`, balanceDue: 20, orderIds: [id, second] }]);
  });

  it.each(['drop-after', 'late-effect'])('N02 is there once after a lost answer (%s)', async (kind) => {
    await rig.fault('POST /Invoicing/SalesInvoice/Create', kind);
    await rig.output('order.add-invoice', invoice());
    expect(await invoices()).toHaveLength(1);
  });
});

describe('how far each line is', () => {
  it('stands on the order as an attribute, with the lines untouched and without a mail', async () => {
    const input = {
      id: String(id),
      lines: lines(2).map((line, index) => ({
        ...line,
        delivered: index === 0 ? line.quantity : '0',
        backOrdered: index === 0 ? '0' : line.quantity,
      })),
    };
    const mails = await rig.store.emails(id);
    const said = await rig.output<{ text: string }>('order.set-lines-status', input);
    expect(said.text).toContain('shipped; 2 ');
    expect(said.text).toContain('on back-order');
    expect(await rig.output('order.set-lines-status', input)).toMatchObject({ changed: false });
    // Once all has left, the text is put right, and an order that never had one gets none.
    const gone = input.lines.map((each) => ({ ...each, delivered: each.quantity, backOrdered: '0' }));
    const whole = await rig.output<{ text: string }>('order.set-lines-status', {
      ...input,
      lines: gone,
      correctOnly: true,
    });
    expect(whole).toMatchObject({ changed: true, text: expect.not.stringContaining('back-order') });
    const bare = { ...input, lines: gone, correctOnly: true, attribute: 'Another' };
    expect(await rig.output('order.set-lines-status', bare)).toMatchObject({ changed: false, text: '' });
    const after = await rig.output<Order & JsonObject>('order.get', { id: String(id) });
    expect(after.lines).toEqual(order.lines);
    expect(after.totals).toEqual(order.totals);
    expect(await rig.store.emails(id)).toEqual(mails);
  });
});

describe('a return', () => {
  it('tells what comes back, why, and of which order', async () => {
    const [line] = order.lines;
    const body = new URLSearchParams({ line: line?.id ?? '', quantity: '1', reason: 'Damaged' });
    const url = `${new URL(rig.store.apiUrl).origin}/orders/${id}/return`;
    const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' });
    expect(answer.status).toBe(303);
    const found = (JSON.parse((await rig.store.plain('GET', '/sandbox/ledger')).text) as { returns: { id: number }[] })
      .returns;
    expect(await rig.output('return.get', { id: String(found.at(-1)?.id) })).toMatchObject({
      status: 'Pending',
      orderIds: [String(id)],
      lines: [{ sku: line?.sku, quantity: '1', reason: 'Damaged' }],
    });
  });

  it('that is not there is told so', async () => {
    const { end } = await rig.drive('return.get', { id: '99999' });
    expect(end).toMatchObject({ do: 'fail', failure: { code: 'clarity.record-not-found' } });
  });
});

import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ORDER, type Order } from '../model/order.ts';
import { SHOPPER_KINDS } from '../sandbox/shopper/kinds.ts';
import { openRig, type Rig } from '../testing/rig.ts';

/** Kinds that are no order to export, and the code that says so. */
const REFUSED: Readonly<Record<string, string>> = {
  'no-lines': 'clarity.order-empty',
  'card-in-note': 'clarity.card-data-in-order',
  'target-orders': 'clarity.order-is-master',
};

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => {
  await rig.close();
});

describe('every kind of order that shoppers place', () => {
  const validate = new Ajv2020({ allErrors: true, formats: { decimal: /^-?\d+(\.\d+)?$/ } }).compile(ORDER.schema);

  it.each(Object.keys(SHOPPER_KINDS))('is read whole or refused with its reason: %s', async (kind) => {
    const id = await rig.store.place(kind, kind === 'many-lines' ? undefined : '3');
    const { end } = await rig.drive('order.get', { id: String(id) });
    if (REFUSED[kind] !== undefined) {
      expect(end).toMatchObject({ do: 'fail', failure: { code: REFUSED[kind], record: `order ${id}` } });
      return;
    }
    if (end.do === 'fail') throw new Error(`${end.failure.code}: ${end.failure.message}`);
    expect(validate(end.output), JSON.stringify(validate.errors)).toBe(true);
    const order = end.output as unknown as Order;
    const truth = (await rig.store.ledgerOrder(id)) as {
      total: number;
      guest: boolean;
      currency: string;
      lines: { sku: string; quantity: number }[];
    };
    expect(order.lines.map((line) => [line.sku, Number(line.quantity)])).toEqual(
      truth.lines.map((line) => [line.sku, line.quantity]),
    );
    expect(Number(order.totals.total)).toBeCloseTo(truth.total, 4);
    expect([order.guest, order.currency]).toEqual([truth.guest, truth.currency]);
  });
});

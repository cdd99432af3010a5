import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRig, outputOf, type Rig, smallOrder, storyOf } from '../../testing/rig.ts';
import type { OrderOutput } from '../order-create/input.ts';

const settings = { defaultItem: 'PAD' };
const PUMP = { lineNumber: '1', itemNumber: 'PUMP-1001', quantity: '2', price: '240.00', unit: 'EA' };
const GHOST = { lineNumber: '2', itemNumber: 'GHOST-1', quantity: '3', price: '7.00', unit: 'BX' };
const LONG = { lineNumber: '3', itemNumber: 'A-NUMBER-THAT-NO-M3-HAS', quantity: '1', price: '9.00' };

describe.each(['draft', 'direct'])('a line that carries the default item (%s)', (orderEntry) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig({ orderEntry });
  });
  afterAll(() => rig.close());
  let n = 0;
  const placed = async (...lines: object[]): Promise<string> => {
    n += 1;
    const input = smallOrder({ orderKey: `S-${n}`, lines: lines as never, charges: [], total: '' });
    return outputOf<OrderOutput>(await rig.drive('order.create', input, { settings })).orderNumber;
  };
  const change = (orderNumber: string, lines: object[]) =>
    rig.drive('order.change', { orderNumber, lines: lines as never }, { settings });
  const linesOf = async (order: string) => {
    const found = (await rig.ledger()).orders.find(({ orderNumber }) => orderNumber === order);
    return (found?.lines ?? [])
      .map(({ itemNumber, quantity, price }) => `${itemNumber} ${quantity} ${price}`)
      .toSorted();
  };

  it('stays as it is while the others change', async () => {
    const order = await placed(PUMP, GHOST, LONG);
    expect(await linesOf(order)).toEqual(['PAD 1 9', 'PAD 3 7', 'PUMP-1001 2 240']);
    const driven = await change(order, [{ ...PUMP, quantity: '5' }, GHOST, LONG]);
    expect(outputOf(driven)).toMatchObject({ changed: true, added: ['4'], removed: ['1'] });
    expect(await linesOf(order)).toEqual(['PAD 1 9', 'PAD 3 7', 'PUMP-1001 5 240']);
    expect(storyOf(await change(order, [{ ...PUMP, quantity: '5' }, GHOST, LONG]))).toBe(
      'look applied, check-items applied',
    );
  });

  it('is known again when an earlier line is taken away and it moves up', async () => {
    const order = await placed(PUMP, GHOST, LONG);
    outputOf(
      await change(order, [
        { ...GHOST, lineNumber: '1' },
        { ...LONG, lineNumber: '2' },
      ]),
    );
    expect(await linesOf(order)).toEqual(['PAD 1 9', 'PAD 3 7']);
  });

  it('goes with its web line, or for an item that M3 knows', async () => {
    const order = await placed(PUMP, GHOST);
    outputOf(await change(order, [PUMP, { ...GHOST, itemNumber: 'VALVE-1002', unit: 'EA' }]));
    expect(await linesOf(order)).toEqual(['PUMP-1001 2 240', 'VALVE-1002 3 7']);
    const other = await placed(PUMP, GHOST);
    outputOf(await change(other, [PUMP]));
    expect(await linesOf(other)).toEqual(['PUMP-1001 2 240']);
  });
});

describe('a line that carries the default item', () => {
  it('is changed by a person, who keeps the text that says what was ordered', async () => {
    const rig = await openRig(settings);
    const input = smallOrder({ lines: [PUMP, GHOST] as never, charges: [], total: '' });
    const { orderNumber } = outputOf<OrderOutput>(await rig.drive('order.create', input));
    const lines = [PUMP, { ...GHOST, quantity: '4' }] as never;
    expect((await rig.drive('order.change', { orderNumber, lines })).end).toMatchObject({
      failure: {
        code: 'm3.change-not-possible',
        message: expect.stringContaining('PAD for item GHOST-1 of web line 2'),
      },
    });
    await rig.close();
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import { openRig, outputOf, type Rig, smallOrder, storyOf } from '../../testing/rig.ts';
import type { OrderOutput } from './input.ts';

describe('entering an order directly', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig({ orderEntry: 'direct' });
  });
  afterEach(() => rig.close());
  const create = (change: JsonObject = {}, choices: Parameters<Rig['drive']>[2] = {}) =>
    rig.drive('order.create', smallOrder(change), choices);

  it('makes head, lines, charges and texts', async () => {
    const driven = await create({ texts: [{ text: 'Ring the bell' }] });
    expect(storyOf(driven)).toBe(
      'check-items applied, head applied, fill applied, charges applied, texts applied, check applied',
    );
    expect((await rig.ledger()).orders).toMatchObject([
      {
        customerOrderNumber: 'WEB-1',
        lines: [
          { lineNumber: 1, quantity: '2' },
          { lineNumber: 2, quantity: '1' },
        ],
        charges: [{ id: 'FRGHT' }],
      },
    ]);
    expect(outputOf<OrderOutput>(driven).lines).toMatchObject([
      { lineNumber: '1', m3LineNumber: '1' },
      { lineNumber: '2', m3LineNumber: '2' },
    ]);
  });

  it('cannot carry a one-off address', async () => {
    const shipTo = { name: 'A', addressLines: ['1 Road'], city: 'X', postalCode: '1', country: 'US' };
    expect((await create({ shipTo })).end).toMatchObject({ failure: { code: 'm3.address-not-sendable' } });
  });

  it('a refused line leaves no order behind, and corrected data makes one', async () => {
    const settings = { itemCheck: 'none' };
    const lines = [
      { lineNumber: '1', itemNumber: 'PUMP-1001', quantity: '1' },
      { lineNumber: '2', itemNumber: 'GHOST-1', quantity: '1' },
    ];
    const first = await create({ lines, total: '' }, { settings });
    expect(first.end).toMatchObject({ failure: { code: 'm3.item-not-found', field: 'lines[1].itemNumber' } });
    expect((await rig.ledger()).orders).toEqual([]);
    const again = await create({}, { settings, calls: first.calls, round: 1 });
    expect(again.end).toMatchObject({ do: 'done' });
    expect((await rig.ledger()).orders).toHaveLength(1);
  });

  it('a head in doubt is looked for after the quiet time', async () => {
    await rig.fault('OIS100MI/bulk', 'drop-after');
    const driven = await create();
    expect(storyOf(driven)).toContain('head ambiguous, find applied, fill applied');
    expect((await rig.ledger()).orders).toHaveLength(1);
  });

  it.each(['drop-before', 'drop-after'] as const)('lines in doubt (%s) are completed, not doubled', async (kind) => {
    let used = false;
    const driven = await create(
      {},
      {
        send: async (call) => {
          if (call.name === 'fill' && !used) {
            used = true;
            await rig.fault('OIS100MI/bulk', kind);
          }
          return rig.client.send(call, {});
        },
      },
    );
    expect(driven.end).toMatchObject({ do: 'done' });
    expect((await rig.ledger()).orders).toMatchObject([
      { lines: [{ quantity: '2' }, { quantity: '1' }], charges: [{ id: 'FRGHT' }] },
    ]);
  });

  it.each(['drop-before', 'drop-after'] as const)('a charge in doubt (%s) is there once', async (kind) => {
    let used = false;
    const driven = await create(
      {},
      {
        send: async (call) => {
          if (call.name === 'charges' && !used) {
            used = true;
            await rig.fault('OIS100MI/bulk', kind);
          }
          return rig.client.send(call, {});
        },
      },
    );
    expect(driven.end).toMatchObject({ do: 'done' });
    expect((await rig.ledger()).orders[0]?.charges).toHaveLength(1);
  });

  it('warnings refuse the order unless they are passed over', async () => {
    expect((await create({ requestedDate: '2020-01-01' })).end).toMatchObject({ do: 'fail' });
    const driven = await create({ requestedDate: '2020-01-01' }, { settings: { ignoreWarnings: true } });
    expect(driven.end).toMatchObject({ do: 'done' });
  });
});

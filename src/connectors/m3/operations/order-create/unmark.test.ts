import { afterAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import { openRig, outputOf, type Rig, smallOrder, storyOf } from '../../testing/rig.ts';

const rig: Rig = await openRig();
afterAll(() => rig.close());

let n = 0;
async function create(settings: JsonObject = {}, fault?: 'drop-before' | 'drop-after') {
  n += 1;
  const orderKey = `MARK-${n}`;
  const driven = await rig.drive('order.create', smallOrder({ orderKey }), {
    settings,
    send: async (call) => {
      const looked = call.name === 'check' && call.effect === 'write';
      if (looked && fault) {
        await rig.fault('OIS100MI/bulk', fault);
        fault = undefined;
      }
      return await rig.client.send(call, {});
    },
  });
  const { orderNumber } = outputOf<{ orderNumber: string }>(driven);
  const found = (await rig.ledger()).orders.find((order) => order.orderNumber === orderNumber);
  return { driven, orderKey, reference: found?.customerReference };
}

describe('the mark of a draft', () => {
  it('is not in the live order, and costs no call', async () => {
    const marked = await create({ clearDraftMark: false });
    const { driven, orderKey, reference } = await create();
    expect(marked.reference).toMatch(/DO NOT RELEASE$/);
    expect(reference).toBe(`Web order ${orderKey}`);
    expect(driven.exchanges).toHaveLength(marked.driven.exchanges.length);
  });

  it('is not looked for where drafts carry none', async () => {
    const { driven, reference } = await create({ draftMarker: 'none' });
    expect(JSON.stringify(driven.exchanges)).not.toContain('ChgOrderRef');
    expect(reference).not.toContain('Web order');
  });

  it.each(['drop-before', 'drop-after'] as const)('N02 goes after a lost answer too (%s)', async (fault) => {
    const { orderKey, reference } = await create({}, fault);
    expect(reference).toBe(`Web order ${orderKey}`);
  });

  it('goes by a call of its own where calls hold one transaction', async () => {
    const { driven, orderKey, reference } = await create({ bulkSize: 1 });
    expect(storyOf(driven)).toContain('unmark applied');
    expect(reference).toBe(`Web order ${orderKey}`);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import { without } from '../../../../core/run/without.ts';
import { openRig, outputOf, type Rig, smallOrder, storyOf } from '../../testing/rig.ts';
import type { OrderOutput } from './input.ts';

const HAPPY = 'check-items applied, stage applied, fill applied, read-back applied, confirm applied, check applied';

describe('creating an order in M3', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig();
  });
  afterEach(() => rig.close());

  const create = (change: JsonObject = {}, choices: Parameters<Rig['drive']>[2] = {}) =>
    rig.drive('order.create', smallOrder(change), choices);
  const only = async () => {
    const { orders } = await rig.ledger();
    expect(orders).toHaveLength(1);
    return orders[0];
  };

  it('takes six calls, and the order has its lines and charges', async () => {
    const driven = await create({
      shipTo: { name: 'A', addressLines: ['1 Road'], city: 'Austin', postalCode: '78701', country: 'US' },
      texts: [{ text: 'Ring the bell' }],
    });
    expect(storyOf(driven)).toBe(HAPPY);
    const order = await only();
    expect(order).toMatchObject({
      customerOrderNumber: 'WEB-1',
      orderReference: 'PO 1',
      customer: 'C100001',
      lines: [
        { customerLine: '1', itemNumber: 'PUMP-1001', quantity: '2', price: '240' },
        { customerLine: '2', itemNumber: 'VALVE-1002', quantity: '1', price: '38.1' },
      ],
      charges: [{ id: 'FRGHT', amount: '12.5' }],
    });
    expect(driven.end).toMatchObject({
      do: 'done',
      output: { orderNumber: order?.orderNumber, lowestStatus: '22', stopped: false },
      links: [
        { kind: 'order', left: { system: 'clarity', id: 'WEB-1' }, right: { system: 'm3', id: order?.orderNumber } },
      ],
    });
  });

  it.each([
    ['lines one by one', { lineMode: 'single' }, 'fill applied, fill applied, fill applied'],
    ['small bulk calls', { bulkSize: 2 }, 'fill applied, fill applied'],
    ['without looking at items', { itemCheck: 'none' }, 'stage applied, fill applied'],
    ['items in the warehouse', { itemCheck: 'warehouse' }, 'fill applied'],
    ['v1', { apiVersion: 'v1' }, 'read-back applied, read-back applied, confirm applied, check applied, check applied'],
    ['the web order number in YREF', { webOrderNumberField: 'yourReference' }, 'fill applied'],
    ['prices of M3', { priceSource: 'm3' }, 'fill applied'],
    ['looking for the order first', { findExisting: true }, 'check-items applied, find applied, stage applied'],
  ])('%s', async (_name, settings, part) => {
    if ('apiVersion' in settings) await rig.settings({ useV1Only: true });
    const driven = await create({}, { settings });
    expect(driven.end).toMatchObject({ do: 'done' });
    expect(storyOf(driven)).toContain(part);
    expect((await only())?.lines.map(({ quantity }) => quantity)).toEqual(['2', '1']);
  });

  it('D17: 250 lines go over in three calls', async () => {
    const lines = Array.from({ length: 250 }, (_, index) => ({
      lineNumber: String(index + 1),
      itemNumber: 'PUMP-1001',
      quantity: '1',
    }));
    const driven = await create({ lines, charges: [], total: '' });
    expect(outputOf<OrderOutput>(driven).lines).toHaveLength(250);
    expect(storyOf(driven).match(/fill applied/g)).toHaveLength(3);
    expect((await only())?.lines).toHaveLength(250);
  });

  describe('when something is wrong with the data', () => {
    it('D10: an unknown item is named with its line, and nothing is written', async () => {
      const driven = await create({
        lines: [
          { lineNumber: '1', itemNumber: 'PUMP-1001', quantity: '1' },
          { lineNumber: '2', itemNumber: 'GHOST-1', quantity: '1' },
        ],
        total: '',
      });
      expect(driven.end).toMatchObject({
        do: 'fail',
        failure: { kind: 'missing', code: 'm3.item-not-found', field: 'lines[1].itemNumber', record: 'item GHOST-1' },
      });
      expect(storyOf(driven)).toBe('check-items applied');
    });

    it('D10: or a default item takes its place, with the number in the line text', async () => {
      const lines = [{ lineNumber: '1', itemNumber: 'A-NUMBER-THAT-NO-M3-HAS', quantity: '1', description: 'Special' }];
      const driven = await create({ lines, charges: [], total: '' }, { settings: { defaultItem: 'PAD' } });
      expect(driven.end).toMatchObject({ do: 'done', warnings: [expect.stringContaining('A-NUMBER-THAT-NO-M3-HAS')] });
      expect(storyOf(driven)).toContain('fill applied, line-texts applied, read-back applied');
      expect((await only())?.lines[0]?.itemNumber).toBe('PAD');
    });

    it.each(['draft', 'direct'])('a price of a piece is not one of a box (%s)', async (orderEntry) => {
      const seals = { lineNumber: '1', itemNumber: 'SEAL-1003', quantity: '20', unit: 'PCS', price: '1.50' };
      const driven = await create({ lines: [seals], charges: [], total: '30.00' }, { settings: { orderEntry } });
      expect(outputOf<OrderOutput>(driven)).toMatchObject({ netTotal: '30.00', lines: [{ quantity: '2' }] });
    });

    it('D11: an item that is not released', async () => {
      const driven = await create({ lines: [{ lineNumber: '1', itemNumber: 'ITEM-S90', quantity: '1' }], total: '' });
      expect(driven.end).toMatchObject({ failure: { code: 'm3.item-not-sellable', field: 'lines[0].itemNumber' } });
    });

    it.each([
      [{ customerNumber: 'NOBODY' }, 'm3.customer-not-found', 'customerNumber'],
      [{ customerNumber: 'BLOCKED1' }, 'm3.customer-blocked', 'customerNumber'],
      [{ orderType: 'ZZZ' }, 'm3.order-type-unknown', 'orderType'],
      [{ warehouse: 'ZZZ' }, 'm3.warehouse-not-found', 'warehouse'],
      [{ facility: 'ZZZ' }, 'm3.facility-not-found', 'facility'],
      [{ currency: 'XXX' }, 'm3.value-unknown', 'currency'],
      [{ deliveryTerms: 'ZZZ' }, 'm3.value-unknown', 'deliveryTerms'],
      [{ shipTo: { addressId: 'NOPE' } }, 'm3.address-not-found', 'shipTo.addressId'],
    ])('a head that M3 refuses: %j', async (change, code, field) => {
      expect((await create(change)).end).toMatchObject({ do: 'fail', failure: { code, field } });
      expect((await rig.ledger()).drafts).toEqual([]);
    });

    it('a line that M3 refuses: the draft is thrown away', async () => {
      const refused = await create(
        { orderKey: 'WEB-2', lines: [{ lineNumber: '5', itemNumber: 'GHOST-1', quantity: '1' }], total: '' },
        { settings: { itemCheck: 'none' } },
      );
      expect(refused.end).toMatchObject({
        failure: {
          code: 'm3.item-not-found',
          field: 'lines[0].itemNumber',
          message: expect.stringContaining('Line 5'),
        },
      });
      expect(storyOf(refused)).toBe('stage applied, fill applied, discard applied');
      expect(await rig.ledger()).toMatchObject({ removed: { drafts: 1 } });
    });

    it('an address and a charge that M3 refuses are named', async () => {
      const shipTo = { name: 'A', addressLines: ['1 Road'], city: 'X', postalCode: '1', country: 'XX' };
      expect((await create({ shipTo })).end).toMatchObject({ failure: { field: 'shipTo.country' } });
      const charges = [
        { code: 'freight', amount: '12.50' },
        { code: 'ZZZ', amount: '0.01' },
      ];
      expect((await create({ charges, total: '' })).end).toMatchObject({ failure: { field: 'charges[1].code' } });
    });

    it('a value that is too long for M3 is not sent', async () => {
      const driven = await create({ extra: { head: { RESP: 'MUCH TOO LONG' } } });
      expect(driven.end).toMatchObject({ failure: { code: 'm3.call-invalid' } });
      expect((await rig.ledger()).drafts).toEqual([]);
    });
  });

  describe('when M3 does not make an order of the draft', () => {
    it.each([
      ['15', 'm3.order-refused'],
      ['25', 'm3.order-refused'],
      ['30', 'm3.order-over-credit'],
      ['55', 'm3.order-interrupted'],
    ] as const)('status %s is held with the messages of M3, and a release begins anew', async (refuseStatus, code) => {
      await rig.settings({ refuseStatus });
      const first = await create();
      expect(first.end).toMatchObject({ do: 'fail', failure: { code, evidence: { status: refuseStatus } } });
      expect(storyOf(first)).toContain('confirm applied, ask applied, messages applied');
      expect((first.end as { failure: { message: string } }).failure.message).toMatch(/\(.+\)\.$/);
      const again = await create({}, { calls: first.calls, round: 1 });
      expect(again.end).toMatchObject({ do: 'fail', failure: { code } });
      await rig.settings({ refuseStatus: '' });
      const released = await create({}, { calls: again.calls, round: 2 });
      expect(released.end).toMatchObject({ do: 'done' });
      expect(storyOf(released)).toContain(
        'ask applied, messages applied, discard applied, check-items applied, stage applied',
      );
      expect(await rig.ledger()).toMatchObject({ removed: { drafts: 2 } });
      await only();
    });

    it('a person finished the draft in M3 meanwhile: it is adopted', async () => {
      await rig.settings({ refuseStatus: '25' });
      const first = await create();
      await rig.settings({ refuseStatus: '' });
      const temporaryNumber = (await rig.ledger()).drafts[0]?.temporaryNumber ?? '';
      await rig.call('OIS100MI/Confirm', { ORNO: temporaryNumber });
      const released = await create({}, { calls: first.calls, round: 1 });
      expect(released.end).toMatchObject({ do: 'done', output: { temporaryNumber } });
      expect(storyOf(released)).toBe('ask applied, check applied');
      await only();
    });

    it('credit: an order over the limit is staged, or stopped by setting', async () => {
      expect((await create({ customerNumber: 'OVERLIM1' })).end).toMatchObject({
        failure: { code: 'm3.order-over-credit' },
      });
      await rig.settings({ creditMode: 'stopped' });
      const stopped = await create({ customerNumber: 'OVERLIM1', orderKey: 'WEB-2' });
      expect(stopped.end).toMatchObject({
        do: 'done',
        output: { stopped: true },
        warnings: [expect.stringContaining('stop code 3')],
      });
    });

    it('a customer who is in use is waited for', async () => {
      const driven = await create({ customerNumber: 'LOCKED01' });
      expect(driven.end).toMatchObject({ do: 'done' });
      expect(storyOf(driven)).toContain('stage refused, stage refused, stage applied');
    });
  });

  describe('when calls are lost', () => {
    it('N02 C04: a draft in doubt is left alone, and another is made', async () => {
      await rig.fault('OIS100MI/bulk', 'drop-after');
      const driven = await create();
      expect(storyOf(driven)).toBe(`check-items applied, stage ambiguous, probe applied, ${HAPPY.slice(21)}`);
      await only();
      expect((await rig.ledger()).drafts).toHaveLength(2);
    });

    it.each(['drop-before', 'drop-after', 'gateway-timeout', 'html', 'truncated'] as const)(
      'C05 N17: lines in doubt (%s): the draft is thrown away, none is doubled',
      async (kind) => {
        const driven = await create(
          {},
          {
            send: async (call) => {
              if (call.name === 'fill' && call.request['transactions'] && !used.has(kind)) {
                used.add(kind);
                await rig.fault('OIS100MI/bulk', kind);
              }
              return rig.client.send(call, {});
            },
          },
        );
        expect(storyOf(driven)).toContain('fill ambiguous, discard applied, probe applied, stage applied');
        expect((await only())?.lines).toHaveLength(2);
      },
    );
    const used = new Set<string>();

    it.each(['drop-after', 'gateway-timeout', 'truncated'] as const)(
      'C07: Confirm took effect, the answer is lost (%s): the order is found',
      async (kind) => {
        await faultOnce('confirm', kind);
        const driven = await lossy();
        expect(storyOf(driven)).toContain('confirm ambiguous, ask applied, check applied');
        await only();
      },
    );

    it('C06 N01: Confirm never arrived: it is confirmed once more, after the quiet time', async () => {
      await faultOnce('confirm', 'drop-before');
      const driven = await lossy();
      const confirms = driven.calls.filter(({ name }) => name === 'confirm');
      expect(confirms).toHaveLength(2);
      expect((confirms[1]?.sentAt ?? 0) - (confirms[0]?.sentAt ?? 0)).toBeGreaterThanOrEqual(30_000);
      await only();
    });

    it('a Confirm that is worked off later is waited for', async () => {
      await rig.settings({ confirmMode: 'delayed', confirmDelayMs: 300 });
      const driven = await create(
        {},
        {
          send: async (call) => {
            if (call.name === 'ask') await new Promise((resolve) => setTimeout(resolve, 120));
            return rig.client.send(call, {});
          },
        },
      );
      expect(driven.end).toMatchObject({ do: 'done' });
      expect(driven.calls.filter(({ name }) => name === 'confirm')).toHaveLength(1);
      await only();
    });

    it('an answer that never comes is held after three confirmations, with the draft named', async () => {
      const driven = await create(
        {},
        {
          send: async (call) => {
            if (call.name === 'confirm') await rig.fault('OIS100MI/bulk', 'drop-before');
            return rig.client.send(call, {});
          },
        },
      );
      expect(driven.end).toMatchObject({
        do: 'fail',
        failure: { kind: 'uncertain', code: 'm3.order-outcome-unknown' },
      });
      expect(driven.calls.filter(({ name }) => name === 'confirm')).toHaveLength(3);
      const released = await create({}, { calls: driven.calls, round: 1 });
      expect(released.end).toMatchObject({ do: 'done' });
      expect(storyOf(released)).toContain('ask applied, discard applied');
      await only();
    });

    it('M3 that never answers a write is held, with nothing live', async () => {
      await rig.fault('OIS100MI/bulk', 'drop-before', 50);
      const driven = await create();
      expect(driven.end).toMatchObject({ failure: { code: 'm3.drafts-exhausted' } });
      expect(driven.calls.filter(({ name }) => name === 'stage')).toHaveLength(5);
      expect((await rig.ledger()).orders).toEqual([]);
    });

    it('sandbox values: -DROP, -T504, -T429', async () => {
      for (const orderKey of ['W-DROP', 'W-T504', 'W-T429']) expect((await create({ orderKey })).end.do).toBe('done');
      expect((await rig.ledger()).orders.map(({ customerOrderNumber }) => customerOrderNumber).sort()).toEqual([
        'W-DROP',
        'W-T429',
        'W-T504',
      ]);
    });

    const faults = new Map<string, Parameters<Rig['fault']>[1]>();
    const faultOnce = async (name: string, kind: Parameters<Rig['fault']>[1]): Promise<void> => {
      faults.set(name, kind);
    };
    const lossy = () =>
      create(
        {},
        {
          send: async (call) => {
            const kind = faults.get(call.name);
            faults.delete(call.name);
            if (kind) await rig.fault('OIS100MI/bulk', kind);
            return rig.client.send(call, {});
          },
        },
      );
  });

  describe('when the order is there already', () => {
    it('a link means that nothing is written', async () => {
      const first = outputOf<OrderOutput>(await create());
      const again = await create({}, { linkedId: first.orderNumber });
      expect(storyOf(again)).toBe('check applied');
      expect(again.end).toMatchObject({ do: 'done', output: { orderNumber: first.orderNumber } });
      await only();
    });

    it('a link to an order that is gone is held', async () => {
      const driven = await create({}, { linkedId: '0099999999' });
      expect(driven.end).toMatchObject({ do: 'fail', failure: { code: 'm3.linked-order-missing' } });
    });

    it('C21 C22: after a restore, or a failover that lost commits, it is looked for first', async () => {
      const first = outputOf<OrderOutput>(await create());
      const again = await create({}, { settings: { findExisting: true } });
      expect(again.end).toMatchObject({ do: 'done', output: { orderNumber: first.orderNumber } });
      await only();
    });

    it('C21 C22 O08: also where the database remembers a draft, and not what became of the order', async () => {
      const first = await create();
      const staged = first.calls.findIndex(({ name }) => name === 'stage');
      const remembered = first.calls.slice(0, staged + 1);
      const settings = { findExisting: true };
      const lost = remembered.map((call) =>
        call.name === 'stage' ? { ...without(call, ['reply']), outcome: 'ambiguous' as const } : call,
      );
      const afterLost = await create({}, { calls: lost, settings });
      expect(afterLost.end).toMatchObject({ do: 'done' });
      await only();
      // M3 refuses lines for a draft that it has made an order of; a person retries, and the order is found.
      const refused = await create({}, { calls: remembered, settings });
      expect(refused.end).toMatchObject({ do: 'fail' });
      const afterRetry = await create({}, { calls: refused.calls, round: 1, settings });
      expect(afterRetry.end).toMatchObject({ do: 'done' });
      await only();
    });

    it('two orders for one web order are shown', async () => {
      await create();
      await create();
      const driven = await create({}, { settings: { findExisting: true } });
      expect(driven.end).toMatchObject({ do: 'fail', failure: { code: 'm3.order-doubled' } });
    });

    it('D25: data that was changed after the confirmation is not passed off as what stands in M3', async () => {
      const first = await create();
      const changed = { lines: [{ lineNumber: '1', itemNumber: 'PUMP-1001', quantity: '9' }], charges: [], total: '' };
      const again = await create(changed, { calls: first.calls, round: 1 });
      expect(again.end).toMatchObject({
        do: 'fail',
        failure: { code: 'm3.order-differs', message: expect.stringContaining('quantity 2 instead of 9') },
      });
    });
  });
});

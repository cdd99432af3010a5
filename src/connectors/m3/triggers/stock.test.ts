import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { PollFailed, type Polled } from '../../kit/connector.ts';
import { openRig, type Rig } from '../testing/rig.ts';
import { judgeChanges } from './stock-changes.ts';
import { isDoubtful } from './stock-snapshot.ts';
import { stockTrigger } from './stock.ts';

describe('changes of stock', () => {
  let rig: Rig;
  let cursor: JsonObject | undefined;
  beforeAll(async () => {
    rig = await openRig({ stockPageSize: 70 });
  });
  afterAll(() => rig.close());
  beforeEach(() => {
    cursor = undefined;
  });

  const poll = async (full = false, settings: JsonObject = {}): Promise<Polled> => {
    const changed = { ...rig.config.settings, ...settings };
    const context = {
      client: rig.client,
      settings: changed,
      cursor,
      linked: [],
      find: () => Promise.resolve([]),
      now: Date.now(),
      full,
    };
    const polled = await stockTrigger.poll(context);
    cursor = polled.cursor;
    return polled;
  };
  const told = async (settings: JsonObject = {}) => (await poll(false, settings)).events.map(({ subject }) => subject);
  const count = async (...counts: readonly (readonly [string, string, number])[]) => {
    const body = { counts: counts.map(([itemNumber, warehouse, onHand]) => ({ itemNumber, warehouse, onHand })) };
    expect((await rig.control('stock', body)).status).toBe(200);
  };
  const fullReading = async () => {
    const events: Polled['events'][number][] = [];
    let pages = 0;
    for (let polled = await poll(true); ; polled = await poll()) {
      events.push(...polled.events);
      pages += 1;
      if (!polled.more) return { events, pages };
    }
  };

  it('are told by item and warehouse, once, without their figure', async () => {
    expect(await told()).toEqual([]);
    await count(['PUMP-1001', '001', 7], ['VALVE-1002', '002', 8], ['PUMP-1001', '001', 6]);
    const { events } = await poll();
    expect(events.map(({ subject, data }) => ({ subject, data }))).toEqual([
      { subject: 'PUMP-1001@001', data: { itemNumber: 'PUMP-1001', warehouse: '001' } },
      { subject: 'VALVE-1002@002', data: { itemNumber: 'VALVE-1002', warehouse: '002' } },
    ]);
    expect(await told()).toEqual([]);
    await count(['PUMP-1001', '001', 5]);
    expect(await told()).toEqual(['PUMP-1001@001']);
    expect(await told({ stockWarehouses: ['002'] })).not.toContain('VALVE-1002@002');
  });

  it('are found although the saved time lies ahead of M3’s clock', async () => {
    cursor = { watermark: Date.now() + 86_400_000, told: {} };
    await count(['MOTOR-1004', '001', 3]);
    expect(await told()).toContain('MOTOR-1004@001');
  });

  it('leave the cursor alone when M3 does not answer', async () => {
    await poll();
    const before = cursor;
    await rig.fault('*', 'unavailable', 1);
    await expect(poll()).rejects.toBeInstanceOf(PollFailed);
    expect(cursor).toBe(before);
  });

  it('come all with a full reading, in pages, each balance once', async () => {
    const { events, pages } = await fullReading();
    const subjects = events.map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(subjects).toContain('PUMP-1001@002');
    // 204 items, pages of 70 that overlap by one row, two passes over each warehouse.
    expect(pages).toBeGreaterThan(2 * 3);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('of a snapshot without anything to sell are held back and told as doubtful, until it is asked for again', async () => {
    const whole = (await fullReading()).events.length;
    const shrunk = { ...cursor, snapshot: { rows: whole * 2, zeros: 0 } };
    cursor = shrunk as unknown as JsonObject;
    const { events } = await fullReading();
    expect(events).toMatchObject([
      { type: 'm3.stock.snapshot-doubtful', data: { rows: whole, rowsBefore: whole * 2 } },
    ]);
    expect((await fullReading()).events).toHaveLength(whole);
  });
});

describe('what a look with an overlap shows', () => {
  const row = (ITNO: string, AV02: string) => ({ ITNO, WHLO: '001', AV01: '9', AV02 });

  it('is told when it differs, and once more when it has settled', () => {
    const first = judgeChanges([row('A', '5'), row('B', '1')], {});
    expect(first.changed).toHaveLength(2);
    expect(judgeChanges([row('A', '5'), row('B', '1')], first.told).changed).toEqual([]);
    expect(judgeChanges([row('A', '4'), row('B', '1')], first.told).changed).toEqual([
      { itemNumber: 'A', warehouse: '001' },
    ]);
    // 5, 4 and 5 again between two looks is not seen; what left the overlap is told once more for that.
    const settled = judgeChanges([row('A', '5')], first.told);
    expect(settled).toMatchObject({ changed: [{ itemNumber: 'B', warehouse: '001' }], told: { 'A@001': '9/5' } });
    expect(judgeChanges([row('A', '5')], settled.told).changed).toEqual([]);
  });
});

describe('a full reading', () => {
  it.each([
    ['nothing at all', { rows: 0, zeros: 0 }, { rows: 500, zeros: 3 }, true],
    ['a third gone', { rows: 340, zeros: 3 }, { rows: 500, zeros: 3 }, true],
    ['a tenth gone', { rows: 450, zeros: 3 }, { rows: 500, zeros: 3 }, false],
    ['all zero', { rows: 500, zeros: 500 }, { rows: 500, zeros: 3 }, true],
    ['all zero, as before', { rows: 500, zeros: 500 }, { rows: 500, zeros: 500 }, false],
    ['the first', { rows: 500, zeros: 3 }, undefined, false],
    ['the first, all zero', { rows: 500, zeros: 500 }, undefined, true],
  ] as const)('of %s is doubted: %#', (_, now, before, expected) => {
    expect(isDoubtful(now, before)).toBe(expected);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { PollFailed, type PollTrigger } from '../../kit/connector.ts';
import type { PriceListOutput } from '../operations/price-list.ts';
import { openRig, outputOf, type Rig } from '../testing/rig.ts';
import { itemsTrigger } from './items.ts';
import { pricesTrigger } from './prices.ts';

describe.each(['v2', 'v1'])('changes told over %s', (apiVersion) => {
  let rig: Rig;
  const cursors = new Map<string, JsonObject>();
  beforeEach(async () => {
    rig = await openRig({ itemPageSize: 50, apiVersion });
    cursors.clear();
    moved = 0;
  });
  afterEach(() => rig.close());

  const DAY = 86_400_000;
  const dayText = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10).replaceAll('-', '');
  /** How far our own clock is moved. */
  let moved = 0;
  /** Both clocks go to a later day; M3's alone, when so said. */
  const turnDay = async (days: number, ours = days) => {
    moved = ours * DAY;
    await rig.settings({ clockOffsetMs: days * DAY });
  };

  const poll = async (trigger: PollTrigger, full = false) => {
    // A change in the same millisecond as the look is told twice, which is harmless but would blur the picture.
    await new Promise((resolve) => setTimeout(resolve, 3));
    const cursor = cursors.get(`${trigger.name} ${full}`);
    const polled = await trigger.poll({
      client: rig.client,
      settings: rig.config.settings,
      cursor,
      linked: [],
      find: () => Promise.resolve([]),
      now: Date.now() + moved,
      full,
    });
    cursors.set(`${trigger.name} ${full}`, polled.cursor);
    return polled;
  };
  const subjects = async (trigger: PollTrigger) => (await poll(trigger)).events.map(({ subject }) => subject);
  const edit = (itemNumber: string, fields: Record<string, string>) => rig.control('items', { itemNumber, fields });
  const price = (itemNumber: string, amount: string, more = {}) =>
    rig.control('prices', { rows: [{ itemNumber, price: amount, ...more }] });

  it('of items: each change once, also of fields that the list does not show', async () => {
    expect(await subjects(itemsTrigger)).toEqual([]);
    await edit('PUMP-1001', { ITDS: 'New name' });
    await edit('VALVE-1002', { STAT: '90' });
    expect(await subjects(itemsTrigger)).toEqual(['PUMP-1001', 'VALVE-1002']);
    expect(await subjects(itemsTrigger)).toEqual([]);
    await edit('PUMP-1001', { GRWE: '9.9' });
    expect(await subjects(itemsTrigger)).toEqual(['PUMP-1001']);
    expect(await subjects(itemsTrigger)).toEqual([]);
  });

  it('of items: a full reading comes in pages, tells each once, and goes on where it was', async () => {
    const told: string[] = [];
    let pages = 0;
    for (let more = true; more; pages += 1) {
      const polled = await poll(itemsTrigger, true);
      told.push(...polled.events.map(({ data }) => data['itemNumber'] as string));
      more = polled.more;
    }
    expect(pages).toBeGreaterThanOrEqual(4);
    expect(told).toHaveLength(204);
    expect(new Set(told).size).toBe(204);
  });

  it('of items: a page that is read again gives the same ids', async () => {
    const first = await poll(itemsTrigger, true);
    const cursor = cursors.get('items true') as JsonObject;
    const one = await poll(itemsTrigger, true);
    cursors.set('items true', cursor);
    expect((await poll(itemsTrigger, true)).events.map(({ id }) => id)).toEqual(one.events.map(({ id }) => id));
    expect(first.events).not.toHaveLength(0);
  });

  it('A08: with a clock that was set back: the watermark follows, nothing is hidden, and somebody hears of it', async () => {
    await rig.settings({ clockOffsetMs: 3_600_000 });
    await poll(itemsTrigger);
    await rig.settings({ clockOffsetMs: 0 });
    await edit('PUMP-1001', { ITDS: 'After the jump' });
    const { events, notes } = await poll(itemsTrigger);
    expect(events.map(({ subject }) => subject)).toEqual(['PUMP-1001']);
    expect(notes?.[0]).toMatch(/clock is (59|60) min behind/);
    expect(await subjects(itemsTrigger)).toEqual([]);
  });

  it('of prices: by list, and a customer’s own list with the customer', async () => {
    await poll(pricesTrigger);
    await price('PUMP-1001', '199.00');
    await price('PUMP-1001', '170.00', { priceList: 'C100002', customer: 'C100002' });
    const { events } = await poll(pricesTrigger);
    expect(events.map(({ subject, data }) => [subject, data['customerNumber'] ?? ''])).toEqual([
      ['PUMP-1001@C100002/USD/C100002', 'C100002'],
      ['PUMP-1001@LIST/USD', ''],
    ]);
    expect(await subjects(pricesTrigger)).toEqual([]);
  });

  it('of prices: when a list begins to count', async () => {
    await poll(pricesTrigger);
    await price('PUMP-1001', '210.00', { validFrom: dayText(1) });
    await poll(pricesTrigger);
    await turnDay(1, 0);
    expect(await subjects(pricesTrigger)).toEqual([]);
    await turnDay(1);
    expect(await subjects(pricesTrigger)).toEqual(['PUMP-1001@LIST/USD']);
    expect(await subjects(pricesTrigger)).toEqual([]);
  });

  it('of prices: when a list has ended, once, with its last day, and the older list counts again', async () => {
    await poll(pricesTrigger);
    const campaign = { validFrom: dayText(-1), validTo: dayText(0) };
    await price('PUMP-1001', '99.00', campaign);
    await price('VALVE-1002', '9.00', campaign);
    await poll(pricesTrigger);
    expect(await subjects(pricesTrigger)).toEqual([]);
    await turnDay(2);
    const { events } = await poll(pricesTrigger);
    expect(events.map(({ data }) => [data['itemNumber'], data['until']])).toEqual([
      ['PUMP-1001', dayText(0)],
      ['VALVE-1002', dayText(0)],
    ]);
    expect(await subjects(pricesTrigger)).toEqual([]);
    const read = async (day: string) => {
      const input = { items: [{ itemNumber: 'PUMP-1001' }], priceList: 'LIST', currency: 'USD', day };
      return outputOf<PriceListOutput>(await rig.drive('price.list', input)).items.map(({ price: each }) => each);
    };
    expect(await read(dayText(0))).toEqual(['99.00']);
    expect(await read(dayText(2))).not.toEqual(['99.00']);
  });

  it('of prices: a full reading goes list by list', async () => {
    const told: string[] = [];
    for (let more = true; more; ) {
      const polled = await poll(pricesTrigger, true);
      told.push(...polled.events.map(({ subject }) => subject));
      more = polled.more;
    }
    expect(told.filter((subject) => subject.endsWith('@LIST/USD'))).toHaveLength(204);
    expect(told.filter((subject) => subject.endsWith('@DEALER/USD'))).toHaveLength(3);
    expect(new Set(told).size).toBe(208);
  });

  it('leave the cursor where it was when M3 does not answer', async () => {
    await poll(itemsTrigger);
    await rig.fault('*', 'unavailable', 20);
    await expect(poll(itemsTrigger)).rejects.toBeInstanceOf(PollFailed);
  });
});

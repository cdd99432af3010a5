import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Call, CallResult } from '../../../core/operation.ts';
import { type ConnectionClient, type Polled, PollFailed } from '../../kit/connector.ts';
import { contentHashOf } from '../model/content-hash.ts';
import type { Order } from '../model/order.ts';
import type { ClarityRequest } from '../model/request.ts';
import { ORDER_SAMPLE } from '../samples/order.ts';
import { ordersPoll } from './orders.ts';

const START = Date.parse('2025-03-04T12:00:00Z');
const MINUTE = 60_000;

/** A store in memory, as the client shows it. */
class Shelf implements ConnectionClient {
  readonly orders = new Map<string, { order: Order; hash?: string; active?: boolean }>();
  readonly asked: ClarityRequest[] = [];
  broken: string | undefined;
  /** One of so many reads gets no answer. */
  failsEach = Infinity;
  #reads = 0;
  unreadable = new Set<string>();
  /** Orders whose reading gets no answer. */
  silent = new Set<string>();
  /** So many lists get no answer. */
  lostLists = 0;
  /** So many lists of a slice of time get no answer. */
  lostSlices = 0;
  /** Lists of more rows are too long to be read in one piece. */
  longest = Infinity;

  put(id: string, at: number, change: Partial<Order> = {}, rest: { hash?: string } = {}): void {
    const before = this.orders.get(id)?.order;
    const stamp = new Date(at).toISOString();
    const { key: _key, account: _account, ...base } = ORDER_SAMPLE;
    const placedAt = before?.placedAt ?? stamp;
    const order: Order = { ...base, guest: true, ...before, id, number: id, placedAt, updatedAt: stamp, ...change };
    this.orders.set(id, { order: { ...order, version: `${order.updatedAt ?? placedAt}#${order.status}` }, ...rest });
  }

  async send(call: Call): Promise<CallResult> {
    const request = call.request as unknown as ClarityRequest;
    this.asked.push(request);
    if (request.ask === 'order-read') this.#reads += 1;
    const isLost =
      this.broken === request.ask ||
      (request.ask === 'order-read' && (this.#reads % this.failsEach === 0 || this.silent.has(request.id))) ||
      (request.ask === 'order-list' && this.lostLists-- > 0) ||
      (request.ask === 'order-list' && request.modifiedUntil !== undefined && this.lostSlices-- > 0);
    if (isLost) {
      return { outcome: 'not-sent', failure: { kind: 'unreachable', code: 'connection.unreachable', message: 'down' } };
    }
    if (request.ask === 'order-read') return this.#read(request.id);
    if (request.ask !== 'order-list') throw new Error(`unexpected ${request.ask}`);
    const { modifiedSince = '', modifiedUntil = '~', partOfGroup, newest } = request;
    const rows = [...this.orders.values()]
      .map(({ order }) => order)
      .filter(({ updatedAt, placedAt }) => (updatedAt ?? placedAt) >= modifiedSince)
      .filter(({ updatedAt, placedAt }) => (updatedAt ?? placedAt) <= modifiedUntil)
      .filter((order) => partOfGroup === undefined || (order.groupId !== undefined && !order.isMaster) === partOfGroup)
      .toSorted((left, right) => (left.placedAt < right.placedAt ? 1 : -1))
      .map(({ id, placedAt, status, isMaster, groupId }) => ({ id, placedAt, status, isMaster, groupId }));
    if (!newest && rows.length > this.longest && request.paged !== true) {
      const failure = { kind: 'unreachable', code: 'connection.no-usable-answer', message: 'too long' } as const;
      return { outcome: 'not-sent', failure };
    }
    // Pages show no parts of split orders.
    if (request.paged) rows.splice(0, rows.length, ...rows.filter((row) => row.isMaster || row.groupId === undefined));
    return {
      outcome: 'applied',
      reply: { orders: newest ? rows.slice(0, 1) : rows, more: false } as unknown as JsonObject,
    };
  }

  #read(id: string): CallResult {
    if (this.unreadable.has(id)) {
      const failure = {
        kind: 'rejected',
        code: 'clarity.field-unreadable',
        message: 'x',
        field: 'SalesItems[0].Quantity',
      } as const;
      return { outcome: 'refused', failure };
    }
    const found = this.orders.get(id);
    if (!found)
      return { outcome: 'refused', failure: { kind: 'missing', code: 'clarity.order-not-found', message: 'x' } };
    const { order, hash, active = true } = found;
    return {
      outcome: 'applied',
      reply: { order, active, ...(hash === undefined ? {} : { hash }) } as unknown as JsonObject,
    };
  }

  test(): Promise<never[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class Poller {
  readonly shelf = new Shelf();
  cursor: JsonObject | undefined;
  settings: JsonObject = {};

  get seen(): readonly string[] {
    return (this.cursor?.['seen'] ?? []) as string[];
  }

  async look(now: number): Promise<Polled> {
    const polled = await ordersPoll.poll({
      client: this.shelf,
      settings: this.settings,
      cursor: this.cursor,
      linked: [],
      find: () => Promise.resolve([]),
      now,
    });
    // The cursor goes through the database.
    this.cursor = JSON.parse(JSON.stringify(polled.cursor)) as JsonObject;
    return polled;
  }

  /** Looks until nothing more is waiting; answers what was told, as `id type`. */
  async all(now: number): Promise<string[]> {
    const told: string[] = [];
    for (;;) {
      const { events, more } = await this.look(now);
      told.push(...events.map((event) => `${event.subject} ${event.type.replace('clarity.order.', '')}`));
      if (!more) return told;
    }
  }
}

describe('the look for orders', () => {
  it('tells a new order once, however often it looks', async () => {
    const poller = new Poller();
    poller.shelf.put('1', START);
    expect(await poller.all(START + MINUTE)).toEqual(['1 created']);
    expect(await poller.all(START + 2 * MINUTE)).toEqual([]);
    expect(await poller.all(START + 3 * MINUTE)).toEqual([]);
  });

  it('gives events with a stable id, so that a repeat is known', async () => {
    const poller = new Poller();
    poller.shelf.put('1', START);
    const first = await poller.look(START + MINUTE);
    poller.cursor = undefined;
    const again = await poller.look(START + MINUTE);
    expect(again.events).toEqual(first.events);
    expect(first.events[0]).toMatchObject({
      id: 'poll:1:2025-03-04T12:00:00.000Z#Full Payment Received',
      data: { store: 'main', entity: 'order', entityId: '1', guest: true },
    });
  });

  it('begins as far back as it is told, and history stays history', async () => {
    const poller = new Poller();
    poller.shelf.put('1', START - 60 * MINUTE);
    poller.shelf.put('2', START - 5 * MINUTE);
    expect(await poller.all(START)).toEqual(['2 created']);
    expect(await poller.all(START + MINUTE)).toEqual([]);
    const further = new Poller();
    further.settings = { firstLook: '2h' };
    further.shelf.put('1', START - 60 * MINUTE);
    expect(await further.all(START)).toEqual(['1 created']);
  });

  it('A09 loses nothing of a store whose clock is hours behind', async () => {
    const poller = new Poller();
    poller.shelf.put('1', START - 360 * MINUTE);
    expect(await poller.all(START)).toEqual([]);
    poller.shelf.put('2', START - 359 * MINUTE);
    expect(await poller.all(START + MINUTE)).toEqual(['2 created']);
  });

  it('loses nothing when changes keep coming with the same stamp', async () => {
    const poller = new Poller();
    poller.shelf.put('1', START);
    await poller.all(START + MINUTE);
    poller.shelf.put('2', START);
    poller.shelf.put('3', START - 9 * MINUTE);
    expect((await poller.all(START + 2 * MINUTE)).toSorted()).toEqual(['2 created', '3 created']);
  });

  it('tells a change of an exported order, not of an order it told before export', async () => {
    const poller = new Poller();
    poller.shelf.put('1', START);
    await poller.all(START + MINUTE);
    poller.shelf.put('1', START + 2 * MINUTE, { key: '0010004711' });
    expect(await poller.all(START + 3 * MINUTE)).toEqual(['1 updated']);
    poller.shelf.put('1', START + 4 * MINUTE, { status: 'Void' });
    expect(await poller.all(START + 5 * MINUTE)).toEqual(['1 updated']);
  });

  it('W14 is silent about our own writing, and hears a person’s status after it', async () => {
    const poller = new Poller();
    poller.shelf.put('1', START);
    await poller.all(START + MINUTE);
    const hash = contentHashOf(poller.shelf.orders.get('1')?.order ?? ORDER_SAMPLE);
    poller.shelf.put('1', START + 2 * MINUTE, { key: '0010004711' }, { hash });
    expect(await poller.all(START + 3 * MINUTE)).toEqual([]);
    poller.shelf.put('1', START + 4 * MINUTE, { status: 'On Hold' }, { hash });
    expect(await poller.all(START + 5 * MINUTE)).toEqual(['1 updated']);
  });

  it('leaves out void orders, and masters whose parts are exported', async () => {
    const poller = new Poller();
    poller.shelf.put('1', START, { status: 'Void' });
    poller.shelf.put('2', START, { isMaster: true, groupId: '9' });
    poller.shelf.put('3', START, { groupId: '9' });
    poller.shelf.put('4', START, { isMaster: true, groupId: '8' });
    expect((await poller.all(START + MINUTE)).toSorted()).toEqual(['3 created', '4 created']);
  });

  it('exports masters by setting', async () => {
    const poller = new Poller();
    poller.settings = { groupedOrders: 'master' };
    poller.shelf.put('2', START, { isMaster: true, groupId: '9' });
    poller.shelf.put('3', START, { groupId: '9' });
    expect(await poller.all(START + MINUTE)).toEqual(['2 created']);
  });

  it('counts an attribute as the exported marker by setting', async () => {
    const poller = new Poller();
    poller.settings = { exportedMarker: 'M3Order' };
    poller.shelf.put('1', START, { key: '8000001' });
    poller.shelf.put('2', START, { key: '8000002', attributes: { M3Order: '0010004711' } });
    expect((await poller.all(START + MINUTE)).toSorted()).toEqual(['1 created', '2 updated']);
  });

  it('reads a flood in gentle portions and forgets none', async () => {
    const poller = new Poller();
    for (let id = 1; id <= 450; id += 1) poller.shelf.put(String(id), START + id);
    const first = await poller.look(START + MINUTE);
    expect(first).toMatchObject({ more: true });
    expect(first.events).toHaveLength(200);
    const rest = await poller.all(START + MINUTE);
    expect(rest).toHaveLength(250);
    expect(await poller.all(START + 2 * MINUTE)).toEqual([]);
  });

  it('N06 keeps its place when the store is down in the middle', async () => {
    const poller = new Poller();
    for (let id = 1; id <= 220; id += 1) poller.shelf.put(String(id), START + id);
    const told = (await poller.look(START + MINUTE)).events.length;
    poller.shelf.broken = 'order-read';
    await expect(poller.look(START + MINUTE)).rejects.toBeInstanceOf(PollFailed);
    poller.shelf.broken = undefined;
    expect(told + (await poller.all(START + MINUTE)).length).toBe(220);
  });

  it('N15 gets on while one read in fourteen fails', async () => {
    const poller = new Poller();
    for (let id = 1; id <= 300; id += 1) poller.shelf.put(String(id), START + id);
    poller.shelf.failsEach = 14;
    const told = new Set<string>();
    let failed = 0;
    for (let look = 0; told.size < 300 && look < 40; look += 1) {
      const polled = await poller.look(START + MINUTE).catch(() => undefined);
      if (polled === undefined) failed += 1;
      for (const { subject } of polled?.events ?? []) told.add(subject);
    }
    expect(told.size).toBe(300);
    expect(failed).toBeLessThan(10);
  });

  it('N15 an order that gets no answer waits for the next list and keeps no other from being read', async () => {
    const poller = new Poller();
    for (let id = 1; id <= 20; id += 1) poller.shelf.put(String(id), START + id);
    poller.shelf.silent.add('3');
    expect(await poller.all(START + MINUTE)).toHaveLength(19);
    poller.shelf.put('21', START + 2 * MINUTE);
    expect(await poller.all(START + 3 * MINUTE)).toEqual(['21 created']);
    poller.shelf.put('22', START + 30 * MINUTE);
    expect(await poller.all(START + 31 * MINUTE)).toEqual(['22 created']);
    poller.shelf.silent.clear();
    expect(await poller.all(START + 32 * MINUTE)).toEqual(['3 created']);
  });

  it('asks again for a list that got no answer', async () => {
    const poller = new Poller();
    poller.shelf.put('1', START);
    await poller.all(START + 1_000);
    poller.shelf.put('2', START + 2_000);
    poller.shelf.lostLists = 2;
    expect(await poller.all(START + 3_000)).toEqual(['2 created']);
    poller.shelf.lostLists = 3;
    await expect(poller.look(START + 4_000)).rejects.toBeInstanceOf(PollFailed);
  });

  it('reads what is recent again, and of what is older only what it does not know', async () => {
    const poller = new Poller();
    for (let id = 1; id <= 100; id += 1) poller.shelf.put(String(id), START + id * 1_000);
    await poller.all(START + 2 * MINUTE);
    const readsOf = async (now: number): Promise<string[]> => {
      poller.shelf.asked.length = 0;
      await poller.all(now);
      return poller.shelf.asked.flatMap((request) => (request.ask === 'order-read' ? [request.id] : []));
    };
    expect(await readsOf(START + 2 * MINUTE + 2_000)).toEqual(
      Array.from({ length: 11 }, (_, index) => String(90 + index)),
    );
    // Stamped long before the newest that was seen, and visible only now.
    poller.shelf.put('late', START + 20_000);
    poller.shelf.put('7', START + 21_000, { status: 'On Hold' });
    expect(await readsOf(START + 4 * MINUTE)).toEqual(expect.arrayContaining(['late', '7']));
    expect(await readsOf(START + 6 * MINUTE)).toHaveLength(11);
  });

  it('N15 goes on sweeping the overlap where a slice got no answer, and reads what is recent meanwhile', async () => {
    const poller = new Poller();
    for (let id = 1; id <= 9; id += 1) poller.shelf.put(String(id), START + id * MINUTE);
    await poller.all(START + 10 * MINUTE);
    poller.shelf.put('early', START + 1_000);
    poller.shelf.put('late', START + 8 * MINUTE);
    poller.shelf.put('new', START + 11 * MINUTE);
    poller.shelf.lostSlices = 4;
    expect(await poller.all(START + 12 * MINUTE)).toEqual(['new created']);
    const slices = (): number =>
      poller.shelf.asked.filter((request) => request.ask === 'order-list' && request.modifiedUntil !== undefined)
        .length;
    const before = slices();
    expect(await poller.all(START + 12 * MINUTE + 2_000)).toEqual(['late created']);
    expect(slices()).toBeGreaterThan(before);
    const after = slices();
    expect(await poller.all(START + 12 * MINUTE + 4_000)).toEqual([]);
    expect(slices()).toBe(after);
  });

  it('cuts a list that is too long in time, and misses no part of a split order', async () => {
    const poller = new Poller();
    poller.shelf.put('0', START);
    await poller.all(START + 1_000);
    for (let id = 1; id <= 60; id += 1)
      poller.shelf.put(String(id), START + id * MINUTE, id % 3 === 0 ? { groupId: '9' } : {});
    poller.shelf.longest = 7;
    expect(await poller.all(START + 61 * MINUTE)).toHaveLength(60);
    // Changed after the last order was placed, and all at once.
    for (let id = 1; id <= 20; id += 1) poller.shelf.put(String(id), START + 70 * MINUTE, { key: `M${id}` });
    const told = await poller.all(START + 71 * MINUTE);
    expect(told.length).toBeGreaterThan(0);
    expect(poller.shelf.asked.some((request) => request.ask === 'order-list' && request.paged === true)).toBe(true);
  });

  it('D20 hands an order it cannot read to a run, where people see it', async () => {
    const poller = new Poller();
    poller.shelf.put('1', START);
    poller.shelf.put('2', START);
    poller.shelf.unreadable.add('1');
    expect((await poller.all(START + MINUTE)).toSorted()).toEqual(['1 created', '2 created']);
    expect(await poller.all(START + 2 * MINUTE)).toEqual([]);
  });

  it('does not let one absurd stamp carry the watermark away', async () => {
    const poller = new Poller();
    poller.shelf.put('1', Date.parse('2099-01-01T00:00:00Z'));
    poller.shelf.put('2', START);
    expect((await poller.all(START + MINUTE)).toSorted()).toEqual(['1 created', '2 created']);
    poller.shelf.put('3', START + 2 * MINUTE);
    expect(await poller.all(START + 3 * MINUTE)).toEqual(['3 created']);
  });

  it('A08 begins an hour earlier around the end of summer time', async () => {
    const poller = new Poller();
    poller.settings = { sourceTimeZone: 'Europe/Oslo' };
    const change = Date.parse('2025-10-26T00:58:00Z');
    poller.shelf.put('1', change);
    await poller.all(change + MINUTE);
    // The second 02:10 of that night reads as the first one, 48 minutes before what was seen.
    poller.shelf.put('2', change - 48 * MINUTE);
    expect(await poller.all(change + 13 * MINUTE)).toEqual(['2 created']);
  });

  it('forgets what lies below its next beginning, so that the cursor stays small', async () => {
    const poller = new Poller();
    for (let minute = 0; minute < 120; minute += 1) {
      poller.shelf.put(String(minute), START + minute * MINUTE);
      await poller.all(START + minute * MINUTE + 1_000);
    }
    expect(poller.seen.length).toBeLessThanOrEqual(11);
  });

  it('goes on from a cursor of an earlier release', async () => {
    const poller = new Poller();
    for (const id of ['7', '12015', '12016']) poller.shelf.put(id, START, { status: 'Being packed' });
    await poller.all(START + 1_000);
    const pairs = poller.seen.map((text) => /^(\S+) (.*)$/.exec(text)?.slice(1));
    expect(pairs).toContainEqual(['12015', `${new Date(START).toISOString()}#Being packed`]);
    poller.cursor = { ...poller.cursor, seen: Object.fromEntries(pairs as [string, string][]) };
    expect(await poller.all(START + 2_000)).toEqual([]);
    poller.shelf.put('12016', START + 3_000, { status: 'Void' });
    poller.shelf.put('12017', START + 3_000);
    expect(await poller.all(START + 4_000)).toEqual(['12017 created']);
  });
});

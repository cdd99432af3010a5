import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type OpenStore } from '../testing/open-store.ts';
import { SHOPPER_KINDS } from './kinds.ts';

type Members = Record<string, unknown>;

describe('simulated shoppers', () => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.close());

  const finished = async (id: string): Promise<Members> => {
    const run = async (): Promise<Members> => (await store.plain('GET', `/sandbox/shop/${id}`)).body;
    await expect.poll(async () => (await run())['done'], { timeout: 10_000 }).toBe(true);
    return await run();
  };

  test('a small run answers with its orders; plain ones have the lines asked for', async () => {
    const run = await store.plain('POST', '/sandbox/shop', { count: 8, lines: '5-5', catalogue: 'plain' });
    const orders = run.body['orders'] as { id: number; placedAt: string; expect: string }[];
    expect([run.status, orders.length]).toEqual([200, 8]);
    for (const { id, placedAt, expect: label } of orders) {
      expect([label, new Date(placedAt).toISOString()]).toEqual(['land', placedAt]);
      expect(await store.order(id)).toMatchObject({
        SalesItems: { length: 5 },
        AccountKey: expect.stringMatching(/^C1000/),
      });
    }
    const accounts = await Promise.all(orders.map(async ({ id }) => (await store.ledgerOrder(id))['account']));
    expect(new Set(accounts).size).toBe(8);
  });

  test('a large run tells its progress, and about 3 % of a varied one is to be held', async () => {
    const started = await store.plain('POST', '/sandbox/shop', { count: 600, seed: 4 });
    expect([started.status, started.headers.get('location')]).toEqual([
      202,
      `/sandbox/shop/${String(started.body['id'])}`,
    ]);
    const run = await finished(String(started.body['id']));
    const orders = run['orders'] as { expect: string; kind: string }[];
    expect(run).toMatchObject({ placed: 600, problems: [] });
    const share = orders.filter((order) => order.expect === 'hold').length / orders.length;
    expect(share).toBeGreaterThan(0.01);
    expect(share).toBeLessThan(0.06);
    const weighted = Object.keys(SHOPPER_KINDS).filter((kind) => (SHOPPER_KINDS[kind]?.weight ?? 0) > 0);
    expect(new Set(orders.map((order) => order.kind))).toEqual(new Set(weighted));
  });

  test('the same seed places the same orders', async () => {
    const play = async (): Promise<unknown> => {
      const own = await openStore();
      await own.plain('POST', '/sandbox/shop', { count: 20, seed: 9 });
      const orders = (await own.plain('GET', '/sandbox/ledger')).body['orders'] as Members[];
      await own.close();
      return orders.map(({ id, kind, account, currency, totals, lines }) => ({
        id,
        kind,
        account,
        currency,
        totals,
        lines,
      }));
    };
    expect(await play()).toEqual(await play());
  });

  test('a rate is kept', async () => {
    const startedAt = performance.now();
    const run = await store.plain('POST', '/sandbox/shop', { count: 10, ratePerSecond: 50, catalogue: 'plain' });
    await finished(String(run.body['id']));
    expect(performance.now() - startedAt).toBeGreaterThan(170);
  });

  test.each(Object.entries(SHOPPER_KINDS))('%s can be placed on demand', async (kind, { expect: label, split }) => {
    const placed = await store.plain('POST', '/sandbox/shop/one', { kind, seed: 3 });
    const orders = placed.body['orders'] as { expect: string }[];
    expect(orders.map((order) => order.expect)).toEqual(split ? ['skip', label, label] : [label]);
  });

  test.each([
    ['unknown-sku', { SalesItems: [{ Sku: 'GHOST-1' }] }],
    ['negative-quantity', { SalesItems: [{ Quantity: expect.toSatisfy((value: number) => value < 0) }] }],
    ['huge-quantity', { SalesItems: [{ Quantity: 1e15 }] }],
    ['unknown-currency', { SalesItems: [{ SellingCurrencyKey: 'ISK' }] }],
    ['zero-total', { Totals: { Total: 0 } }],
    ['many-lines', { SalesItems: { length: 400 } }],
    ['account-on-hold', { StatusKey: 'On Hold', AccountKey: 'C100039' }],
    ['over-credit', { StatusKey: 'On Hold', AccountKey: 'C100038' }],
    ['po-number', { PurchaseOrderNumber: 'PO-5567' }],
    ['notes', { Notes: [{ Note1: expect.stringContaining('Call before') }] }],
    ['rtl', { ShippingContact: { FirstName: 'דנה', Address: { CountryCode: 'ISR' } } }],
    ['emoji', { BillingContact: { FirstName: 'Zoë 👩‍🔧' } }],
    [
      'long-address',
      { ShippingContact: { Address: { Street1: expect.toSatisfy((street: string) => street.length > 80) } } },
    ],
    ['partial-payment', { StatusKey: 'Pending', SalesOrderPayments: [{ Slave: { Amount: 5 } }] }],
  ])('%s is what it says', async (kind, shape) => {
    const lines = kind === 'many-lines' ? undefined : '1';
    expect(await store.order(await store.place(kind, lines))).toMatchObject(shape);
  });

  test('a missing unit, a missing address and totals that do not add up', async () => {
    const [line] = (await store.order(await store.place('missing-unit', '1')))['SalesItems'] as Members[];
    expect(line).not.toHaveProperty('UnitOfMeasure');
    expect(await store.order(await store.place('no-address'))).not.toHaveProperty('BillingContact');
    for (const [kind, off] of [
      ['cents-off', 0.01],
      ['total-off', 10],
    ] as const) {
      const order = await store.order(await store.place(kind, '2'));
      const goods = (order['SalesItems'] as { ExtendedPrice: number }[]).reduce(
        (sum, { ExtendedPrice }) => sum + ExtendedPrice,
        0,
      );
      expect((order['Totals'] as { SubTotal: number }).SubTotal - goods).toBeCloseTo(off, 6);
    }
  });

  test.each([
    [{ count: 0 }, 'count'],
    [{ count: 5, lines: '9-1' }, 'lines'],
    [{ count: 5, lines: '1-999' }, 'lines'],
    [{ count: 5, colour: 'red' }, 'colour'],
  ])('refuses %j', async (body, field) => {
    const refused = await store.plain('POST', '/sandbox/shop', body);
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining(field)]);
  });

  test('control answers local callers only', async () => {
    const foreign = await store.plain('GET', '/sandbox/ledger', undefined, { origin: 'https://example.test' });
    expect(foreign.status).toBe(403);
  });
});

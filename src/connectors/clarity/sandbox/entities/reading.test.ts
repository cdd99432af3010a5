import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type OpenStore } from '../testing/open-store.ts';

describe('reading records', () => {
  let store: OpenStore;
  let id: number;
  beforeAll(async () => {
    store = await openStore();
    id = await store.place('freight', '3');
  });
  afterAll(() => store.close());

  const rows = async (path: string, body?: unknown): Promise<Record<string, unknown>[]> =>
    (await store.api(body === undefined ? 'GET' : 'POST', path, body)).body as unknown as Record<string, unknown>[];

  test('one order in full has lines, contacts with country codes, totals with their sum, no nulls', async () => {
    const order = await store.order(id);
    expect(order).toMatchObject({
      ID: id,
      Active: true,
      StateKey: 'WORK',
      TypeKey: 'Web',
      StoreKey: 'MAIN-US',
      BrandKey: 'MAIN',
    });
    expect(order['CreatedDate']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
    const totals = order['Totals'] as Record<string, number>;
    const parts = ['SubTotal', 'Shipping', 'Handling', 'Fees', 'Discounts', 'Tax'].map((part) => totals[part] ?? 0);
    expect(totals['Total']).toBeCloseTo(
      parts.reduce((sum, part) => sum + part, 0),
      6,
    );
    expect(order['SalesItems']).toHaveLength(3);
    expect(order['SalesItems']).toContainEqual(
      expect.objectContaining({ ItemType: 0, Sku: expect.any(String), UnitOfMeasure: expect.any(String) }),
    );
    const country = ((order['ShippingContact'] as Record<string, unknown>)['Address'] as Record<string, unknown>)[
      'CountryCode'
    ];
    expect(country).toMatch(/^[A-Z]{3}$/);
    expect(JSON.stringify(order)).not.toContain('null');
    expect(order).not.toHaveProperty('CustomKey');
  });

  test('lists carry neither lines nor notes nor the time of change, and only the list pages', async () => {
    const [row] = await rows('/Ordering/SalesOrdersForConnect', { IDs: [id] });
    expect(row).toMatchObject({
      ID: id,
      AccountKey: expect.any(String),
      BillingContact: expect.any(Object),
      ItemQuantity: expect.any(Number),
    });
    for (const left of ['SalesItems', 'Notes', 'Discounts', 'UpdatedDate', 'SalesOrderPayments'])
      expect(row).not.toHaveProperty(left);
    const paged = await store.api('GET', '/Ordering/SalesOrders?Paging={Size:5,StartIndex:2}');
    expect(paged.body).toMatchObject({ TotalCount: 13, TotalPages: 3, CurrentPage: 2, CurrentCount: 5 });
    expect(await rows('/Ordering/SalesOrdersForConnect', { Paging: { Size: 2, StartIndex: 1 } })).toHaveLength(13);
    expect(await rows('/Accounts/AccountsForConnect', { Paging: { Size: 2, StartIndex: 1 } })).toHaveLength(2);
  });

  test('pages are counted from one, and page 0 is refused', async () => {
    const first = (await store.api('GET', '/Products/Products?Paging={Size:1,StartIndex:1}')).body['Results'];
    expect(first).toEqual([expect.objectContaining({ CustomKey: 'PUMP-1001' })]);
    expect((await store.api('GET', '/Products/Products?Paging={Size:1,StartIndex:0}')).status).toBe(400);
  });

  test('orders come newest first and only those changed since a time', async () => {
    const ids = (await rows('/Ordering/SalesOrdersForConnect', {})).map((row) => Number(row['ID']));
    expect(ids).toEqual(ids.toSorted((left, right) => right - left));
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    expect(await rows('/Ordering/SalesOrdersForConnect', { Active: true, ModifiedSince: yesterday })).toHaveLength(1);
    const soon = new Date(Date.now() + 60_000).toISOString();
    expect(await rows('/Ordering/SalesOrdersForConnect', { ModifiedSince: soon })).toEqual([]);
    expect((await store.api('POST', '/Ordering/SalesOrdersForConnect', { ModifiedSince: 'soon' })).status).toBe(400);
  });

  test.each([
    ['a status', { StatusKey: 'Completed' }, 12],
    ['any of several statuses', { StatusKeys: ['Completed', 'Pending', 'Full Payment Received'] }, 13],
    ['all but a status', { ExcludedStatusKey: 'Completed' }, 1],
    ['a part of the key', { CustomKey: '00090010' }, 12],
    ['exactly a key', { CustomKey: '00090010', CustomKeyStrict: true }, 0],
    ['several keys', { CustomKeys: ['0009001030', '0009001031'] }, 2],
    ['several IDs in one text', { IDs: '1030,1031,1032' }, 3],
    ['a smallest total', { MinTotal: 1e9 }, 0],
    ['an e-mail', { Email: 'nobody@example.test' }, 0],
    ['an account', { AccountKey: 'c100001', Active: true }, { over: 0 }],
    ['a product', { ProductKey: 'PUMP-1001' }, { over: 0 }],
    ['names in another letter case', { statuskey: 'completed' }, 12],
  ] as const)('searches by %s', async (_, model, expected) => {
    const found = (await rows('/Ordering/SalesOrdersForConnect', model)).length;
    if (typeof expected === 'number') expect(found).toBe(expected);
    else expect(found).toBeGreaterThan(expected.over);
  });

  test('sorts by several fields and reads the query form without quotes', async () => {
    const path = `/Accounts/Accounts?Sorts=[{field:Name,order:0,dir:desc}]&Paging={Size:1,StartIndex:1}`;
    const results = (await store.api('GET', encodeURI(path))).body['Results'] as Record<string, unknown>[];
    expect(results[0]?.['Name']).toBe('Prairie Irrigation 5');
  });

  test('the digest lists active records that have a key; a new order is not in it', async () => {
    const digest = await rows('/Ordering/SalesOrdersDigest');
    expect(digest).toHaveLength(12);
    expect(digest[0]).toEqual({ ID: 1030, Key: '0009001030', Hash: 0 });
  });

  test('keys with slashes are found, unknown ones answer empty', async () => {
    await store.api('POST', '/Products/Product/Create', { CustomKey: 'A/B 1', Name: 'Slash', Active: true });
    expect((await store.api('GET', '/Products/Product/Key/A%2FB%201')).body).toMatchObject({ Name: 'Slash' });
    expect((await store.api('GET', '/Products/Product/Exists/Key/a/b%201')).text).toMatch(/^\d+$/);
    const missing = await store.api('GET', '/Products/Product/Key/none');
    expect([missing.status, missing.text]).toEqual([204, '']);
  });

  test('a read is answered from the cache for a minute unless noCache is sent', async () => {
    const path = `/Accounts/Account/ID/1`;
    const before = await store.api('GET', path);
    expect(before.headers.get('cache-control')).toBe('max-age=60');
    await store.api('PATCH', '/Accounts/Account/Deactivate/ID/1');
    expect((await store.api('GET', path)).body['Active']).toBe(true);
    expect((await store.api('GET', `${path}?noCache=${Date.now()}`)).body['Active']).toBe(false);
    await store.api('DELETE', '/Accounts/Account/ClearCache');
    expect((await store.api('GET', path)).body['Active']).toBe(false);
    await store.api('PATCH', '/Accounts/Account/Reactivate/ID/1');
  });

  test('stamps follow the zone that is set, without an offset', async () => {
    await store.plain('POST', '/sandbox/settings', { zone: 'America/Chicago' });
    const order = await store.order(await store.place('plain'));
    const local = new Date().toLocaleString('sv-SE', { timeZone: 'America/Chicago' }).slice(0, 13).replace(' ', 'T');
    expect(String(order['CreatedDate']).slice(0, 13)).toBe(local);
    const since = new Date(Date.now() - 5_000).toISOString();
    expect(await rows('/Ordering/SalesOrdersForConnect', { ModifiedSince: since, ID: order['ID'] })).toHaveLength(1);
    await store.plain('POST', '/sandbox/settings', { zone: 'UTC' });
  });

  test('an unknown route is 404, another verb 405, an unreadable body a 200 with a code', async () => {
    expect((await store.api('GET', '/Ordering/Nothing')).status).toBe(404);
    expect((await store.api('DELETE', '/Ordering/SalesOrdersDigest')).status).toBe(405);
    const broken = await store.api('POST', '/Ordering/SalesOrdersForConnect', '{"Active":');
    expect([broken.status, broken.body['Code']]).toEqual([200, 'SerializationException']);
  });
});

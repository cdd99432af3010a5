import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type OpenStore } from '../testing/open-store.ts';

type Members = Record<string, unknown>;

describe('the newer read syntax', () => {
  let store: OpenStore;
  let id: number;
  let bearer: Record<string, string>;
  beforeAll(async () => {
    store = await openStore();
    id = await store.place('freight', '3');
    const { userName, password } = store.credentials;
    const login = await store.plain('POST', '/phoenix/identity/login', { userName, password });
    bearer = { authorization: `Bearer ${String(login.body['token'])}` };
  });
  afterAll(() => store.close());

  const get = (path: string) => store.plain('GET', `/phoenix/${path}`, undefined, bearer);
  const total = async (query: string) => (await get(`sales/salesorder?${query}`)).body['totalCount'];

  test('one order in camel case with short text ids, flagged as assumed', async () => {
    const order = await get(`sales/salesOrder/${id}`);
    expect(order.headers.get('x-assumed')).toBe('1');
    expect(order.body).toMatchObject({
      id,
      stateId: 'WORK',
      typeId: 'Web',
      accountKey: expect.any(String),
      totals: { total: expect.any(Number) },
    });
    expect(order.body['salesItems']).toHaveLength(3);
    expect(order.body).not.toHaveProperty('statusName');
  });

  test('pages start at zero and come in an envelope', async () => {
    const first = await get('products/product?pageSize=3&pageIndex=0');
    expect(first.body).toMatchObject({ totalCount: 206, pageIndex: 0, pageSize: 3 });
    expect((first.body['items'] as Members[]).map((item) => item['customKey'])).toEqual([
      'PUMP-1001',
      'VALVE-1002',
      'SEAL-1003',
    ]);
    const second = (await get('products/product?pageSize=3&pageIndex=1')).body['items'] as Members[];
    expect(second[0]?.['customKey']).toBe('MOTOR-1004');
  });

  test.each([
    ['statusId=completed', 12],
    [`id=1030&id=1031`, 2],
    ['customKeyStartsWith=00090', 12],
    ['customKeyEndsWith=1041', 1],
    ['customKeyContains=9001', 12],
    ['createdDateMin=2001-01-01&createdDateMax=2002-01-01', 0],
    [`createdDateMin=${new Date(Date.now() - 3_600_000).toISOString().slice(0, 19)}`, 1],
    ['notStatusId=completed', 1],
    ['salesItemsCountMin=3', 1],
    ['salesItemsAnyUnitOfMeasure=EA&id=1030', 1],
    ['salesItemsAllSkuStartsWith=PUMP&id=1030', 1],
  ])('%s finds %i', async (query, count) => {
    expect(await total(query)).toBe(count);
  });

  test('lines come with a list only when asked for', async () => {
    const [plain] = (await get(`sales/salesorder?id=${id}`)).body['items'] as Members[];
    const [full] = (await get(`sales/salesorder?id=${id}&include=salesItems`)).body['items'] as Members[];
    expect([plain?.['salesItems'], full?.['salesItems']]).toEqual(
      [undefined, { length: 3 }].map((shape) => shape && expect.objectContaining(shape)),
    );
  });

  test('sorts by several levels', async () => {
    const items = (await get('sales/salesorder?sort=-id&pageSize=2')).body['items'] as Members[];
    expect(items.map((item) => item['id'])).toEqual([id, 1041]);
  });

  test('refuses what it does not know and who has not logged in', async () => {
    expect((await get('sales/salesorder?colour=red')).status).toBe(400);
    expect((await get('sales/unicorn')).status).toBe(404);
    expect((await store.plain('GET', '/phoenix/sales/salesorder')).status).toBe(401);
    expect((await store.plain('POST', '/phoenix/identity/login', { userName: 'x' })).status).toBe(401);
  });
});

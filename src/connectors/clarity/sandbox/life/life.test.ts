import { afterAll, beforeAll, expect, it } from 'vitest';
import { nextWish } from '../../../kit/sandbox/life.ts';
import { seededRandom } from '../../../kit/sandbox/random.ts';
import { type OpenStore, openStore } from '../testing/open-store.ts';
import { type StoreView, storeActs } from './plan.ts';

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

interface View {
  readonly done: Readonly<Record<string, number>>;
  readonly refused: number;
  readonly lines: readonly { readonly refused?: string }[];
}
const view = async (): Promise<View> => (await store.plain('GET', '/sandbox/life')).body as unknown as View;

it('plans the same for the same seed, and cancels only what is young', () => {
  const old = { id: 1, status: 'Shipped', total: 10, paid: true, currency: 'USD', lines: [{ id: 5, quantity: 2 }] };
  const seen: StoreView = { orders: [old], payments: [], accounts: [], products: [] };
  const wishes = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 200 }, () => nextWish(random, storeActs(seen))?.wish);
  };
  expect(wishes(3)).toEqual(wishes(3));
  expect(new Set(wishes(3).map((wish) => wish?.do))).toEqual(new Set(['shop', 'return']));
});

it('shops, pays, refunds, cancels and edits by itself until it is stopped', async () => {
  await store.plain('POST', '/sandbox/life', { ratePerSecond: 200, seed: 5 });
  await expect.poll(async () => Object.keys((await view()).done).length, { timeout: 8_000 }).toBeGreaterThan(8);
  await store.plain('POST', '/sandbox/life', { stop: true });
  const { done, refused, lines } = await view();
  expect(refused, JSON.stringify(lines.filter((line) => line.refused))).toBe(0);
  const ledger = (await store.plain('GET', '/sandbox/ledger')).body as { orders: { status: string }[] };
  expect(ledger.orders.length).toBe(done['shop']);
  expect(ledger.orders.filter(({ status }) => status === 'Void').length).toBe(done['cancel an order'] ?? 0);
  expect((await store.plain('GET', '/back-office/life')).text).toContain('edit an account');
});

it('can be as large as the ERP, or wait for a first full load', async () => {
  const count = async (options: object): Promise<number> => {
    const other = await openStore(options);
    const { products } = (await other.plain('GET', '/sandbox/products')).body as { products: object[] };
    await other.close();
    return products.length;
  };
  expect(await count({ size: { items: 1_000 } })).toBe(1_006);
  expect(await count({ size: { items: 1_000 }, empty: true })).toBe(0);
});

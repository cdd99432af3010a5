import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nextWish } from '../../../kit/sandbox/life.ts';
import { seededRandom } from '../../../kit/sandbox/random.ts';
import { startM3Sandbox } from '../server.ts';
import { openSession, type Session } from '../testing/session.ts';
import { type Company, companyActs } from './plan.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.sandbox.close());

interface View {
  readonly settings?: object;
  readonly done: Readonly<Record<string, number>>;
  readonly refused: number;
  readonly lines: readonly { readonly refused?: string }[];
}
const view = async (): Promise<View> => (await fetch(`${session.sandbox.url}/sandbox/life`)).json() as Promise<View>;

it('plans the same for the same seed, and goes on with an order only where there is one', () => {
  const company: Company = {
    items: [{ itemNumber: 'PUMP-1001', name: 'Gear pump rev. B', price: '10.00', status: '20', weight: '1.0' }],
    warehouses: ['001'],
    customers: [{ customerNumber: 'C100001', name: 'Northwind Group' }],
    orders: [],
  };
  const wishes = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 200 }, () => nextWish(random, companyActs(company))?.wish);
  };
  expect(wishes(3)).toEqual(wishes(3));
  expect(wishes(3).some((wish) => wish?.do === 'advance')).toBe(false);
  const names = wishes(3).flatMap((wish) => (wish?.do === 'edit-item' ? [wish.fields['ITDS']] : []));
  expect(names.every((name) => name === undefined || /^Gear pump rev\. [A-Z]$/.test(name))).toBe(true);
});

it('sells, delivers, receives and edits by itself, and stops when it is told', async () => {
  await session.control('life', { ratePerSecond: 200, seed: 5 });
  await expect.poll(async () => Object.keys((await view()).done).length, { timeout: 5_000 }).toBeGreaterThan(5);
  await session.control('life', { stop: true });
  const { done, refused, settings, lines } = await view();
  expect(settings).toBeUndefined();
  expect(refused, JSON.stringify(lines.filter((line) => line.refused))).toBe(0);
  const goods = (await (await fetch(`${session.sandbox.url}/sandbox/goods`)).json()) as { deliveries: object[] };
  const { orders } = await session.ledger();
  expect(orders.length).toBe(done['sell by telephone']);
  expect(orders.every(({ lines: sold }) => sold.length > 0)).toBe(true);
  expect(goods.deliveries.length).toBeGreaterThan(0);
  await expect(fetch(`${session.sandbox.url}/life`).then((page) => page.text())).resolves.toContain(
    'sell by telephone',
  );
});

it('refuses a rate that makes no sense, on the page too', async () => {
  expect((await session.control('life', { ratePerSecond: -1 })).status).toBe(400);
  const form = new URLSearchParams({ ratePerSecond: 'fast', seed: '1' });
  expect((await fetch(`${session.sandbox.url}/life`, { method: 'POST', body: form })).status).toBe(400);
});

it('starts with 5,000 items, 2,000 customers and 4 warehouses, and its folder keeps them', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'm3-size-'));
  const sizes = async (size: object): Promise<number[]> => {
    const sandbox = await startM3Sandbox({ dataFolder, size });
    const goods = (await (await fetch(`${sandbox.url}/sandbox/goods`)).json()) as Record<string, object[]>;
    await sandbox.close();
    return [goods['items']?.length ?? 0, goods['balances']?.length ?? 0];
  };
  expect(await sizes({ items: 5_000 })).toEqual([5_004, 20_016]);
  expect(await sizes({})).toEqual([5_004, 20_016]);
  rmSync(dataFolder, { recursive: true });
});

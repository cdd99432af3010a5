import { describe, expect, test } from 'vitest';
import { dataOf } from '../../src/cli/server-client.ts';
import { ask } from '../../src/cli/demo/ledgers.ts';
import { useInstance } from './instance.ts';
import { pause, until } from './until.ts';

/** What M3 says of items and prices is in the store soon, and what the shop's staff made of it stays. */

const shop = useInstance({
  settings: {
    m3: { itemsEverySeconds: 1, pricesEverySeconds: 1, stockEverySeconds: 3_600 },
    clarity: { pollSeconds: 1, quietTime: '2s' },
  },
});

interface ShopProduct {
  readonly id: number;
  readonly sku: string;
  readonly name: string;
  readonly shortDescription: string;
  readonly unit: string;
  readonly visible: boolean;
  readonly discontinued: boolean;
  readonly categories: readonly string[];
  readonly price: number | null;
}

interface Shelf {
  readonly products: readonly ShopProduct[];
  readonly writes: readonly { readonly sku: string; readonly what: string }[];
  readonly indexRebuilds: number;
}

const shelf = (): Promise<Shelf> => ask(`${shop.store.url}/sandbox/products`);
const productOf = async (sku: string) => (await shelf()).products.find((product) => product.sku === sku);
const writesOf = async (sku: string) => (await shelf()).writes.filter((write) => write.sku === sku);
const setPrice = (itemNumber: string, price: string) =>
  ask(`${shop.m3.url}/sandbox/prices`, { rows: [{ itemNumber, price }] });
const shows = (sku: string, wanted: Partial<ShopProduct>): Promise<ShopProduct> =>
  until(
    `the store to show ${sku} as ${JSON.stringify(wanted)}`,
    async () => {
      const product = await productOf(sku);
      const matches = Object.entries(wanted).every(([name, value]) => product?.[name as keyof ShopProduct] === value);
      return matches ? product : undefined;
    },
    {
      picture: async () => ({
        shown: await productOf(sku),
        runs: dataOf(await shop.client.listRuns({ query: { limit: 5 } })).items,
      }),
    },
  );
/** Staff edits a product on the store's own page. */
async function edit(sku: string, form: Readonly<Record<string, string>>): Promise<void> {
  const id = (await productOf(sku))?.id;
  const options = { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' } as const;
  expect((await fetch(`${shop.store.url}/back-office/products/${id}`, options)).status).toBe(303);
}
const holdsWith = async (text: string) =>
  dataOf(await shop.client.listHolds({ query: { limit: 100 } })).items.filter(({ reason }) => reason.includes(text));

/** The first look takes only M3's time. */
async function lookedOnce(): Promise<void> {
  await until('the first looks', async () => {
    const { calls } = await shop.m3.ledger();
    return (calls['MMS200MI/GetServerTime'] ?? 0) > 0 && (calls['OIS320MI/GetServerTime'] ?? 0) > 0;
  });
  await pause(1_100);
}

describe('items and prices of M3 in the store', () => {
  test('a change is there within a look and a moment, and is written once', async () => {
    await lookedOnce();
    await shop.m3.setItem('PUMP-1001', { ITDS: 'Renamed pump', FUDS: 'Renamed pump with a flange' });
    await setPrice('VALVE-1002', '41.75');
    await shows('PUMP-1001', { name: 'Renamed pump', shortDescription: 'Renamed pump with a flange' });
    await shows('VALVE-1002', { price: 41.75 });
    await pause(2_500);
    expect(await writesOf('PUMP-1001')).toHaveLength(1);
    expect(await writesOf('VALVE-1002')).toHaveLength(1);
    await until('the index to be made anew', async () => (await shelf()).indexRebuilds > 0);
    await pause(1_500);
    expect((await shelf()).indexRebuilds).toBe(1);
  });

  test('what staff edited stays, the rest follows', async () => {
    await shop.m3.setItem('PUMP-1007', { ITDS: 'Name of M3' });
    await shows('PUMP-1007', { name: 'Name of M3' });
    await edit('PUMP-1007', { Name: 'Our finest pump' });
    await pause(4_000);
    await shop.m3.setItem('PUMP-1007', { ITDS: 'Next name of M3', FUDS: 'Next description' });
    await shows('PUMP-1007', { name: 'Our finest pump', shortDescription: 'Next description' });
  });

  test('an item that ends is discontinued and hidden, never deleted', async () => {
    await shop.m3.setItem('MOTOR-1004', { STAT: '90' });
    await shows('MOTOR-1004', { discontinued: true, visible: false });
  });

  test('a new item becomes a product with a price; one without a unit waits for a person, alone', async () => {
    const fields = { ITGR: 'TOOL', GRWE: '1.5', SAPR: '12.50', UNMS: 'EA', STAT: '20' };
    await shop.m3.setItem('NEW-2001', { ...fields, ITDS: 'New tool' });
    await shop.m3.setItem('NEW-2002', { ...fields, ITDS: 'New tool without a unit', UNMS: '' });
    await shop.m3.setItem('NEW-2003', { ...fields, ITDS: 'New tool too' });
    await shop.m3.setItem('NEW-2004', { ...fields, ITDS: 'Not yet', STAT: '10' });
    await shows('NEW-2001', { visible: true, price: 12.5, unit: 'EA' });
    await shows('NEW-2003', { price: 12.5 });
    expect((await productOf('NEW-2001'))?.categories).toEqual(['TOOL']);
    const [hold] = await until('the item to be held', async () => {
      const holds = await holdsWith('NEW-2002');
      return holds.length > 0 && holds;
    });
    expect(hold).toMatchObject({ queue: 'item-setup', reason: 'Item NEW-2002: it has no basic unit in M3' });
    expect(await productOf('NEW-2002')).toBeUndefined();
    expect(await productOf('NEW-2004')).toBeUndefined();

    await shop.m3.setItem('NEW-2002', { UNMS: 'EA' });
    await shows('NEW-2002', { visible: true, price: 12.5 });
    await shop.client.releaseRun({ params: { id: hold?.runId ?? '' }, body: { verb: 'release' } });
    await until('the held run to end', async () => {
      const run = dataOf(await shop.client.getRun({ params: { id: hold?.runId ?? '' } }));
      return run.state === 'completed';
    });
    expect(await writesOf('NEW-2002')).toHaveLength(2);
  });

  test('D23: a price of zero waits for a person, and the others go on', async () => {
    await setPrice('TOOL-1005', '0.00');
    await setPrice('PUMP-1013', '333.30');
    await shows('PUMP-1013', { price: 333.3 });
    await until('the price to be held', async () => (await holdsWith('TOOL-1005')).length > 0);
    expect((await productOf('TOOL-1005'))?.price).not.toBe(0);
  });
});

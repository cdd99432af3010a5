import { expect, test } from 'vitest';
import { driveStock } from '../../bench/stock-drive.ts';
import { catalogueItems } from '../../src/connectors/kit/sandbox/catalogue.ts';
import { useInstance } from './instance.ts';

/** The small form of `bench/stock-events.ts`: events that are shuffled, tripled and partly lost. */

const shop = useInstance({ settings: { m3: { stockEverySeconds: 3 }, clarity: { ratePerSecond: 100, burst: 50 } } });
const scene = () => ({
  m3Url: shop.m3.url,
  storeUrl: shop.store.url,
  connectionString: shop.database?.connectionString ?? '',
});

test('W05: 1,500 changes, told three times in any order or not at all, end equal with few writes', async () => {
  const items = catalogueItems()
    .slice(0, 100)
    .map(({ itemNumber }) => itemNumber);
  const wish = { items, changes: 1_500, inSeconds: 4, times: 3, dropped: 0.05, seed: 7 };
  const outcome = await driveStock(scene(), wish);
  expect(outcome).toMatchObject({ different: 0, balances: 100 });
  // One at the start, one after the rest of four seconds, and one for what came in between.
  expect(outcome.mostWrites).toBeLessThanOrEqual(4);
  expect(outcome.writes).toBeLessThan(400);
}, 90_000);

test('500 changes of one item in ten seconds make at most three writes', async () => {
  const wish = {
    items: [catalogueItems()[150]?.itemNumber ?? ''],
    changes: 500,
    inSeconds: 8,
    times: 1,
    dropped: 0,
    seed: 3,
  };
  const outcome = await driveStock(scene(), wish);
  expect(outcome).toMatchObject({ different: 0, balances: 1 });
  expect(outcome.writes).toBeLessThanOrEqual(3);
}, 90_000);

import { expect, test } from 'vitest';
import { ask } from '../../src/cli/demo/ledgers.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { useInstance } from './instance.ts';
import { until } from './until.ts';

/** M3 was not heard of for longer than its Event Hub keeps events. */

const shop = useInstance({ settings: { m3: { stockEverySeconds: 1 }, clarity: { pollSeconds: 1, quietTime: '2s' } } });

const SKU = 'PUMP-1001';

interface StoreStock {
  readonly stock: readonly { readonly sku: string; readonly section: string; readonly quantity: number }[];
}

const quantity = async (): Promise<number | undefined> =>
  (await ask<StoreStock>(`${shop.store.url}/sandbox/stock`)).stock.find(
    ({ sku, section }) => sku === SKU && section === '001-MAIN',
  )?.quantity;

test('W16: after six days of silence everything is read anew and compared, and what nobody told is in the store', async () => {
  const count = (onHand: number) =>
    ask(`${shop.m3.url}/sandbox/stock`, { counts: [{ itemNumber: SKU, warehouse: '001', onHand }] });
  await count(41);
  await until('the store to show 41', async () => (await quantity()) === 41 || undefined, { timeoutMs: 30_000 });
  await until('every poll of M3 to have been read', async () => {
    const silent = await shop.sql(
      `SELECT 1 FROM polls WHERE connection = 'm3' AND name LIKE 'stock%' AND last_ok_at IS NULL`,
    );
    return silent.length === 0;
  });

  await shop.client.pauseConnection({ params: { name: 'm3' }, body: { reason: 'six days' } });
  // A look that is under way would still hear of what is counted now, and say afterwards that it was never silent.
  await until('M3 to be left in peace', async () => {
    const busy = await shop.sql(`SELECT 1 FROM polls WHERE connection = 'm3' AND name LIKE 'stock%'
      AND (running_since IS NOT NULL OR last_ok_at > now() - interval '2500 milliseconds')`);
    return busy.length === 0;
  });
  await count(17);
  // Six days go by in M3; what it told meanwhile is gone, so the look begins anew at the present.
  await ask(`${shop.m3.url}/sandbox/settings`, { clockOffsetMs: 6 * 86_400_000 });
  const polls =
    await shop.sql(`UPDATE polls SET cursor = NULL, running_since = NULL, last_ok_at = now() - interval '6 days'
    WHERE connection = 'm3' AND name LIKE 'stock%' RETURNING name`);
  expect(polls).not.toEqual([]);
  await shop.client.resumeConnection({ params: { name: 'm3' }, body: {} });

  await until('the store to show 17', async () => (await quantity()) === 17 || undefined, {
    timeoutMs: 60_000,
    picture: () => shop.sql('SELECT * FROM polls'),
  });
  const begun = await until('a full reading by itself', async () => {
    const rows = await shop.sql(`SELECT * FROM audit WHERE subject = 'sync stock' AND action = 'sync.start'`);
    return rows.length > 0 && rows;
  });
  expect(begun).toMatchObject([
    { by: 'landbridge', detail: { full: true, reason: expect.stringContaining('longer than events are kept') } },
  ]);
  await until(
    'a comparison by itself',
    async () =>
      dataOf(await shop.client.listReconciliations({ query: { limit: 20 } })).items.some(
        ({ startedBy }) => startedBy === 'landbridge',
      ) || undefined,
    { timeoutMs: 60_000 },
  );
}, 180_000);

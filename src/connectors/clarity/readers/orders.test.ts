import { afterEach, expect, test } from 'vitest';
import type { Json } from '../../../core/json.ts';
import { openRig, type Rig } from '../testing/rig.ts';
import { lineReader } from './lines.ts';
import { orderReader } from './orders.ts';

let rig: Rig;
afterEach(() => rig.close());

/** Everything a reader gives, page by page, over HTTP. */
async function readAll(reader: typeof orderReader) {
  const records = [];
  let cursor: Parameters<typeof reader.page>[0]['cursor'];
  for (;;) {
    const page = await reader.page({
      settings: rig.config.settings,
      options: {},
      now: Date.now(),
      ask: async (request) => (await rig.send(request)).reply as Json,
      ...(cursor === undefined ? {} : { cursor }),
    });
    records.push(...page.records);
    if (page.cursor === undefined) return records;
    ({ cursor } = page);
  }
}

test('parts of split orders are compared, each once, and their head is not expected in M3', async () => {
  rig = await openRig();
  const single = await rig.store.place('plain');
  await rig.store.plain('POST', '/sandbox/shop/one', { kind: 'target-orders', seed: 3 });
  const { orders } = (await rig.store.plain('GET', '/sandbox/ledger')).body as {
    orders: { id: number; expect: string }[];
  };
  const records = await readAll(orderReader);
  const placed = records.filter(({ id }) => Number(id) >= single);
  const shown = placed.map(({ id, optional }) => (optional ? `${id} left out` : id));
  const wanted = orders.map(({ id, expect: fate }) => (fate === 'skip' ? `${id} left out` : String(id)));
  expect(shown.toSorted()).toEqual(wanted.toSorted());
  const lines = await readAll(lineReader);
  const withLines = new Set(lines.filter((line) => line.optional !== true).map(({ id }) => id.split('/')[0]));
  for (const { id, expect: fate } of orders) expect(withLines.has(String(id))).toBe(fate !== 'skip');
});

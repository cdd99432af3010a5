import { beforeAll, describe, expect, test } from 'vitest';
import type { Difference, Reconciliation } from '../../src/api/types.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import type { Subject } from '../../src/core/reconcile/model.ts';
import { ask } from '../../src/cli/demo/ledgers.ts';
import { useInstance } from './instance.ts';
import { until } from './until.ts';

/** Somebody works past the bridge, in a hundred places: reconciliation finds them all, and nothing else. */

const NEVER = 86_400;
const shop = useInstance({
  environment: { LANDBRIDGE_RECONCILE: 'off', LANDBRIDGE_RECONCILE_PAUSE: '1' },
  // What is planted must stay: nobody looks at M3 for changes meanwhile, only orders flow.
  settings: {
    m3: {
      statusEverySeconds: NEVER,
      customersEverySeconds: NEVER,
      itemsEverySeconds: NEVER,
      pricesEverySeconds: NEVER,
      stockEverySeconds: NEVER,
      deliveriesEverySeconds: NEVER,
      receivablesEverySeconds: NEVER,
    },
  },
});

const SUBJECTS = ['orders', 'lines', 'customers', 'prices', 'stock'] as const;
/** What shoppers go on buying; its stock moves, so nothing is planted there. */
const SOLD = 'PUMP-1001';

async function reconcile(subjects: readonly Subject[]): Promise<readonly Reconciliation[]> {
  const { items } = dataOf(await shop.client.startReconciliation({ body: { subjects: [...subjects] } }));
  const look = () =>
    Promise.all(items.map(async ({ id }) => dataOf(await shop.client.getReconciliation({ params: { id } }))));
  const isOver = ({ state }: Reconciliation): boolean => state !== 'queued' && state !== 'running';
  const over = async () => {
    const now = await look();
    return now.every(isOver) ? now : undefined;
  };
  const ended = await until('the reconciliations to end', over, { timeoutMs: 25_000 });
  expect(ended.map(({ subject, state, failure }) => [subject, state, failure?.message])).toEqual(
    ended.map(({ subject }) => [subject, 'completed', undefined]),
  );
  return ended;
}

async function openOf(reconciliations: readonly Reconciliation[]): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const { id: reconciliation } of reconciliations) {
    for (let cursor: string | undefined, more = true; more; ) {
      const query = { reconciliation, limit: 200, ...(cursor === undefined ? {} : { cursor }) };
      const page = dataOf(await shop.client.listDifferences({ query }));
      found.push(...page.items);
      cursor = page.next;
      more = cursor !== undefined;
    }
  }
  return found;
}

const nameOf = ({ subject, kind, key, field = '' }: Pick<Difference, 'subject' | 'kind' | 'key' | 'field'>): string =>
  [subject, kind, key, field].join(' ').trim();

let before = new Set<string>();
let found: Difference[] = [];
const planted: string[] = [];

/** Orders of two lines each, in M3 and told to the store. */
async function placeOrders(count: number): Promise<{ web: string; erp: string }[]> {
  const lines = [
    ['VALVE-1002', 2],
    ['SEAL-1003', 1],
  ] as const;
  const ids = await Promise.all(
    Array.from({ length: count }, (_, n) => shop.store.checkOut({ lines, buyer: `buyer${n + 1}@example.test` })),
  );
  const arrived = async () => {
    const { orders } = await shop.m3.ledger();
    const byWeb = new Map(orders.map((order) => [order.customerOrderNumber, order.orderNumber]));
    const pairs = ids.map((id) => ({ web: String(id), erp: byWeb.get(String(id)) ?? '' }));
    return pairs.every(({ erp }) => erp !== '') ? pairs : undefined;
  };
  const orders = await until('the orders to be in M3', arrived, { timeoutMs: 20_000 });
  const told = async () => (await shop.store.ledger()).orders.every(({ customKey }) => customKey !== null);
  await until('the store to know their numbers', told);
  return orders;
}

/** M3 counts what the store believes to have, wherever no order stands in between. */
async function alignStock(): Promise<void> {
  const different = await openOf(await reconcile(['stock']));
  const counts = different
    .filter(({ kind, leftValue }) => kind === 'field' && leftValue !== undefined)
    .map(({ key, leftValue }) => {
      const [itemNumber = '', place = ''] = key.split('@');
      const warehouse = place.split('-')[0] ?? '';
      return { itemNumber, warehouse, onHand: Number(leftValue) };
    });
  await ask(`${shop.m3.url}/sandbox/stock`, { counts });
}

beforeAll(async () => {
  const orders = await placeOrders(34);
  await alignStock();
  before = new Set((await openOf(await reconcile(SUBJECTS))).map(nameOf));

  const [deleted, doubled, cut] = [orders.slice(0, 10), orders.slice(10, 20), orders.slice(20, 30)];
  const byHand: Promise<void>[] = [];
  const m3 = (transaction: string, record: Record<string, string>) =>
    byHand.push(shop.m3.run(`OIS100MI/${transaction}`, record));
  for (const { web, erp } of deleted) {
    m3('DelHead', { ORNO: erp });
    planted.push(`orders missing-right ${web}`, `lines missing-right ${web}/1`, `lines missing-right ${web}/2`);
  }
  for (const { web } of doubled) {
    m3('AddOrderHead', { CUNO: 'C100001', ORTP: 'WEB', CUOR: web });
    planted.push(`orders doubled ${web} right`);
  }
  for (let n = 1; n <= 10; n += 1) {
    m3('AddOrderHead', { CUNO: 'C100002', ORTP: 'WEB', CUOR: `99000${n}` });
    planted.push(`orders missing-left 99000${n}`);
  }
  for (const { web, erp } of cut) {
    m3('DelLine', { ORNO: erp, PONR: '2' });
    planted.push(`lines missing-right ${web}/2`, `orders amount ${web} net`);
  }
  await Promise.all(byHand);
  for (let n = 0; n < 20; n += 1) {
    const customerNumber = `C${100_011 + n}`;
    await ask(`${shop.m3.url}/sandbox/customers`, { customerNumber, fields: { CUNM: `Renamed by hand ${n}` } });
    planted.push(`customers field ${customerNumber} name`);
  }
  const items = ['MOTOR', 'TOOL', 'SAFETY', 'PUMP', 'VALVE'].flatMap((group, index) =>
    [0, 6, 12, 18].map((step) =>
      `${group}-${[1034, 1035, 1036, 1031, 1032].at(index) ?? 0}`.replace(/\d+$/, (n) => String(Number(n) + step)),
    ),
  );
  await ask(`${shop.m3.url}/sandbox/prices`, { rows: items.map((itemNumber) => ({ itemNumber, price: '0.99' })) });
  planted.push(...items.map((item) => `prices amount ${item} price`));
  const counts = items.map((itemNumber) => ({ itemNumber, warehouse: '002', onHand: 9_999 }));
  await ask(`${shop.m3.url}/sandbox/stock`, { counts });
  planted.push(...items.map((item) => `stock field ${item}@002-MAIN quantity`));

  let selling = true;
  const sales = (async () => {
    while (selling) {
      await shop.store.checkOut({ lines: [[SOLD, 1]], buyer: 'buyer40@example.test' });
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  })();
  try {
    const all = await openOf(await reconcile(SUBJECTS));
    found = all.filter(({ state }) => state === 'open');
  } finally {
    selling = false;
    await sales;
  }
});

describe('a hundred places where the systems do not agree', () => {
  test('are all found, and none is invented, while orders go on', () => {
    const names = found.map(nameOf).filter((name) => !before.has(name) && !name.includes(` ${SOLD}@`));
    expect(names.toSorted()).toEqual(planted.toSorted());
    expect(new Set(found.map(({ kind }) => kind))).toEqual(
      new Set(['missing-left', 'missing-right', 'field', 'doubled', 'amount']),
    );
  });

  test('each shows both records and what may be done', async () => {
    const renamed = found.find(({ key, subject }) => subject === 'customers' && key === 'C100011');
    const detail = dataOf(await shop.client.getDifference({ params: { id: renamed?.id ?? '' } }));
    expect(detail.fields).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'name', right: 'Renamed by hand 0', differs: true }),
        expect.objectContaining({ name: 'email', differs: false }),
      ]),
    );
    expect(detail.repairs.map(({ verb, allowed }) => [verb, allowed])).toContainEqual(['push-again', true]);
  });

  test('what is ignored with a reason stays so, until a value changes', async () => {
    const id = found.find(({ kind }) => kind === 'missing-left')?.id ?? '';
    const refused = await shop.client.repairDifference({ params: { id }, body: { verb: 'ignore' } });
    expect(refused.ok).toBe(false);
    const reason = 'entered by phone';
    dataOf(await shop.client.repairDifference({ params: { id }, body: { verb: 'ignore', reason } }));
    const again = await openOf(await reconcile(['orders']));
    const key = found.find((each) => each.id === id)?.key;
    expect(again.find((each) => each.key === key)).toMatchObject({ state: 'ignored', reason });
  });

  test('the file for audit has them all', async () => {
    const { id, subject } = found[0] ?? { id: '', subject: '' };
    const { reconciliation } = dataOf(await shop.client.getDifference({ params: { id } }));
    const csv = dataOf(await shop.client.exportDifferences({ params: { id: reconciliation } }));
    const own = found.filter((each) => each.subject === subject);
    for (const { key } of own) expect(csv).toContain(`${subject},${key},`);
  });

  test('a push runs like every run, and heals', async () => {
    const wrong = found.find(({ subject, kind }) => subject === 'prices' && kind === 'amount');
    const done = dataOf(
      await shop.client.repairDifference({ params: { id: wrong?.id ?? '' }, body: { verb: 'push-again' } }),
    );
    expect(done.message).not.toBe('');
    const healed = async () => {
      const prices = await openOf(await reconcile(['prices']));
      return !prices.some(({ key }) => key === wrong?.key);
    };
    await until('the price to be right', healed, { timeoutMs: 15_000 });
  });
});

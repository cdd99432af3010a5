import { beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../src/api/client.ts';
import type { HoldItem, RunSummary } from '../../src/api/types.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { runOn } from './command-line.ts';
import { useInstance } from './instance.ts';
import { held, landed } from './landed.ts';
import { becomeAdmin } from './people.ts';
import { until } from './until.ts';

/** What cannot go to M3 waits for a person, in words, and loses nothing. */

const shop = useInstance();

const KINDS = [
  'total-off',
  'negative-quantity',
  'huge-quantity',
  'no-address',
  'no-lines',
  'unknown-sku',
  'unknown-currency',
  'account-on-hold',
] as const;
const placed = new Map<string, number>();
let admin: Client;

beforeAll(async () => {
  admin = await becomeAdmin(shop);
  for (const kind of KINDS) placed.set(kind, await shop.place(kind));
});

const find = (kind: (typeof KINDS)[number]) => held(shop, placed.get(kind) ?? 0);
const retry = (id: string) => shop.client.retryRun({ params: { id }, body: {} });

describe('data that M3 must not see', () => {
  test('D06 a total that is off by ten', async () => {
    const run = await find('total-off');
    expect(run.hold).toMatchObject({ queue: 'totals', reason: expect.stringMatching(/lines make [\d.]+ of [\d.]+/) });
  });

  test('D07 a negative and an absurd quantity are held with the field', async () => {
    for (const kind of ['negative-quantity', 'huge-quantity'] as const) {
      const run = await find(kind);
      expect(run).toMatchObject({ code: 'm3.input-invalid', hold: { failure: { field: 'lines[0].quantity' } } });
    }
  });

  test('an order without delivery address, and one without lines', async () => {
    expect((await find('no-address')).hold).toMatchObject({ queue: 'order-data', reason: /address/ });
    expect(await find('no-lines')).toMatchObject({ code: 'clarity.order-empty' });
  });

  test('D16 a currency that has no counterpart is held with the field', async () => {
    const run = await find('unknown-currency');
    expect(run).toMatchObject({ code: 'flow.crosswalk-unknown', hold: { failure: { field: 'currency' } } });
    expect(run.hold?.reason).toContain('ISK');
  });

  test('D12 a country that M3 does not know is held with the field', async () => {
    const contact = { Address: { CountryKey: 'ISL', RegionKey: undefined, City: 'Reykjavík', PostalCode: '101' } };
    const id = await shop.store.checkOut({
      lines: [['PUMP-1001', 1]],
      newAccount: true,
      company: 'Ísfiskur hf',
      contact,
    });
    const run = await held(shop, id);
    expect(run).toMatchObject({ code: 'm3.value-unknown', hold: { queue: 'customer-data' } });
    expect(run.hold?.failure).toMatchObject({ field: 'country', record: 'country IS' });
  });
});

describe('items', () => {
  test('D10 an unknown item holds its order with the number, and other orders of the customer go on', async () => {
    const run = await find('unknown-sku');
    expect(run).toMatchObject({ code: 'm3.item-not-found', hold: { scope: 'line', queue: 'item-setup' } });
    expect(run.hold?.reason).toContain('GHOST-1');
    const web = await shop.store.order(placed.get('unknown-sku') ?? 0);
    const buyer = `buyer${web.accountId}@example.test`;
    const next = await landed(shop, await shop.store.checkOut({ lines: [['PUMP-1001', 1]], buyer }));
    expect(next.web.accountId).toBe(web.accountId);
  });

  test('D10 made in M3, the item lets its order go on where it stood', async () => {
    const run = await find('unknown-sku');
    await shop.m3.setItem('GHOST-1', {});
    expect(await retry(run.id)).toMatchObject({ ok: true });
    const { erp } = await landed(shop, placed.get('unknown-sku') ?? 0);
    expect(erp.lines.map((line) => line.itemNumber)).toContain('GHOST-1');
  });

  test('D10 a line that has no unit, nor has its product, is held', async () => {
    const id = await shop.store.checkOut({ lines: [['NEVER-HEARD-OF', 1]], buyer: 'buyer5@example.test' });
    const run = await held(shop, id);
    expect(run.hold).toMatchObject({ queue: 'item-setup', scope: 'line', reason: expect.stringContaining('no unit') });
  });

  test('D11 an item that may not be sold is held; released in M3, its order goes on', async () => {
    await shop.m3.setItem('VALVE-1008', { STAT: '90' });
    const id = await shop.store.checkOut({ lines: [['VALVE-1008', 3]], buyer: 'buyer3@example.test' });
    const run = await held(shop, id);
    expect(run).toMatchObject({ code: 'm3.item-not-sellable', hold: { queue: 'item-setup' } });
    await shop.m3.setItem('VALVE-1008', { STAT: '20' });
    await retry(run.id);
    await landed(shop, id);
  });

  test('D10 where the connection names a default item, an unknown one becomes it', async () => {
    const connection = dataOf(await shop.client.getConnection({ params: { name: 'm3' } }));
    const save = (settings: typeof connection.settings) =>
      admin.saveConnection({ params: { name: 'm3' }, body: { connector: 'm3', settings, secrets: {} } });
    dataOf(await save({ ...connection.settings, defaultItem: 'PAD' }));
    const id = await shop.store.checkOut({ lines: [['GLOVE-3000-S', 2]], buyer: 'buyer5@example.test' });
    const run = await shop.settled(id);
    dataOf(await save(connection.settings));
    expect(run).toMatchObject({ state: 'completed' });
    const [erp] = await shop.m3.ordersOf(id);
    expect(erp?.lines).toMatchObject([{ itemNumber: 'PAD', quantity: '2' }]);
    expect(await shop.m3.orderPage(erp?.orderNumber ?? '')).toContain('GLOVE-3000-S');
  });
});

describe('customers', () => {
  test('an account that is on hold in the store holds its orders', async () => {
    const run = await find('account-on-hold');
    expect(run.hold).toMatchObject({
      queue: 'account-on-hold',
      reason: expect.stringContaining('on hold in the store'),
    });
  });

  test('a customer whom M3 refuses holds all of their orders; mended, they go on in order of arrival', async () => {
    await shop.m3.run('CRS610MI/ChgBasicData', { CUNO: 'C100011', STAT: '90' });
    const buyer = 'buyer11@example.test';
    const ids: number[] = [];
    for (const quantity of [1, 2, 3]) ids.push(await shop.store.checkOut({ lines: [['PUMP-1001', quantity]], buyer }));
    const [first = 0, ...others] = ids;
    const run = await held(shop, first);
    expect(run.code).toBe('m3.customer-blocked');
    for (const id of others) {
      const behind = await until(`order ${id} behind the first`, async () => {
        const waiting = await shop.runOf(id);
        return waiting?.behindHold ? waiting : undefined;
      });
      expect(behind).toMatchObject({ state: 'queued', behindHold: { order: String(first), reason: run.hold?.reason } });
      expect(await shop.holdOf(id)).toMatchObject({ state: 'queued' });
    }
    await shop.m3.run('CRS610MI/ChgBasicData', { CUNO: 'C100011', STAT: '20' });
    await retry(run.id);
    const orders = await Promise.all(ids.map((id) => landed(shop, id)));
    const numbers = orders.map(({ erp }) => erp.orderNumber);
    expect(numbers).toEqual(numbers.toSorted());
  });
});

describe('what people do about it', () => {
  test('holds list --json has order, code, reason and since', async () => {
    const id = placed.get('negative-quantity') ?? 0;
    const holds = await runOn<HoldItem[]>(shop, 'holds', 'list');
    expect(holds.find((hold) => hold.order === String(id))).toMatchObject({
      code: 'm3.input-invalid',
      reason: expect.stringContaining('quantity'),
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      remedy: expect.stringContaining('retry'),
    });
    const totals = await runOn<HoldItem[]>(shop, 'holds', 'list', '--queue', 'totals');
    expect(totals.map((hold) => hold.order)).toEqual([String(placed.get('total-off'))]);
  });

  test('runs list, show and retry find the run by the web order number', async () => {
    const id = String(placed.get('no-address'));
    const found = await runOn<RunSummary[]>(shop, 'runs', 'list', '--search', id, '--flow', 'order-to-cash');
    // A message of another order may hold the same figure.
    const run = found.find(({ facts }) => facts.order === id);
    expect(run).toMatchObject({ state: 'held', facts: { order: id } });
    expect(await runOn(shop, 'runs', 'show', run?.id ?? '')).toMatchObject({
      id: run?.id,
      hold: { queue: 'order-data' },
    });
    expect(await runOn(shop, 'runs', 'retry', run?.id ?? '', '--reason', 'looked at it')).toMatchObject({
      message: expect.any(String),
    });
    // Nothing was mended, so it comes to be held again.
    await until('the order to be held again', async () => {
      const again = dataOf(await shop.client.getRun({ params: { id: run?.id ?? '' } }));
      return again.state === 'held' && again.journal.filter((entry) => entry.type === 'held').length === 2;
    });
    const audit = dataOf(await admin.listAudit({ query: { subject: `run ${run?.id}` } }));
    expect(audit.items).toMatchObject([{ action: 'run.retry', detail: { reason: 'looked at it' } }]);
  });

  test('a done order that is run again changes nothing', async () => {
    const { web, erp, run } = await landed(shop, await shop.place('plain'));
    const mails = await shop.store.mailsOf(web.id);
    const done = dataOf(await shop.client.replayRun({ params: { id: run.id }, body: { reason: 'once more' } }));
    const again = await until('the second run to end', async () => {
      const found = dataOf(await shop.client.getRun({ params: { id: done.newRunId ?? '' } }));
      return found.state === 'completed' ? found : undefined;
    });
    expect(again.event.via).toBe('replay');
    expect((await shop.m3.ordersOf(web.id)).map((each) => each.orderNumber)).toEqual([erp.orderNumber]);
    expect(await shop.store.mailsOf(web.id)).toEqual(mails);
  });

  test('O14 twenty presses of retry do it once, and a canceled order is at an end', async () => {
    const id = placed.get('total-off') ?? 0;
    const run = await find('total-off');
    const presses = await Promise.all(Array.from({ length: 20 }, () => retry(run.id)));
    expect(presses.filter((press) => press.ok).length).toBeGreaterThanOrEqual(1);
    for (const press of presses) if (!press.ok) expect(press.problem.code).toBe('run.wrong-state');
    await shop.runIn(id, ['held']);
    const canceled = await shop.client.cancelRun({ params: { id: run.id }, body: { reason: 'ordered by mistake' } });
    expect(canceled.ok).toBe(true);
    expect(await shop.runOf(id)).toMatchObject({ state: 'canceled' });
    expect(await retry(run.id)).toMatchObject({ ok: false });
    expect(await shop.holdOf(id)).toBeUndefined();
    expect(await shop.m3.ordersOf(id)).toEqual([]);
    const audit = dataOf(await admin.listAudit({ query: { subject: `run ${run.id}`, limit: 100 } }));
    expect(audit.items[0]).toMatchObject({ action: 'run.cancel', detail: { reason: 'ordered by mistake' } });
  });
});

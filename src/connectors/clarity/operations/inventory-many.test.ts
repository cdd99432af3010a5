import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Inventory } from '../model/goods.ts';
import { openRig, type Rig } from '../testing/rig.ts';

interface Saved {
  readonly items: readonly { sku: string; sectionKey: string; outcome: string; reason?: string; productId?: string }[];
  readonly counts: JsonObject;
}
interface StoreStock {
  stock: { sku: string; section: string; quantity: number; allocated: number }[];
  updates: { written: { sku: string; quantity: number }[]; unchanged: number; skipped: number }[];
}

const WRITE = 'PUT /Providers/Inventory/BulkUpdateInventoryForProducts';

describe('stock of many products', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig();
  });
  afterAll(() => rig.close());
  afterEach(() => rig.store.plain('POST', '/sandbox/faults', { clear: true }));

  const ledger = async () => (await rig.store.plain('GET', '/sandbox/stock')).body as unknown as StoreStock;
  const quantityOf = async (sku: string, section: string) =>
    (await ledger()).stock.find((row) => row.sku === sku && row.section === section)?.quantity;
  const save = (...rows: readonly (readonly [string, string, string])[]) =>
    rig.drive('inventory.save-many', {
      items: rows.map(([sku, sectionKey, quantity]) => ({ sku, sectionKey, quantity })),
    });
  const saved = async (driven: ReturnType<typeof save>): Promise<Saved> => {
    const { end } = await driven;
    if (end.do === 'fail') throw new Error(end.failure.message);
    return end.output as unknown as Saved;
  };

  it('is set with one write; what the store leaves out without a word is told, row by row', async () => {
    const before = (await ledger()).updates.length;
    const driven = save(
      ['PUMP-1001', '001-MAIN', '37'],
      ['PUMP-1001', '009-MAIN', '5'],
      ['NOWHERE-1', '001-MAIN', '5'],
      ['VALVE-1002', '001-MAIN', '-1'],
      ['SAFETY-1006', '002-MAIN', '12.5'],
    );
    const { items, counts } = await saved(driven);
    expect(items.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['saved', undefined],
      ['skipped', 'The store has no section 009-MAIN'],
      ['skipped', 'The store has no product NOWHERE-1'],
      ['refused', '“-1” is no quantity of zero or more'],
      ['saved', undefined],
    ]);
    expect(counts).toEqual({ saved: 2, unchanged: 0, skipped: 2, refused: 1 });
    expect(await quantityOf('PUMP-1001', '001-MAIN')).toBe(37);
    expect(await quantityOf('SAFETY-1006', '002-MAIN')).toBe(12.5);
    expect((await ledger()).updates.length - before).toBe(1);
    expect((await driven).calls.map(({ name }) => name)).toEqual(['products', 'look 1', 'write 1', 'look 1']);
  });

  it('is not sent again when it is there, and needs no second look where the places are known', async () => {
    await saved(save(['PUMP-1001', '001-MAIN', '11']));
    const again = await save(['PUMP-1001', '001-MAIN', '11.0']);
    expect(again.calls.filter(({ effect }) => effect === 'write')).toEqual([]);
    expect(again.end).toMatchObject({ output: { counts: { unchanged: 1, saved: 0 } } });
    const other = await save(['PUMP-1001', '001-MAIN', '12']);
    expect(other.calls.map(({ name }) => name)).toEqual(['products', 'look 1', 'write 1']);
  });

  it('a lost answer is looked up: there is done, not there is written again after the quiet time (N02)', async () => {
    await rig.fault(WRITE, 'drop-after');
    const taken = await save(['VALVE-1002', '001-MAIN', '21']);
    expect(taken.end).toMatchObject({ output: { counts: { saved: 1 } } });
    expect(taken.calls.filter(({ effect }) => effect === 'write')).toHaveLength(1);
    await rig.fault(WRITE, 'drop-before');
    const lost = await save(['VALVE-1002', '001-MAIN', '22']);
    expect(lost.end).toMatchObject({ output: { counts: { saved: 1 } } });
    expect(lost.calls.filter(({ effect }) => effect === 'write').map(({ outcome }) => outcome)).toEqual([
      'ambiguous',
      'applied',
    ]);
    expect(await quantityOf('VALVE-1002', '001-MAIN')).toBe(22);
  });

  it('asks for a person when three writes were not answered and nothing is there (N04)', async () => {
    await saved(save(['VALVE-1002', '001-MAIN', '23']));
    await rig.fault(WRITE, 'timed-out', 4);
    const { end, calls } = await save(['VALVE-1002', '001-MAIN', '24']);
    expect(end).toMatchObject({ do: 'fail', failure: { code: 'clarity.write-unconfirmed' } });
    expect(calls.filter(({ effect }) => effect === 'write').map(({ outcome }) => outcome)).toEqual([
      'ambiguous',
      'ambiguous',
      'ambiguous',
    ]);
    // The last thing it did was to look.
    expect(calls.at(-1)).toMatchObject({ name: 'look 1', outcome: 'applied' });
    expect(await quantityOf('VALVE-1002', '001-MAIN')).toBe(23);
  });

  it('goes in chunks of 250', async () => {
    const products = (await rig.store.api('GET', '/Products/ProductsDigest')).body as unknown as { Key: string }[];
    const skus = products.map(({ Key }) => Key).slice(0, 150);
    const rows = skus.flatMap((sku) => [[sku, '001-MAIN', '3'] as const, [sku, '002-MAIN', '4'] as const]);
    const driven = await save(...rows);
    expect(driven.calls.filter(({ effect }) => effect === 'write')).toHaveLength(2);
    expect(driven.end).toMatchObject({ output: { counts: { saved: 300 } } });
  });

  it('is read in bulk, and singly it is the same', async () => {
    await saved(save(['PUMP-1001', '001-MAIN', '30'], ['PUMP-1001', '002-MAIN', '5'], ['PUMP-1001', '003-MAIN', '0']));
    const { items, counts } = await rig.output<{ items: readonly JsonObject[]; counts: JsonObject }>(
      'inventory.read-many',
      { items: [{ sku: 'PUMP-1001' }, { sku: 'NOWHERE-1' }] },
    );
    expect(counts).toEqual({ read: 1, skipped: 1 });
    expect(items[0]).toMatchObject({ sku: 'PUMP-1001', outcome: 'read', available: '35' });
    const single = await rig.output<Inventory>('inventory.get', { sku: 'PUMP-1001' });
    expect(single).toMatchObject({ available: '35', present: '35', allocated: '0', unlimited: false });
    expect(single.places.find(({ sectionKey }) => sectionKey === '002-MAIN')).toMatchObject({
      warehouseKey: '002',
      quantity: '5',
    });
    expect(items[0]?.['places']).toEqual(single.places);
  });
});

describe('the store’s inventory provider', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig();
  });
  afterAll(() => rig.close());

  it('answers what is there, one and many, and keeps silent about unknown ids', async () => {
    const { store } = rig;
    const id = Number((await store.api('GET', '/Products/Product/Key/PUMP-1001')).body['ID']);
    const base = '/Providers/Inventory';
    const one = await store.api('GET', `${base}/CalculateInventory/${id}`);
    expect(one.body).toMatchObject({ ActionSucceeded: true, Result: { ProductID: id, IsOutOfStock: false } });
    const many = await store.api('POST', `${base}/BulkCalculateInventory`, { ProductIDs: [id, 999_999] });
    expect(Object.keys(many.body)).toEqual([String(id)]);
    const has = await store.api('POST', `${base}/BulkCheckHasAnyAvailableInventory`, { ProductIDs: [id] });
    expect(has.body).toEqual({ [id]: true });
    expect((await store.api('GET', `${base}/CheckHasAnyAvailableInventory/${id}`)).body).toMatchObject({
      Result: true,
    });
    const section = (await store.api('GET', '/Inventory/InventoryLocationSection/Key/001-MAIN')).body;
    const update = { ID: id, Quantity: 6, QuantityAllocated: 2, RelevantLocationID: section['ID'] };
    expect((await store.api('PATCH', `${base}/UpdateInventoryForProduct`, update)).body).toMatchObject({
      ActionSucceeded: true,
    });
    const count = await store.api('POST', `${base}/BulkCalculateInventoryCount`, { ProductIDs: [id] });
    expect(Object.keys(count.body)).toEqual([String(id)]);
    const silent = await store.api('PUT', `${base}/BulkUpdateInventoryForProducts`, {
      InventoryToPush: [{ ProductID: 999_999, RelevantLocations: [{ SlaveKey: '001-MAIN', Quantity: 5 }] }],
    });
    expect(silent.body).toEqual({ ActionSucceeded: true });
    expect((await store.plain('GET', '/sandbox/stock')).body['updates']).toMatchObject([
      { unchanged: 0, skipped: 0 },
      { skipped: 1, written: [] },
    ]);
    expect((await store.api('GET', `${base}/CalculateInventory/999999`)).status).toBe(400);
  });
});

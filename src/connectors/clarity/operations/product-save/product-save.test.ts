import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import { openRig, type Rig } from '../../testing/rig.ts';
import type { Output } from './model.ts';

const PUMP = {
  sku: 'PUMP-1001',
  name: 'Pump of the ERP',
  shortDescription: 'From the ERP',
  unit: 'EA',
  weight: '2.500',
  weightUnit: 'kg',
  visible: true,
  discontinued: false,
  category: 'PUMP',
};

describe('saving products', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig();
  });
  afterEach(() => rig.close());

  const save = (items: object[], more: object = {}) =>
    rig.drive('product.save-many', { items, owners: { unit: 'erp', discontinued: 'erp' }, ...more } as JsonObject);
  const saved = async (items: object[], more: object = {}): Promise<Output> => {
    const { end } = await save(items, more);
    if (end.do !== 'done') throw new Error(end.failure.message);
    return end.output as unknown as Output;
  };
  const product = async (sku: string) =>
    (await rig.store.api('GET', `/Products/Product/Key/${sku}?noCache=${Math.random()}`)).body;
  const ledger = async () =>
    (await rig.store.plain('GET', '/sandbox/products')).body as {
      writes: { what: string; sku: string }[];
      indexRebuilds: number;
    };
  const edit = async (sku: string, form: Record<string, string>) => {
    const { products } = (await rig.store.plain('GET', '/sandbox/products')).body as {
      products: { id: number; sku: string }[];
    };
    const id = products.find((each) => each.sku === sku)?.id;
    await fetch(`${rig.store.url}/back-office/products/${id}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
  };

  it('changes owned fields alone, once', async () => {
    const before = await product('PUMP-1001');
    expect(await saved([PUMP])).toMatchObject({ counts: { saved: 1 }, items: [{ outcome: 'saved' }] });
    const after = await product('PUMP-1001');
    expect(after).toMatchObject({ Name: 'Pump of the ERP', Weight: 2.5, UnitOfMeasure: 'EA', Active: true });
    for (const member of [
      'CustomKey',
      'CreatedDate',
      'SeoUrl',
      'TypeKey',
      'StatusKey',
      'IsTaxable',
      'ProductCategories',
    ]) {
      expect(after[member], member).toEqual(before[member]);
    }
    const { exchanges, end } = await save([PUMP]);
    expect(end).toMatchObject({ output: { counts: { saved: 0, unchanged: 1 } } });
    expect(exchanges.map(({ call }) => call.name)).toEqual(['list']);
    expect((await ledger()).writes).toHaveLength(1);
  });

  it('keeps what staff edited, until both say the same again', async () => {
    await saved([PUMP]);
    await edit('PUMP-1001', { Name: 'Best pump ever' });
    const changed = { ...PUMP, name: 'Renamed in the ERP', shortDescription: 'New text' };
    expect((await saved([changed])).items).toMatchObject([{ outcome: 'saved', kept: ['name'] }]);
    expect(await product('PUMP-1001')).toMatchObject({ Name: 'Best pump ever', ShortDescription: 'New text' });
    await edit('PUMP-1001', { Name: 'Renamed in the ERP' });
    await saved([{ ...changed, weight: '3' }]);
    expect((await saved([{ ...PUMP, name: 'Third name' }])).items[0]?.kept).toBeUndefined();
    expect(await product('PUMP-1001')).toMatchObject({ Name: 'Third name' });
  });

  it('restores what only the ERP decides, although the content did not change', async () => {
    await saved([PUMP]);
    await edit('PUMP-1001', { UnitOfMeasure: 'FURLONG', Name: 'Mine' });
    expect((await saved([PUMP])).items).toMatchObject([{ outcome: 'saved', kept: ['name'] }]);
    expect(await product('PUMP-1001')).toMatchObject({ UnitOfMeasure: 'EA', Name: 'Mine' });
  });

  it('leaves differing fields to the store at the first meeting where that is wished', async () => {
    const { items } = await saved([PUMP], { firstMeeting: 'store' });
    expect(items[0]?.kept).toEqual(['name', 'shortDescription', 'weight']);
    expect(await product('PUMP-1001')).not.toMatchObject({ Name: 'Pump of the ERP' });
  });

  it('makes missing products, with key, category and hash', async () => {
    const fresh = { ...PUMP, sku: 'NEW-1' };
    expect((await saved([fresh, { ...PUMP, sku: 'NEW-2', create: false }])).items).toMatchObject([
      { sku: 'NEW-1', outcome: 'saved', created: true },
      { sku: 'NEW-2', outcome: 'skipped' },
    ]);
    expect(await product('NEW-1')).toMatchObject({ Name: PUMP.name, ProductCategories: [{ SlaveKey: 'PUMP' }] });
    expect((await saved([fresh])).counts).toMatchObject({ unchanged: 1, saved: 0 });
  });

  it('moves a product to another category and leaves those of the store', async () => {
    await saved([PUMP]);
    const { ID, ...full } = await product('PUMP-1001');
    const ProductCategories = [{ SlaveKey: 'PUMP' }, { SlaveKey: 'SPRING-SALE' }];
    await rig.store.api('PUT', '/Products/Product/Update', { ID, ...full, ProductCategories });
    await saved([{ ...PUMP, category: 'TOOL' }]);
    const after = await product('PUMP-1001');
    expect((after['ProductCategories'] as { SlaveKey: string }[]).map(({ SlaveKey }) => SlaveKey)).toEqual([
      'SPRING-SALE',
      'TOOL',
    ]);
  });

  it('refuses bad rows one by one, and goes on with the rest', async () => {
    await edit('VALVE-1002', { Active: 'false' });
    await edit('SEAL-1003', { Active: 'false' });
    const { items, counts } = await saved([
      { ...PUMP, name: 'x'.repeat(257) },
      { ...PUMP, sku: 'MOTOR-1004', category: 'NOPE' },
      { ...PUMP, sku: 'VALVE-1002' },
      { ...PUMP, sku: 'SEAL-1003', discontinued: true },
      { ...PUMP, sku: 'TOOL-1005', weight: '-1' },
      { ...PUMP, sku: 'PUMP-1007' },
    ]);
    expect(counts).toEqual({ saved: 1, unchanged: 1, skipped: 0, refused: 4 });
    expect(items.map(({ outcome, reason = '' }) => `${outcome} ${reason}`)).toEqual([
      expect.stringContaining('name has 257 characters'),
      expect.stringContaining('No Category has the key or name NOPE'),
      expect.stringContaining('deactivated in the store'),
      'unchanged ',
      expect.stringContaining('is no weight'),
      'saved ',
    ]);
  });

  it.each([
    ['N02 applied, its answer lost', 'drop-after'],
    ['N01 not applied', 'drop-before'],
  ])('a save that was %s: the others go on, and it is written once in the end', async (_, kind) => {
    await rig.fault('PUT /Products/Product/Update', kind);
    const { counts } = await saved([PUMP, { ...PUMP, sku: 'PUMP-1007' }]);
    expect(counts).toMatchObject({ saved: 2 });
    expect((await ledger()).writes.map(({ sku }) => sku).toSorted()).toEqual(['PUMP-1001', 'PUMP-1007']);
  });

  it('N02: a product whose making was not answered is made once', async () => {
    await rig.fault('POST /Products/Product/Create', 'drop-after');
    expect((await saved([{ ...PUMP, sku: 'NEW-1' }])).items).toMatchObject([{ outcome: 'saved', created: true }]);
    expect((await ledger()).writes).toHaveLength(1);
  });

  it('leaves the search index alone: it is rebuilt on its own, once for many changes', async () => {
    await saved([PUMP, { ...PUMP, sku: 'PUMP-1007' }]);
    expect((await ledger()).indexRebuilds).toBe(0);
    expect((await rig.drive('product.rebuild-index', {})).end).toMatchObject({ output: { rebuilt: true } });
    expect((await ledger()).indexRebuilds).toBe(1);
  });

  it('a login that is refused ends the step', async () => {
    await rig.settings({ deniedPermissions: ['Products.Product.Update'] });
    expect((await save([PUMP])).end).toMatchObject({ do: 'fail', failure: { kind: 'unauthorized' } });
  });
});

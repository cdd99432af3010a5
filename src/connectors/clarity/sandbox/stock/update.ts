import { listMember, type Members, numberMember, textMember } from '../http/members.ts';
import { CodedError } from '../http/reply.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';
import { PILS } from './calculate.ts';

/** What became of the rows of a bulk update; the store itself says nothing of it. */
export interface StockUpdate {
  /** Rows that were made or changed, with the quantity they have now. */
  written: { productId: number; sectionId: number; quantity: number }[];
  unchanged: number;
  /** Unknown product or section: left out without a word. */
  skipped: number;
}

const QUANTITIES = ['Quantity', 'QuantityAllocated', 'QuantityPreSold', 'QuantityBroken'] as const;

/** `{InventoryToPush: [{ProductID, RelevantLocations: [rows]}]}`: sets the rows of product and section, or makes them. */
export function updateMany(state: StoreState, body: Members): StockUpdate {
  const pushed = listMember(body, 'InventoryToPush');
  if (!pushed) throw new CodedError('argumentNull', 'InventoryToPush must not be null', 'InventoryToPush');
  const update: StockUpdate = { written: [], unchanged: 0, skipped: 0 };
  for (const entry of pushed) {
    const product = state.entity('Product').get(numberMember(entry, 'ProductID'));
    for (const row of listMember(entry, 'RelevantLocations') ?? []) {
      const section = product?.Active ? sectionOf(state, row) : undefined;
      if (!product || !section) update.skipped += 1;
      else setRow(state, product.ID, section.ID, row, update);
    }
  }
  return update;
}

/** One product and section: `{ID, Quantity, QuantityAllocated, QuantityPreSold, RelevantLocationID, RelevantHash}`. */
export function updateOne(state: StoreState, body: Members): StockUpdate {
  const product = state.entity('Product').get(numberMember(body, 'ID'));
  if (!product) throw new CodedError('invalidOperation', 'No Product matches the ID', 'ID');
  const section = state.entity('InventoryLocationSection').get(numberMember(body, 'RelevantLocationID'));
  if (!section) {
    throw new CodedError('invalidOperation', 'No InventoryLocationSection matches the ID', 'RelevantLocationID');
  }
  const update: StockUpdate = { written: [], unchanged: 0, skipped: 0 };
  setRow(state, product.ID, section.ID, body, update);
  return update;
}

function sectionOf(state: StoreState, row: Members): EntityRow | undefined {
  const sections = state.entity('InventoryLocationSection');
  const byId = sections.get(numberMember(row, 'SlaveID'));
  const found = byId ?? sections.byKey(textMember(row, 'SlaveKey') ?? '');
  return found?.Active ? found : undefined;
}

function setRow(state: StoreState, MasterID: number, SlaveID: number, row: Members, update: StockUpdate): void {
  const table = state.entity(PILS);
  const existing = table.where('MasterID', MasterID).find((each) => each['SlaveID'] === SlaveID && each.Active);
  const quantities = Object.fromEntries(QUANTITIES.map((name) => [name, numberMember(row, name) ?? 0]));
  if (existing && QUANTITIES.every((name) => Number(existing[name] ?? 0) === quantities[name])) {
    update.unchanged += 1;
    return;
  }
  const Hash = textMember(row, 'Hash') ?? textMember(row, 'RelevantHash') ?? null;
  if (existing) table.patch(existing.ID, { ...quantities, Hash, UpdatedDate: state.clock.stamp() });
  else state.insert(PILS, { MasterID, SlaveID, ...quantities, Hash });
  update.written.push({ productId: MasterID, sectionId: SlaveID, quantity: quantities['Quantity'] ?? 0 });
}

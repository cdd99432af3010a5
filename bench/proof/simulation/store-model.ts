import type { JsonObject } from '../../../src/core/json.ts';
import type { Call, CallResult } from '../../../src/core/operation.ts';
import type { OrderUpdate, StockRow } from '../../../src/connectors/clarity/model/request.ts';
import { lookOf } from '../../../src/connectors/clarity/model/order-standing.ts';
import { ORDER_SAMPLE } from '../../../src/connectors/clarity/samples/order.ts';

/** As much of the store as being told a number or a stock takes: orders whose key, and products whose stock is set. */
export class StoreModel {
  /** Keys of orders by id, as they stand. */
  readonly keys = new Map<string, string>();
  /** Quantities by product, in one section. */
  readonly stock = new Map<string, string>();

  answer({ request }: Call): CallResult {
    const { ask, id } = request as unknown as { ask: string; id: string };
    if (ask === 'inventory-list') return this.#listStock(request);
    if (ask === 'inventory-save') {
      const { rows } = request as unknown as { rows: readonly StockRow[] };
      for (const { productId, quantity } of rows) this.stock.set(productId, quantity);
      return { outcome: 'applied', reply: {} };
    }
    if (ask === 'order-look') {
      const key = this.keys.get(id);
      const order = { ...ORDER_SAMPLE, id, ...(key === undefined ? {} : { key }) };
      return { outcome: 'applied', reply: lookOf({ order, active: true, handle: 'h' }) as unknown as JsonObject };
    }
    const { set } = request as unknown as OrderUpdate;
    if (set.key !== undefined) this.keys.set(id, set.key);
    return { outcome: 'applied', reply: { id } };
  }

  #listStock(request: JsonObject): CallResult {
    const { productIds } = request as unknown as { productIds: readonly string[] };
    const inventories = productIds.map((productId) => ({
      productId,
      places: [{ sectionKey: SECTION, quantity: this.stock.get(productId) ?? '0', allocated: '0' }],
    }));
    return { outcome: 'applied', reply: { inventories } };
  }
}

/** The one section of the model. */
export const SECTION = 'MAIN';

import type { JsonObject } from '../../../src/core/json.ts';
import type { Call, CallResult } from '../../../src/core/operation.ts';
import type { OrderUpdate } from '../../../src/connectors/clarity/model/request.ts';
import { ORDER_SAMPLE } from '../../../src/connectors/clarity/samples/order.ts';

/** As much of the store as being told a number takes: orders whose key is read and replaced. */
export class StoreModel {
  /** Keys of orders by id, as they stand. */
  readonly keys = new Map<string, string>();

  answer({ request }: Call): CallResult {
    const { ask, id } = request as unknown as { ask: string; id: string };
    if (ask === 'order-read') {
      const key = this.keys.get(id);
      const order = { ...ORDER_SAMPLE, id, ...(key === undefined ? {} : { key }) };
      return { outcome: 'applied', reply: { order, active: true, handle: 'h' } as unknown as JsonObject };
    }
    const { set } = request as unknown as OrderUpdate;
    if (set.key !== undefined) this.keys.set(id, set.key);
    return { outcome: 'applied', reply: { id } };
  }
}

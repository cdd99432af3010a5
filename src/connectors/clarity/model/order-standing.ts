import { contentHashOf } from './content-hash.ts';
import type { Order } from './order.ts';
import type { OrderReply, ReadReply } from './request.ts';

/** How far an order is: all that a change of its numbers or its status has to know of it. */
export type OrderStanding = Pick<Order, 'id' | 'key' | 'version' | 'status' | 'trackingNumber' | 'attributes'>;

/** An order that was looked at before it is changed. What it says stands for itself as a hash. */
export interface OrderLook extends ReadReply {
  readonly order: OrderStanding;
  /** Of {@link contentHashOf}. */
  readonly contentHash: string;
}

/**
 * What of an answered order goes into the journal when it is only to be changed: the goods and the people are in the
 * journal already, from when the order was read to be booked, and are not kept twice. Pure.
 */
export function lookOf({ order, active, hash, handle, maskedFields }: OrderReply): OrderLook {
  const { id, key, version, status, trackingNumber, attributes } = order;
  return {
    order: {
      id,
      version,
      status,
      attributes,
      ...(key === undefined ? {} : { key }),
      ...(trackingNumber === undefined ? {} : { trackingNumber }),
    },
    contentHash: contentHashOf(order),
    active,
    ...(hash === undefined ? {} : { hash }),
    ...(handle === undefined ? {} : { handle }),
    ...(maskedFields === undefined ? {} : { maskedFields }),
  };
}

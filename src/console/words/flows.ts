/** The prebuilt flow whose runs are the orders themselves; others tell what happened to them later. */
export const ORDERS_FLOW = 'order-to-cash';

/** In an address: runs of every flow, not only the orders. */
export const ALL_FLOWS = 'all';

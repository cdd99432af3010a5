import { type SeedSize, seedSize } from '../../../kit/sandbox/catalogue.ts';
import { type Customer, type CustomerLists, customerReducers, emptyCustomerLists } from './customers.ts';
import { type Delivery, deliveryReducers, type Invoice } from './deliveries.ts';
import { type Draft, draftReducers } from './drafts.ts';
import type { Effect, MiRecord, Reducers, StampedEffect } from './effects.ts';
import { emptyFinance, type Finance, financeReducers } from './finance.ts';
import { type Item, itemReducers } from './items.ts';
import { type Order, orderReducers } from './orders.ts';
import { type PriceRow, priceReducers } from './prices.ts';
import { seedWorld } from './seed.ts';
import type { Balance } from './stock.ts';
import { type Usage, usageReducers } from './usage.ts';

/** All that the sandbox remembers. Changed by effects only. */
export interface World {
  /** How much there was at the start. */
  readonly size: SeedSize;
  drafts: Map<string, Draft>;
  draftsByCustomer: Map<string, Draft[]>;
  orders: Map<string, Order>;
  ordersByCustomer: Map<string, Order[]>;
  deliveries: Map<string, Delivery>;
  invoices: Map<string, Invoice>;
  customers: Map<string, Customer>;
  customerLists: CustomerLists;
  contacts: Map<string, MiRecord>;
  emails: Map<string, string>;
  /** CUGEX1: by file and keys. */
  extraFields: Map<string, MiRecord>;
  items: Map<string, Item>;
  /** Rows of price lists by `priceKey`. */
  prices: Map<string, PriceRow>;
  /** Item number by `category/alias`. */
  aliases: Map<string, string>;
  balances: Map<string, Balance>;
  finance: Finance;
  /** Last number given of each series. */
  series: { draft: number; order: number; customer: number; delivery: number; invoice: number };
  /** How many records were deleted again. */
  removed: { drafts: number; orders: number };
  usage: Usage;
}

const reducers: Reducers<Effect> = {
  ...draftReducers,
  ...orderReducers,
  ...deliveryReducers,
  ...customerReducers,
  ...itemReducers,
  ...priceReducers,
  ...financeReducers,
  ...usageReducers,
};

/** A company as set up before the first call: items, customers, stock, number series. */
export function newWorld(size: SeedSize = seedSize()): World {
  const world: World = {
    size,
    drafts: new Map(),
    draftsByCustomer: new Map(),
    orders: new Map(),
    ordersByCustomer: new Map(),
    deliveries: new Map(),
    invoices: new Map(),
    customers: new Map(),
    customerLists: emptyCustomerLists(),
    contacts: new Map(),
    emails: new Map(),
    extraFields: new Map(),
    items: new Map(),
    prices: new Map(),
    aliases: new Map(),
    balances: new Map(),
    finance: emptyFinance(),
    series: { draft: 100_000, order: 10_004_710, customer: 0, delivery: 5_000_000, invoice: 100_000_000 },
    removed: { drafts: 0, orders: 0 },
    usage: { calls: new Map(), tokens: 0 },
  };
  seedWorld(world, (effect) => applyEffect(world, effect), size);
  return world;
}

/** Lets one effect take place. Unknown kinds (a log written by a later version) are passed over. */
export function applyEffect(world: World, effect: StampedEffect): void {
  const reduce = reducers[effect.kind] as ((world: World, effect: StampedEffect) => void) | undefined;
  reduce?.(world, effect);
}

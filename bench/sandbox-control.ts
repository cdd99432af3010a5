import type { SandboxReach } from '../src/app/sandboxes.ts';
import { ask } from '../src/cli/demo/ledgers.ts';

/** A plain order as a shopper placed it. */
export interface PlacedOrder {
  readonly id: number;
}

/** What the store's ledger says of one order. */
interface StoreOrder {
  readonly id: number;
  readonly customKey: string | null;
  readonly status: string;
  readonly statusHistory: readonly { readonly status: string; readonly at: string }[];
}

interface ErpOrder {
  readonly orderNumber: string;
  readonly customerOrderNumber: string;
}

/** Counts of calls by name, of both systems together. */
export type Calls = Readonly<Record<string, number>>;

/** An id above every order: the ledger then tells its counters alone. */
const NO_ORDERS = 1e9;

/** The status that ends an order's way: the store has been told. */
const TOLD = 'Confirmed';
const TELLING = 'PATCH /Ordering/SalesOrder/Confirm/{ID}';

/** The control paths of both sandboxes, beside the interfaces they play. */
export class SandboxControl {
  readonly #m3Url: string;
  readonly #storeUrl: string;

  constructor(reach: SandboxReach) {
    this.#m3Url = reach.m3.url;
    this.#storeUrl = reach.store.url;
  }

  /** Webhooks of the store lead nowhere: the benchmark sends its own. */
  async silenceWebhooks(): Promise<void> {
    await ask(`${this.#storeUrl}/sandbox/webhook`, { url: 'http://127.0.0.1:9/', eventTypes: ['none'] });
  }

  /** Sends shoppers who each order exactly so many lines of what both systems know. */
  async placeOrders(count: number, lines: number, seed: number): Promise<PlacedOrder[]> {
    type Trip = { id: string; done: boolean; problems: string[]; orders: PlacedOrder[] };
    const wish = { count, seed, lines: `${lines}-${lines}`, catalogue: 'plain', concurrency: 8 };
    let trip = await ask<Trip>(`${this.#storeUrl}/sandbox/shop`, wish);
    while (!trip.done) {
      await pause(50);
      trip = await ask<Trip>(`${this.#storeUrl}/sandbox/shop/${trip.id}`);
    }
    if (trip.problems.length > 0) throw new Error(`The store refused orders: ${trip.problems[0]}`);
    return trip.orders;
  }

  async countOrdersInM3(): Promise<number> {
    return (await this.#m3Ledger()).orders.length;
  }

  /** Counts of calls since the sandboxes began. */
  async countCalls(): Promise<Calls> {
    const [store, m3] = await Promise.all([this.#storeLedger(NO_ORDERS), this.#m3Ledger()]);
    return { ...store.calls, ...m3.calls };
  }

  /** Most calls that each system had to answer at the same time since it began. */
  async mostAtOnce(): Promise<{ m3: number; store: number }> {
    type Busy = { mostAtOnce: number };
    const [m3, store] = await Promise.all([
      ask<Busy>(`${this.#m3Url}/sandbox/busy`),
      ask<Busy>(`${this.#storeUrl}/sandbox/busy`),
    ]);
    return { m3: m3.mostAtOnce, store: store.mostAtOnce };
  }

  /** How often the store has been told of an accepted order. */
  async countTold(): Promise<number> {
    const { calls } = await this.#storeLedger(NO_ORDERS);
    return calls[TELLING] ?? 0;
  }

  /**
   * Looks at both ledgers: each order must be in M3 exactly once, and the store must have its number and know that it
   * was accepted. Answers when the store was told of the last one, milliseconds since 1970.
   * @throws Error that says what is missing.
   */
  async verify(orders: readonly PlacedOrder[]): Promise<number> {
    const wanted = new Set(orders.map(({ id }) => id));
    const [store, m3] = await Promise.all([this.#storeLedger(Math.min(...wanted) - 1), this.#m3Ledger()]);
    const inM3 = new Map<string, string[]>();
    for (const { customerOrderNumber: key, orderNumber } of m3.orders)
      inM3.set(key, [...(inM3.get(key) ?? []), orderNumber]);
    let lastTold = 0;
    for (const order of store.orders.filter(({ id }) => wanted.has(id))) {
      const numbers = inM3.get(String(order.id)) ?? [];
      if (numbers.length !== 1) throw new Error(`Web order ${order.id} is in M3 ${numbers.length} times`);
      if (order.customKey !== numbers[0]) throw new Error(`Web order ${order.id} carries ${order.customKey}`);
      const told = order.statusHistory.find(({ status }) => status === TOLD);
      if (!told) throw new Error(`Web order ${order.id} has status ${order.status}`);
      lastTold = Math.max(lastTold, Date.parse(told.at));
    }
    return lastTold;
  }

  #storeLedger(after: number): Promise<{ orders: StoreOrder[]; calls: Calls }> {
    return ask(`${this.#storeUrl}/sandbox/ledger?after=${after}`);
  }

  #m3Ledger(): Promise<{ orders: ErpOrder[]; calls: Calls }> {
    return ask(`${this.#m3Url}/sandbox/ledger`);
  }
}

/** Resolves after so many milliseconds; at once for a time that is past. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

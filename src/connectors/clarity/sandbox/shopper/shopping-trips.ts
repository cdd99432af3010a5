import { randomUUID } from 'node:crypto';
import type { Shop } from '../shop.ts';
import { type LineRange, type ShoppedOrder, Shopper } from './shopper.ts';

/** What a run of simulated shoppers is asked for. */
export interface TripRequest {
  count: number;
  seed: number;
  lines: LineRange;
  catalogue: 'plain' | 'varied';
  /** Orders a second; undefined means as fast as the store can. */
  ratePerSecond: number | undefined;
  /** Orders placed before others get their turn. */
  concurrency: number;
}

export interface Trip {
  id: string;
  wanted: number;
  orders: ShoppedOrder[];
  problems: string[];
  done: boolean;
  finished: Promise<void>;
}

/** Runs of simulated shoppers; finished ones stay until the process ends. */
export class ShoppingTrips {
  readonly #shop: Shop;
  readonly #trips = new Map<string, Trip>();
  #closed = false;

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  get(id: string): Trip | undefined {
    return this.#trips.get(id);
  }

  start(request: TripRequest): Trip {
    const trip: Trip = {
      id: randomUUID(),
      wanted: request.count,
      orders: [],
      problems: [],
      done: false,
      finished: Promise.resolve(),
    };
    trip.finished = this.#run(trip, request);
    this.#trips.set(trip.id, trip);
    return trip;
  }

  close(): void {
    this.#closed = true;
  }

  async #run(trip: Trip, request: TripRequest): Promise<void> {
    const shopper = new Shopper(this.#shop, request.seed);
    const startedAt = performance.now();
    for (let placed = 0; placed < request.count && !this.#closed; placed += 1) {
      if (request.ratePerSecond !== undefined) await until(startedAt + (placed * 1_000) / request.ratePerSecond);
      else if (placed % request.concurrency === 0) await new Promise((resolve) => setImmediate(resolve));
      try {
        const kind = request.catalogue === 'plain' ? 'plain' : shopper.pickKind();
        trip.orders.push(...shopper.place(kind, request.lines));
      } catch (error) {
        trip.problems.push(error instanceof Error ? error.message : String(error));
      }
    }
    trip.done = true;
  }
}

async function until(atMs: number): Promise<void> {
  const waitMs = atMs - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

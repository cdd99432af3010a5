import type { ErpOrder, StoreOrder } from './judge.ts';

/** The sandboxes' control paths, which a demo uses to shop and to judge. */
export interface Sandboxes {
  readonly m3Url: string;
  readonly storeUrl: string;
}

interface Trip {
  readonly id: string;
  readonly placed: number;
  readonly done: boolean;
  readonly problems?: readonly string[];
}

/** Asks a control path of a sandbox. @throws Error with its words when it refuses. */
export async function ask<T>(url: string, body?: object): Promise<T> {
  const request = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(url, request);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  return (await response.json()) as T;
}

/** Sends shoppers into the store; resolves when the last one has checked out. */
export async function shop(
  { storeUrl }: Sandboxes,
  wish: {
    count: number;
    seed: number;
    lines: string;
    catalogue: 'plain' | 'varied';
    concurrency?: number;
    ratePerSecond?: number;
  },
): Promise<Trip> {
  let trip = await ask<Trip>(`${storeUrl}/sandbox/shop`, wish);
  while (!trip.done) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    trip = await ask<Trip>(`${storeUrl}/sandbox/shop/${trip.id}`);
  }
  return trip;
}

export interface StoreLedger {
  readonly orders: readonly StoreOrder[];
  readonly webhooks: {
    readonly sent: number;
    readonly delivered: number;
    readonly pending: number;
    readonly acceptMs?: readonly number[];
  };
}

export const readStoreLedger = ({ storeUrl }: Sandboxes): Promise<StoreLedger> => ask(`${storeUrl}/sandbox/ledger`);

/** Orders with ids above `after`, oldest first. */
export async function readStoreOrders({ storeUrl }: Sandboxes, after: number): Promise<readonly StoreOrder[]> {
  return (await ask<StoreLedger>(`${storeUrl}/sandbox/ledger?after=${after}`)).orders;
}

export interface M3Ledger {
  readonly orders: readonly ErpOrder[];
  readonly drafts: readonly { readonly orderNumber: string | null }[];
  readonly customers: readonly { readonly customerNumber: string; readonly searchKey: string }[];
  readonly calls: Readonly<Record<string, number>>;
}

export const readM3Ledger = ({ m3Url }: Sandboxes): Promise<M3Ledger> => ask(`${m3Url}/sandbox/ledger`);

/** Ends all faults, so that what is still under way can come to an end. */
export async function endFaults({ m3Url, storeUrl }: Sandboxes): Promise<void> {
  await Promise.all([m3Url, storeUrl].map((url) => ask(`${url}/sandbox/faults`, { clear: true })));
}

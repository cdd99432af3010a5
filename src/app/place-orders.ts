import type { RunReads, RunSummary } from '../engine/read-ports.ts';

/** Shoppers of the first minute: most of what a store sees, and one order that has to be held. */
const FIRST_SHOPPERS = [
  'plain',
  'new-customer',
  'guest',
  'discount',
  'foreign-currency',
  'long-address',
  'plain',
  'unknown-sku',
] as const;

const FLOW = 'order-to-cash';
const FOLLOW_MS = 60_000;

interface Placed {
  readonly id: number;
  readonly placedAt: string;
}

/**
 * Sends shoppers through the store's own checkout and tells of each order what became of it. Returns when every order
 * has landed or is held, or after a minute.
 */
export async function placeFirstOrders(deps: {
  readonly storeUrl: string;
  readonly tenant: string;
  readonly runs: RunReads;
  readonly print: (line: string) => void;
}): Promise<void> {
  const open = new Map<string, Placed>();
  const placing = (async () => {
    for (const kind of FIRST_SHOPPERS) {
      for (const order of await shopOne(deps.storeUrl, kind)) open.set(String(order.id), order);
      await pause(250);
    }
  })();
  const endAt = Date.now() + FOLLOW_MS;
  let placed = false;
  placing.then(
    () => {
      placed = true;
    },
    () => {
      placed = true;
    },
  );
  while ((!placed || open.size > 0) && Date.now() < endAt) {
    await pause(100);
    const page = await deps.runs.list(deps.tenant, { flow: FLOW, limit: 50 });
    for (const run of page.items) {
      const order = open.get(run.facts.order ?? '');
      const line = order && describe(run, order);
      if (!line) continue;
      open.delete(run.facts.order ?? '');
      deps.print(line);
    }
  }
  await placing;
  for (const order of open.keys()) deps.print(`web order ${order} is still on its way`);
}

/** What became of an order, in one line; nothing while it is under way. */
function describe(run: RunSummary, order: Placed): string | undefined {
  switch (run.state) {
    case 'completed': {
      const seconds = (Date.parse(run.endedAt ?? run.updatedAt) - Date.parse(order.placedAt)) / 1_000;
      if (!run.facts.erpOrder) return `web order ${order.id}: nothing to do`;
      return `web order ${order.id} → M3 ${run.facts.erpOrder}, ${Math.max(0, seconds).toFixed(2)} s`;
    }
    case 'held':
      return `web order ${order.id} held (${run.hold?.failure?.code ?? run.hold?.queue}): ${run.hold?.reason}`;
    case 'failed':
      return `web order ${order.id} failed (${run.failure?.code}): ${run.failure?.message}`;
    default:
      return undefined;
  }
}

async function shopOne(storeUrl: string, kind: string): Promise<readonly Placed[]> {
  const response = await fetch(`${storeUrl}/sandbox/shop/one`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind }),
  });
  if (!response.ok) throw new Error(`The store sandbox refused an order (${kind}): ${await response.text()}`);
  return ((await response.json()) as { orders: readonly Placed[] }).orders;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

import { randomUUID } from 'node:crypto';
import { compileDeployment, parseDeployed } from '../src/app/compile-flows.ts';
import { ask } from '../src/cli/demo/ledgers.ts';
import { seededRandom } from '../src/connectors/kit/sandbox/random.ts';
import { planRuns } from '../src/engine/plan-runs.ts';
import type { InboundEvent } from '../src/engine/ports.ts';
import { Programs } from '../src/engine/programs.ts';
import { openPool } from '../src/store/database.ts';
import { createDeploymentStore } from '../src/store/flow-store.ts';
import { createInboxStore } from '../src/store/inbox-store.ts';
import { silentLog } from '../src/store/log.ts';
import { pause } from './sandbox-control.ts';

/** A running product between both sandboxes. */
export interface StockScene {
  readonly m3Url: string;
  readonly storeUrl: string;
  /** Database of the product: events come in by its own inbox. */
  readonly connectionString: string;
}

export interface StockWish {
  /** Balances that change: items of the catalogue in the first warehouse. */
  readonly items: readonly string[];
  /** Changes of a balance over all. */
  readonly changes: number;
  readonly inSeconds: number;
  /** How often each event is told, and which part of the changes nobody tells. */
  readonly times: number;
  readonly dropped: number;
  readonly seed: number;
  /** Each item changes once, one after the other. */
  readonly once?: boolean;
}

export interface StockOutcome {
  readonly changes: number;
  readonly eventsSent: number;
  readonly balances: number;
  /** Balances of which the store showed something else before: those that need a write. */
  readonly finalValues: number;
  /** Balances of which the store shows something else than M3 at the end. */
  readonly different: number;
  readonly writes: number;
  /** Most writes of one balance. */
  readonly mostWrites: number;
  readonly tookMs: number;
  /** From the last change to the last write. */
  readonly settledMs: number;
}

interface StoreStock {
  readonly stock: readonly { readonly sku: string; readonly section: string; readonly quantity: number }[];
  readonly updates: readonly { readonly at: string; readonly written: readonly { sku: string; section: string }[] }[];
}

const WAREHOUSE = '001';
const SECTION = '001-MAIN';

/** Changes balances in M3, tells of it badly (shuffled, repeated, some not at all), and counts what the store got. */
export async function driveStock(scene: StockScene, wish: StockWish): Promise<StockOutcome> {
  const random = seededRandom(wish.seed);
  const final = new Map<string, number>();
  const pool = openPool({ ...POOL, connectionString: scene.connectionString });
  try {
    const programs = new Programs(createDeploymentStore(pool, parseDeployed), compileDeployment);
    const inbox = createInboxStore(pool);
    const start = await storeStock(scene);
    const before = start.updates.length;
    const shown = shownIn(start);
    const startedAt = Date.now();
    const batches = Math.max(1, Math.round(wish.inSeconds * 4));
    let late: InboundEvent[] = [];
    let eventsSent = 0;
    let told = 0;
    for (let batch = 0; batch < batches; batch += 1) {
      const size = Math.round(wish.changes / batches);
      const counts = Array.from({ length: size }, () => {
        const place = wish.once === true ? told : Math.floor(random.next() * wish.items.length);
        const itemNumber = wish.items[place % wish.items.length] ?? '';
        told += 1;
        return { itemNumber, warehouse: WAREHOUSE, onHand: Math.floor(random.next() * 5_000) };
      });
      for (const { itemNumber, onHand } of counts) final.set(itemNumber, onHand);
      await ask(`${scene.m3Url}/sandbox/stock`, { counts });
      const events = counts
        .filter(() => random.next() >= wish.dropped)
        .flatMap(({ itemNumber }) => Array.from({ length: wish.times }, () => eventOf(itemNumber)));
      // What is told of one batch comes mixed with that of the batch before, in any order.
      const mixed = [...late, ...events].toSorted(() => random.next() - 0.5);
      late = batch + 1 < batches ? mixed.splice(0, Math.floor(mixed.length / 3)) : [];
      eventsSent += mixed.length;
      const live = await programs.active();
      await Promise.all(mixed.map((event) => inbox.accept({ event, runs: planRuns(event, live) })));
      await pause(startedAt + ((batch + 1) * wish.inSeconds * 1_000) / batches - Date.now());
    }
    const changedAt = Date.now();
    const different = await settle(scene, final);
    const updates = (await storeStock(scene)).updates.slice(before);
    const writes = updates.flatMap(({ written }) => written).filter(({ section }) => section === SECTION);
    const bySku = Map.groupBy(writes, ({ sku }) => sku);
    return {
      changes: wish.changes,
      eventsSent,
      balances: final.size,
      finalValues: [...final].filter(([sku, quantity]) => shown.get(sku) !== quantity).length,
      different,
      writes: writes.length,
      mostWrites: Math.max(0, ...[...bySku.values()].map((each) => each.length)),
      tookMs: Date.now() - startedAt,
      settledMs: Math.max(0, Date.parse(updates.at(-1)?.at ?? '') - changedAt || 0),
    };
  } finally {
    await pool.end();
  }
}

/** Waits until the store shows what M3 has; answers how many balances still differ after a minute. */
async function settle(scene: StockScene, final: ReadonlyMap<string, number>): Promise<number> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const shown = shownIn(await storeStock(scene));
    const different = [...final].filter(([sku, quantity]) => shown.get(sku) !== quantity).length;
    if (different === 0 || Date.now() > deadline) return different;
    await pause(250);
  }
}

function shownIn({ stock }: StoreStock): ReadonlyMap<string, number> {
  return new Map(stock.filter(({ section }) => section === SECTION).map((row) => [row.sku, row.quantity]));
}

function eventOf(itemNumber: string): InboundEvent {
  return {
    tenant: 'default',
    connection: 'm3',
    id: randomUUID(),
    type: 'm3.stock.changed',
    subject: `${itemNumber}@${WAREHOUSE}`,
    time: new Date().toISOString(),
    data: { itemNumber, warehouse: WAREHOUSE },
    via: 'webhook',
  };
}

const POOL = { log: silentLog, maxConnections: 4, applicationName: 'stock events' };

const storeStock = (scene: StockScene): Promise<StoreStock> => ask(`${scene.storeUrl}/sandbox/stock`);

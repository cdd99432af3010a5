import { listHolds } from '../commands/holds.ts';
import { inInstance } from './instance.ts';
import { type HeldOrder, judge, quantile, type Verdict } from './judge.ts';
import { startKiller } from './killer.ts';
import {
  endFaults,
  type M3Ledger,
  readM3Ledger,
  readStoreLedger,
  type Sandboxes,
  shop,
  type StoreLedger,
} from './ledgers.ts';
import type { ServerProcess } from './server-process.ts';

export interface DemoOptions {
  readonly orders: number;
  /** Lines of an order, `5` or `1-9`. */
  readonly lines: string;
  readonly faults: 'none' | 'light' | 'harsh';
  /** Seconds between two kills -9 of the server; 0 for none. */
  readonly killEverySeconds: number;
  readonly latencyMs: number;
  readonly seed: number;
  readonly say: (text: string) => void;
  /** Keep the folder and tell where it is. */
  readonly keep?: boolean;
  /** Where its folder is made; the place for temporary files unless given. */
  readonly within?: string;
}

/** What `demo --json` prints. The figures are counted from the sandboxes' ledgers, never from our own tables. */
export interface DemoResult {
  readonly placed: number;
  readonly confirmed: number;
  readonly held: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly wrongLines: number;
  readonly notToldToStore: number;
  readonly kills: number;
  readonly ordersPerSecond: number;
  readonly acceptP99Ms: number;
  readonly endToEndP50Ms: number;
  readonly endToEndP99Ms: number;
}

export interface DemoOutcome {
  readonly result: DemoResult;
  readonly verdict: Verdict;
  readonly holds: readonly HeldOrder[];
  readonly ok: boolean;
}

/** Ends the wait when nothing has changed for this long. */
const STUCK_MS = 120_000;

/**
 * A throw-away instance with its own folder and free ports: places orders through the store's checkout, kills the
 * server as told, waits until everything is settled, and judges from outside.
 */
export async function runDemo(options: DemoOptions): Promise<DemoOutcome> {
  return await inInstance(options, async ({ server, ledgers, folder }) => {
    options.say(`Instance ready in ${folder}; placing ${options.orders} orders.`);
    return await placeAndJudge(options, server, ledgers, folder);
  });
}

async function placeAndJudge(
  options: DemoOptions,
  server: ServerProcess,
  ledgers: Sandboxes,
  folder: string,
): Promise<DemoOutcome> {
  const startedAt = Date.now();
  const killer = startKiller(options, server);
  const rate = options.killEverySeconds > 0 ? { ratePerSecond: Math.max(5, options.orders / 30) } : {};
  await shop(ledgers, {
    count: options.orders,
    seed: options.seed,
    lines: options.lines,
    catalogue: 'varied',
    concurrency: 8,
    ...rate,
  });
  const kills = await killer.stop(options.killEverySeconds * 3_000);
  if (options.faults !== 'none') await endFaults(ledgers);
  const settled = await waitUntilSettled(options, server, ledgers, folder);
  const { verdict, store, holds } = settled;
  const seconds = (settled.lastLandedAt - startedAt) / 1_000;
  const result: DemoResult = {
    placed: verdict.placed,
    confirmed: verdict.confirmed,
    held: verdict.held,
    lost: verdict.lost.length,
    duplicated: verdict.duplicated.length,
    wrongLines: verdict.wrongLines.length,
    notToldToStore: verdict.notToldToStore.length,
    kills,
    ordersPerSecond: round(verdict.confirmed / Math.max(0.001, seconds)),
    acceptP99Ms: round(
      quantile(
        (store.webhooks.acceptMs ?? []).toSorted((a, b) => a - b),
        0.99,
      ),
    ),
    endToEndP50Ms: Math.round(quantile(verdict.endToEndMs, 0.5)),
    endToEndP99Ms: Math.round(quantile(verdict.endToEndMs, 0.99)),
  };
  const bad =
    result.lost + result.duplicated + result.wrongLines + result.notToldToStore + verdict.heldWithoutReason.length;
  return { result, verdict, holds, ok: bad === 0 };
}

const round = (value: number): number => Math.round(value * 10) / 10;

interface Settled {
  readonly verdict: Verdict;
  readonly store: StoreLedger;
  readonly m3: M3Ledger;
  readonly holds: readonly HeldOrder[];
  readonly lastLandedAt: number;
}

async function waitUntilSettled(
  options: DemoOptions,
  server: ServerProcess,
  ledgers: Sandboxes,
  folder: string,
): Promise<Settled> {
  let lastPicture = '';
  let changedAt = Date.now();
  for (;;) {
    const [store, m3, holds] = await Promise.all([
      readStoreLedger(ledgers),
      readM3Ledger(ledgers),
      listHolds({ url: server.url, data: folder }),
    ]);
    const verdict = judge(store.orders, m3.orders, holds);
    const open = verdict.lost.length + verdict.notToldToStore.length;
    const picture = [verdict.confirmed, verdict.held, open, m3.drafts.length, holds.length].join('/');
    if (picture !== lastPicture) {
      lastPicture = picture;
      changedAt = Date.now();
      options.say(`${verdict.confirmed} in M3, ${verdict.held} held, ${open} open`);
    }
    const quietMs = Date.now() - changedAt;
    if ((open === 0 && quietMs >= 1_000) || quietMs > STUCK_MS) {
      const lastLandedAt = Math.max(0, ...m3.orders.map((order) => Date.parse(order.createdAt)));
      return { verdict, store, m3, holds, lastLandedAt };
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

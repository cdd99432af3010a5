import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../api/client.ts';
import { SYNC_SUBJECTS } from '../../api/sync-subjects.ts';
import { footLine, duration } from '../progress.ts';
import { connectToServer, dataOf } from '../server-client.ts';
import { type Agreement, compareWorlds } from './agree/compare-worlds.ts';
import type { Difference, Held, Kind } from './agree/model.ts';
import { readWorlds } from './agree/read-worlds.ts';
import { type Instance, inInstance, type InstanceWish } from './instance.ts';
import { quantile } from './judge.ts';
import { startKiller } from './killer.ts';
import { ask, endFaults, type Sandboxes } from './ledgers.ts';
import type { DemoResult } from './run-demo.ts';

export interface LifeOptions extends Omit<InstanceWish, 'flags' | 'environment'> {
  readonly minutes: number;
  /** Acts a second, in each system. */
  readonly ratePerSecond: number;
  readonly killEverySeconds: number;
}

/** What `demo --scenario all --json` prints: the figures of orders, and those of everything that must agree. */
export interface LifeResult extends Omit<DemoResult, 'ordersPerSecond'> {
  readonly differences: number;
  readonly byKind: Readonly<Record<Kind, number>>;
  /** What people did in each system. */
  readonly acts: { readonly m3: number; readonly store: number };
  /** How long it took until both agreed, after the last act. */
  readonly settledAfterSeconds: number;
}

export interface LifeOutcome {
  readonly result: LifeResult;
  readonly differences: readonly Difference[];
  readonly holds: readonly Held[];
  readonly ok: boolean;
}

/** Nothing has changed for this long: it is not going to. */
const STUCK_MS = 150_000;
/** However much changes, this is the end. */
const SETTLED_WITHIN_MS = 15 * 60_000;
/** Both agree when nothing moved for this long. */
const QUIET_MS = 4_000;
/** What is read in full before people begin: each system was set up by itself. */
const FIRST = ['items', 'prices', 'customers', 'stock'] as const satisfies readonly (typeof SYNC_SUBJECTS)[number][];

/** Looks that come often enough for a run of minutes, and oftener for one of seconds. */
function settingsFor(minutes: number): object {
  const everySeconds = minutes < 1 ? 2 : 5;
  return {
    m3: {
      itemsEverySeconds: everySeconds,
      pricesEverySeconds: everySeconds,
      stockEverySeconds: everySeconds,
      customersEverySeconds: everySeconds,
      deliveriesEverySeconds: everySeconds,
      receivablesEverySeconds: everySeconds,
    },
    clarity: { lookForPayments: true },
  };
}

/**
 * Lets both systems live for some minutes with the product between them, breaks things as told, waits until all is
 * settled and compares both from outside.
 */
export async function runLife(options: LifeOptions): Promise<LifeOutcome> {
  const environment = { LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify(settingsFor(options.minutes)) };
  const wish: InstanceWish = { ...options, faults: 'none', flags: ['--feed'], environment };
  return await inInstance(wish, async (instance) => {
    const { server, ledgers, folder } = instance;
    const client = await connectToServer({ url: server.url, data: folder });
    options.say(`Instance ready in ${folder}; reading both systems for the first time.`);
    await readAll(client);
    options.say(
      `Both live for ${duration(options.minutes * 60_000)}, with ${options.ratePerSecond} acts a second each.`,
    );
    const kills = await live(options, instance);
    options.say('Life has stopped; waiting until both agree.');
    return await settle(options, { server, ledgers, folder }, kills);
  });
}

/** The first full readings, one after the other: what comes of one is done before the next begins. */
async function readAll(client: Client): Promise<void> {
  for (const subject of FIRST) {
    let sync = await begin(client, subject);
    while (sync.state === 'reading' || sync.state === 'working') {
      await sleep(200);
      sync = dataOf(await client.getSync({ params: { id: sync.id } }));
    }
  }
}

/** A server that has just started needs a moment to open its connections. */
async function begin(client: Client, subject: (typeof FIRST)[number]) {
  for (let tries = 0; ; tries += 1) {
    const answer = await client.startSync({ params: { subject }, body: { full: true } });
    if (answer.ok || tries === 100) return dataOf(answer);
    await sleep(200);
  }
}

async function live(options: LifeOptions, { server, ledgers }: Instance): Promise<number> {
  const urls = [ledgers.m3Url, ledgers.storeUrl];
  const { ratePerSecond, seed, faults, minutes } = options;
  if (faults !== 'none') await Promise.all(urls.map((url) => ask(`${url}/sandbox/faults`, { level: faults })));
  await Promise.all(urls.map((url, side) => ask(`${url}/sandbox/life`, { ratePerSecond, seed: seed + side })));
  const killer = startKiller(options, server);
  const foot = footLine(process.stderr);
  const startedAt = Date.now();
  for (let left = minutes * 60_000; left > 0; left = startedAt + minutes * 60_000 - Date.now()) {
    const acts = await actsOf(ledgers);
    foot.show(`${duration(left)} left: ${acts.m3} acts in M3, ${acts.store} in the store`);
    await sleep(Math.min(1_000, left));
  }
  foot.clear();
  await Promise.all(urls.map((url) => ask(`${url}/sandbox/life`, { stop: true })));
  const kills = await killer.stop(0);
  if (faults !== 'none') await endFaults(ledgers);
  return kills;
}

async function actsOf({ m3Url, storeUrl }: Sandboxes): Promise<{ m3: number; store: number }> {
  const [m3, store] = await Promise.all(
    [m3Url, storeUrl].map((url) => ask<{ done: Readonly<Record<string, number>> }>(`${url}/sandbox/life`)),
  );
  const sum = (done: Readonly<Record<string, number>> = {}): number =>
    Object.values(done).reduce((all, one) => all + one, 0);
  return { m3: sum(m3?.done), store: sum(store?.done) };
}

async function settle(
  options: LifeOptions,
  { server, ledgers, folder }: Instance,
  kills: number,
): Promise<LifeOutcome> {
  const startedAt = Date.now();
  let [picture, changedAt] = ['', startedAt];
  for (;;) {
    const worlds = await readWorlds(ledgers, { url: server.url, folder });
    const agreement = compareWorlds(worlds);
    const now = JSON.stringify([agreement.differences, agreement.orders.confirmed, worlds.holds.length]);
    if (now !== picture) {
      [picture, changedAt] = [now, Date.now()];
      options.say(`${agreement.differences.length} differences, ${worlds.holds.length} held`);
    }
    const [quietMs, allMs] = [Date.now() - changedAt, Date.now() - startedAt];
    const agrees = agreement.differences.length === 0;
    if ((agrees && quietMs >= QUIET_MS) || quietMs > STUCK_MS || allMs > SETTLED_WITHIN_MS) {
      const settledAfterSeconds = Math.round((changedAt - startedAt) / 1_000);
      const acts = await actsOf(ledgers);
      const { differences } = agreement;
      const result = { ...figuresOf(agreement, worlds.acceptMs, kills), acts, settledAfterSeconds };
      const { lost, duplicated, wrongLines, notToldToStore } = result;
      const bad = lost + duplicated + wrongLines + notToldToStore + result.differences;
      return {
        result,
        differences,
        holds: worlds.holds,
        ok: bad === 0 && agreement.orders.heldWithoutReason.length === 0,
      };
    }
    await sleep(500);
  }
}

function figuresOf(
  { orders, differences, byKind }: Agreement,
  acceptMs: readonly number[],
  kills: number,
): Omit<LifeResult, 'acts' | 'settledAfterSeconds'> {
  const accepted = acceptMs.toSorted((a, b) => a - b);
  return {
    placed: orders.placed,
    confirmed: orders.confirmed,
    held: orders.held,
    lost: orders.lost.length,
    duplicated: orders.duplicated.length,
    wrongLines: orders.wrongLines.length,
    notToldToStore: orders.notToldToStore.length,
    kills,
    acceptP99Ms: Math.round(quantile(accepted, 0.99) * 10) / 10,
    endToEndP50Ms: Math.round(quantile(orders.endToEndMs, 0.5)),
    endToEndP99Ms: Math.round(quantile(orders.endToEndMs, 0.99)),
    differences: differences.length,
    byKind,
  };
}

import type { LineMode } from './bench-server.ts';
import type { Rig } from './rig.ts';
import { type Calls, pause, type PlacedOrder } from './sandbox-control.ts';
import type { ScriptProcess } from './script-process.ts';
import { sendWebhooks } from './webhook-sender.ts';

/** Orders of one run, all with the same number of lines. */
export interface Load {
  readonly orders: number;
  readonly lines: number;
  readonly inFlight: number;
}

export interface ScriptRun {
  readonly ordersPerSecond: number;
  readonly callsPerOrder: Calls;
  readonly cpuMsPerOrder: number;
}

export interface LandbridgeRun {
  readonly ordersPerSecond: number;
  readonly callsPerOrder: Calls;
  readonly acceptMs: readonly number[];
  readonly statementsPerOrder: number;
  readonly serverCpuMsPerOrder: number;
  readonly databaseCpuMsPerOrder: number;
}

const CONNECTIONS = 32;
const PATIENCE_MS = 60_000;
/** PostgreSQL reports its counters about a second after the fact. */
const COUNTERS_SETTLE_MS = 1_200;

let seed = 100;

function place({ control }: Pick<Rig, 'control'>, { orders, lines }: Load): Promise<PlacedOrder[]> {
  seed += 1;
  return control.placeOrders(orders, lines, seed);
}

/** A script to measure, and the database it writes its calls down in; left out, it keeps nothing. */
export interface ScriptSide {
  readonly script: ScriptProcess;
  readonly notebook?: string;
}

/** Has a script carry fresh orders, the plain one unless told otherwise, and looks whether they arrived. */
export async function runScript(
  rig: Pick<Rig, 'control' | 'reach' | 'script'>,
  lineMode: LineMode,
  load: Load,
  { script, notebook }: ScriptSide = rig,
): Promise<ScriptRun> {
  const { control, reach } = rig;
  const orders = await place(rig, load);
  const before = await control.countCalls();
  const access = {
    storeApiUrl: reach.store.apiUrl,
    userName: reach.store.credentials.userName,
    password: reach.store.credentials.password,
    ionapi: reach.m3.ionapi,
    inFlight: load.inFlight,
    ...(notebook === undefined ? {} : { notebook }),
  };
  const { startedAt, cpuMs } = await script.run({ access, lineMode, orderIds: orders.map(({ id }) => id) });
  const lastTold = await control.verify(orders);
  return {
    ordersPerSecond: orders.length / ((lastTold - startedAt) / 1_000),
    callsPerOrder: perOrder(before, await control.countCalls(), orders.length),
    cpuMsPerOrder: cpuMs / orders.length,
  };
}

/** Tells Landbridge of fresh orders, in a burst or at a rate, and waits until the store was told of the last one. */
export async function runLandbridge(
  rig: Rig,
  lineMode: LineMode,
  load: Load,
  ratePerSecond?: number,
): Promise<LandbridgeRun> {
  const { control } = rig;
  const server = rig.servers[lineMode];
  const orders = await place(rig, load);
  const before = await control.countCalls();
  const told = await control.countTold();
  await pause(COUNTERS_SETTLE_MS);
  const used = await server.usage();
  const { firstSentAt, acceptMs } = await sendWebhooks(orders, {
    serverUrl: server.process.url,
    secret: server.secret,
    connections: CONNECTIONS,
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
  });
  const patientUntil = Date.now() + PATIENCE_MS;
  while ((await control.countTold()) < told + orders.length) {
    if (Date.now() > patientUntil) throw new Error(`Orders do not arrive: ${await server.explainOpenRuns()}`);
    await pause(100);
  }
  // The counter counts a call when it comes; the sandbox answers it, with what it changed, a latency later.
  await pause(COUNTERS_SETTLE_MS);
  const lastTold = await control.verify(orders);
  const now = await server.usage();
  return {
    ordersPerSecond: orders.length / ((lastTold - firstSentAt) / 1_000),
    callsPerOrder: perOrder(before, await control.countCalls(), orders.length),
    acceptMs,
    statementsPerOrder: (now.statements - used.statements) / orders.length,
    serverCpuMsPerOrder: (now.serverCpuMs - used.serverCpuMs) / orders.length,
    databaseCpuMsPerOrder: (now.databaseCpuMs - used.databaseCpuMs) / orders.length,
  };
}

function perOrder(before: Calls, after: Calls, orders: number): Calls {
  const counts = Object.entries(after).map(([name, count]) => [name, (count - (before[name] ?? 0)) / orders] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

import { parseArgs } from 'node:util';
import { table } from '../src/cli/output.ts';
import { type LandbridgeRun, type Load, runLandbridge, runScript, type ScriptRun } from './carry-orders.ts';
import type { LineMode } from './bench-server.ts';
import { findDifferentCalls, judge, median, quantile, type Row } from './judge-orders.ts';
import { LINE_MODES, type Rig, startRig } from './rig.ts';

/**
 * How fast orders get from the store into M3 and back, against a plain script that makes the same calls and keeps
 * nothing. Both take turns within one run, on the same sandboxes; the medians count.
 */

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    orders: { type: 'string' },
    latency: { type: 'string', default: '0,20' },
    /** Folder for CPU profiles of the servers. */
    profile: { type: 'string' },
  },
});

const IN_FLIGHT = 64;
const LINES = 5;
const ROUNDS = flags.quick ? 1 : 3;
/** Enough for each of the 37 accounts to be known on both sides, and for the code to be compiled. */
const WARM_UP = flags.quick ? 74 : 444;
const STEADY = { perSecond: 20, seconds: flags.quick ? 2 : 10 };

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function measure(latencyMs: number): Promise<Row[]> {
  const load: Load = {
    orders: Number(flags.orders ?? (flags.quick ? 100 : 1_000)),
    lines: LINES,
    inFlight: IN_FLIGHT,
  };
  const nodeOptions = flags.profile === undefined ? {} : { nodeOptions: `--cpu-prof --cpu-prof-dir=${flags.profile}` };
  const rig = await startRig({ latencyMs, inFlight: IN_FLIGHT, ...nodeOptions });
  try {
    for (const mode of LINE_MODES) {
      await runLandbridge(rig, mode, { ...load, orders: WARM_UP });
      await runScript(rig, mode, { ...load, orders: WARM_UP });
    }
    const script: Record<LineMode, ScriptRun[]> = { single: [], bulk: [] };
    const landbridge: Record<LineMode, LandbridgeRun[]> = { single: [], bulk: [] };
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const mode of LINE_MODES) {
        const plain = await runScript(rig, mode, load);
        const ours = await runLandbridge(rig, mode, load);
        script[mode].push(plain);
        landbridge[mode].push(ours);
        const different = findDifferentCalls(plain.callsPerOrder, ours.callsPerOrder);
        if (different) throw new Error(`The two sides do not make the same calls: ${different}`);
        const rates = `${plain.ordersPerSecond.toFixed(0)} script, ${ours.ordersPerSecond.toFixed(0)} Landbridge`;
        say(`${latencyMs} ms, lines ${mode}, round ${round}: ${rates} orders/s`);
      }
    }
    const rows: Row[] = [];
    for (const mode of LINE_MODES) rows.push(await rowOf(rig, mode, latencyMs, script, landbridge[mode]));
    return rows;
  } finally {
    await rig.stop();
  }
}

async function rowOf(
  rig: Rig,
  mode: LineMode,
  latencyMs: number,
  script: Record<LineMode, ScriptRun[]>,
  runs: readonly LandbridgeRun[],
): Promise<Row> {
  const steadyLoad = { orders: STEADY.perSecond * STEADY.seconds, lines: LINES, inFlight: IN_FLIGHT };
  const steady = await runLandbridge(rig, mode, steadyLoad, STEADY.perSecond);
  const rate = (each: { ordersPerSecond: number }): number => each.ordersPerSecond;
  return {
    latencyMs,
    mode,
    scriptPerSecond: median(script[mode].map(rate)),
    scriptOneByOnePerSecond: median(script.single.map(rate)),
    landbridgePerSecond: median(runs.map(rate)),
    acceptBurstP99Ms: median(runs.map(({ acceptMs }) => quantile(acceptMs, 0.99))),
    acceptSteadyP99Ms: quantile(steady.acceptMs, 0.99),
    statementsPerOrder: median(runs.map((run) => run.statementsPerOrder)),
    scriptCpuMs: median(script[mode].map(({ cpuMsPerOrder }) => cpuMsPerOrder)),
    serverCpuMs: median(runs.map((run) => run.serverCpuMsPerOrder)),
    databaseCpuMs: median(runs.map((run) => run.databaseCpuMsPerOrder)),
    peakMemoryMb: rig.servers[mode].peakMemoryMb(),
  };
}

const HEAD = [
  'latency',
  'lines',
  'script/s',
  'landbridge/s',
  'same calls',
  'to one by one',
  'accept p99 burst',
  'steady',
  'SQL/order',
  'CPU ms script',
  'server',
  'database',
  'memory',
];

function cells(row: Row): string[] {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  return [
    `${row.latencyMs} ms`,
    row.mode,
    row.scriptPerSecond.toFixed(0),
    row.landbridgePerSecond.toFixed(0),
    (row.landbridgePerSecond / row.scriptPerSecond).toFixed(2),
    (row.landbridgePerSecond / row.scriptOneByOnePerSecond).toFixed(2),
    ms(row.acceptBurstP99Ms),
    ms(row.acceptSteadyP99Ms),
    row.statementsPerOrder.toFixed(2),
    row.scriptCpuMs.toFixed(1),
    row.serverCpuMs.toFixed(1),
    row.databaseCpuMs.toFixed(1),
    `${row.peakMemoryMb} MB`,
  ];
}

const rows: Row[] = [];
for (const latency of flags.latency.split(',').map(Number)) rows.push(...(await measure(latency)));
const goals = judge(rows);
if (flags.json) process.stdout.write(`${JSON.stringify({ rows, goals }, null, 2)}\n`);
else {
  process.stdout.write(`${table([HEAD, ...rows.map(cells)])}\n\n`);
  for (const goal of goals) process.stdout.write(`${goal.reached ? 'reached' : 'MISSED '}  ${goal.text}\n`);
}
process.exitCode = goals.every(({ reached }) => reached) ? 0 : 1;

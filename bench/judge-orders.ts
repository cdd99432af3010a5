import type { LineMode } from './bench-server.ts';
import type { Calls } from './sandbox-control.ts';

/** Medians of one latency and one way of sending lines. */
export interface Row {
  readonly latencyMs: number;
  readonly mode: LineMode;
  readonly scriptPerSecond: number;
  /** The script that sends each line by itself, whatever `mode` is. */
  readonly scriptOneByOnePerSecond: number;
  readonly landbridgePerSecond: number;
  readonly acceptBurstP99Ms: number;
  readonly acceptSteadyP99Ms: number;
  readonly statementsPerOrder: number;
  /** Processor milliseconds an order. */
  readonly scriptCpuMs: number;
  readonly serverCpuMs: number;
  readonly databaseCpuMs: number;
  readonly peakMemoryMb: number;
}

export interface Goal {
  readonly text: string;
  readonly reached: boolean;
}

/** Calls of two sides may differ by this share: a login, a look at the database of the server. */
const TOLERANCE = 0.02;

/** What Landbridge has to reach, and whether it did. */
export function judge(rows: readonly Row[]): Goal[] {
  return rows.flatMap((row) => {
    const where = `${row.latencyMs} ms, lines ${row.mode}`;
    const goal = (what: string, value: number, bound: 'at least' | 'at most', limit: number): Goal => ({
      text: `${where}: ${what} ${value.toFixed(2)}, ${bound} ${limit}`,
      reached: bound === 'at least' ? value >= limit : value <= limit,
    });
    const { landbridgePerSecond, scriptPerSecond, scriptOneByOnePerSecond } = row;
    return [
      row.mode === 'single'
        ? goal('share of the script with the same calls', landbridgePerSecond / scriptPerSecond, 'at least', 0.6)
        : goal('share of the script one by one', landbridgePerSecond / scriptOneByOnePerSecond, 'at least', 1),
      goal('accept p99 in the burst, ms', row.acceptBurstP99Ms, 'at most', 60),
      goal('accept p99 at 20 orders/s, ms', row.acceptSteadyP99Ms, 'at most', 20),
      goal('SQL statements an order', row.statementsPerOrder, 'at most', 3),
      goal('memory of the server, MB', row.peakMemoryMb, 'at most', 300),
    ];
  });
}

/** The first call, by name, of which one side makes more an order than the other; undefined when there is none. */
export function findDifferentCalls(one: Calls, other: Calls): string | undefined {
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [left = 0, right = 0] = [one[name], other[name]];
    if (Math.abs(left - right) > TOLERANCE) return `${name} ${left.toFixed(2)} and ${right.toFixed(2)} times an order`;
  }
  return undefined;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the share `q` of the values lies; 0 for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

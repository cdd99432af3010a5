import type { JsonObject } from '../../../core/json.ts';
import type { AnyOperation, Call, CallResult } from '../../../core/operation.ts';
import { driveOperation } from '../../kit/drive.ts';
import type { Random } from '../../kit/sandbox/random.ts';
import type { SimulatedNetwork } from './network.ts';

/** A person releases what is held at any time within this. */
const RELEASE_MS = 60_000;

/** Long enough for the last late effect to have come. */
const AFTERMATH_MS = 3_600_000;

/**
 * Drives an operation over the network, released by a person up to so many times while it is held, until the last late
 * effect has come. Answers how it ended and how many calls it made.
 */
export async function driveCase(
  step: {
    readonly operation: AnyOperation;
    readonly input: JsonObject;
    readonly settings: JsonObject;
    readonly stepKey: string;
  },
  network: SimulatedNetwork,
  send: (call: Call) => CallResult,
  random: Random,
  releases: number,
): Promise<{ readonly end: Awaited<ReturnType<typeof driveOperation>>['end']; readonly calls: number }> {
  const run = { ...step, clock: network, maxCalls: 2_000, send: async (call: Call) => send(call) };
  let driven = await driveOperation(run);
  let calls = driven.exchanges.length;
  for (let round = 1; round <= releases && driven.end.do === 'fail'; round += 1) {
    network.waitUntil(network.now() + random.integer(1, RELEASE_MS));
    driven = await driveOperation({ ...run, calls: driven.calls, round });
    calls += driven.exchanges.length;
  }
  network.waitUntil(network.now() + AFTERMATH_MS);
  return { end: driven.end, calls };
}

/** Prints the figures of each report, one row each. */
export async function printReports(reports: Readonly<Record<string, Promise<object>>>): Promise<void> {
  const table: Record<string, object> = {};
  for (const [name, report] of Object.entries(reports)) {
    const { heldCodes: _codes, count: _count, ...figures } = (await report) as Record<string, unknown>;
    table[name] = figures;
  }
  console.table(table);
}

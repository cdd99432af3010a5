import { Trace } from './trace.ts';
import { heldIn, type Violation, violationsOf } from './violations.ts';
import { World, type WorldOptions } from './world.ts';

export interface WorldsReport {
  readonly orders: number;
  readonly violations: readonly (Violation & { readonly seed: number; readonly afterOrders: number })[];
  readonly violationCount: number;
  readonly held: number;
  readonly heldCodes: Readonly<Record<string, number>>;
  readonly leftDrafts: number;
  readonly traceHash: string;
}

const LISTED = 20;

/**
 * Simulates worlds one after the other until so many orders were placed; `stopAtFirst` ends at the first violation.
 * The same seed gives the same report, trace hash included.
 */
export async function simulateWorlds(
  orders: number,
  seed: number,
  options: WorldOptions,
  stopAtFirst = false,
): Promise<WorldsReport> {
  const trace = new Trace();
  const violations: (Violation & { seed: number; afterOrders: number })[] = [];
  const heldCodes: Record<string, number> = {};
  let placed = 0;
  let held = 0;
  let leftDrafts = 0;
  let violationCount = 0;
  for (let index = 0; placed < orders; index += 1) {
    const worldSeed = (Math.imul(seed, 0x9e3779b1) + index) >>> 0;
    const world = new World(worldSeed, options, trace);
    const wanted = Math.min(orders - placed, 1 + (index % 2));
    await world.live(wanted, index + 1);
    placed += wanted;
    for (const code of heldIn(world)) {
      held += 1;
      heldCodes[code] = (heldCodes[code] ?? 0) + 1;
    }
    leftDrafts += [...world.m3.drafts.values()].filter(({ orderNumber }) => orderNumber === '').length;
    const found = violationsOf(world);
    violationCount += found.length;
    for (const violation of found.slice(0, Math.max(0, LISTED - violations.length)))
      violations.push({ ...violation, seed: worldSeed, afterOrders: placed });
    if (stopAtFirst && found.length > 0) break;
  }
  return { orders: placed, violations, violationCount, held, heldCodes, leftDrafts, traceHash: trace.toString() };
}

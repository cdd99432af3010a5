import type { MaintenanceWindow, Paused } from '../api/types.ts';
import type { Pause } from '../engine/away-ports.ts';
import type { PlannedWindow, Standstill, Waiting } from '../engine/standstill.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** A window on the wire. */
export function windowToWire({ startsAt, next, ...window }: PlannedWindow): MaintenanceWindow {
  return {
    ...window,
    ...(startsAt === undefined ? {} : { startsAt: iso(startsAt) }),
    ...(next === undefined ? {} : { next: { from: iso(next.from), until: iso(next.until) } }),
  };
}

/** A pause on the wire. */
export function pauseToWire({ reason, by, since }: Pause): Paused {
  return { reason, by, since: iso(since) };
}

/** What stands still and what waits for it, read once for a whole list. */
export interface StandingStill {
  readonly pauses: readonly Pause[];
  readonly windows: readonly PlannedWindow[];
  readonly connections: ReadonlyMap<string, Waiting>;
  readonly flows: ReadonlyMap<string, Waiting>;
}

/** Reads all of it together. */
export async function readStandstill(standstill: Standstill, tenant: string): Promise<StandingStill> {
  const [pauses, windows, waiting] = await Promise.all([
    standstill.pauses(tenant),
    standstill.windows(tenant),
    standstill.waiting(tenant),
  ]);
  return { pauses, windows, ...waiting };
}

import type { Breaker, BreakerMode } from './breaker.ts';

export type { Breaker, BreakerMode };

/** What the engine needs of the outside to stand still and go on again. Times are milliseconds since 1970. */

export interface BreakerKey {
  readonly tenant: string;
  readonly connection: string;
  /** As flows name it without the connection, such as `order.create`. */
  readonly operation: string;
}

export interface KeptBreaker extends BreakerKey, Breaker {}

/** Breakers as all processes share them. */
export interface BreakerStore {
  /** Those that were ever anything but closed. */
  list(): Promise<readonly KeptBreaker[]>;
  /**
   * Changes one breaker with nobody between reading and writing. `decide` is given what is kept and the shared clock;
   * undefined leaves everything as it is. Answers what is kept afterwards, and whether that is a change.
   */
  change(
    key: BreakerKey,
    decide: (kept: Breaker, now: number) => Breaker | undefined,
  ): Promise<{ readonly breaker: Breaker; readonly changed: boolean }>;
}

/** What work can wait for: `flow`, the events of a `source`, a `connection`, or an `operation` over one. */
export type ParkKind = 'flow' | 'source' | 'connection' | 'operation';

/** Codes of the failures of runs that were laid aside and not tried. */
export const STOP_CODES = [
  'connection.paused',
  'connection.closed',
  'connection.breaker-open',
  'flow.paused',
  'source.paused',
] as const;

/** Something that stands still, and why. */
export interface Stop {
  readonly kind: ParkKind;
  /** Name of the flow or connection; of an operation `connection/operation`. */
  readonly name: string;
  readonly code: (typeof STOP_CODES)[number];
  /** For people. */
  readonly why: string;
  /** When it ends, where that is known. */
  readonly until?: number;
}

/** Where a run is parked: what it waits for, and the connection that its event came from. */
export interface Parking {
  readonly on: string;
  readonly source: string;
}

/** Runs that wait for the same thing. */
export interface ParkedGroup {
  readonly tenant: string;
  readonly on: string;
}

export interface ParkedStore {
  /** What runs are parked on at all. */
  groups(): Promise<readonly ParkedGroup[]>;
  /**
   * Wakes at most `most` runs of a group, in order of arrival, by turns of where they came from; none while another
   * process does so, or while `backlog` jobs that go first are due anyway. Answers how many.
   */
  wake(group: ParkedGroup, most: number, backlog: number): Promise<number>;
}

/** A flow, or the work that a connection's events start, that a person paused. */
export interface Pause {
  readonly tenant: string;
  readonly kind: 'flow' | 'source';
  readonly name: string;
  readonly reason: string;
  readonly by: string;
  readonly since: number;
}

export interface PauseStore {
  list(): Promise<readonly Pause[]>;
  /** Answers false when it stood still before; the first reason stays. */
  pause(pause: Omit<Pause, 'since'>): Promise<boolean>;
  resume(pause: Pick<Pause, 'tenant' | 'kind' | 'name'>): Promise<boolean>;
}

/** When a system is closed on purpose: once, or again and again. */
export interface MaintenanceWindow {
  readonly id: string;
  readonly connection: string;
  readonly reason: string;
  /** Once: when it begins. */
  readonly startsAt?: number;
  /** Again and again: five fields of cron, in `zone`. */
  readonly cron?: string;
  readonly zone: string;
  readonly minutes: number;
  /** So long before the window no new step is begun. */
  readonly drainMinutes: number;
  readonly createdBy: string;
}

export interface WindowStore {
  list(tenant: string): Promise<readonly MaintenanceWindow[]>;
  add(tenant: string, window: Omit<MaintenanceWindow, 'id'>): Promise<MaintenanceWindow>;
  remove(tenant: string, connection: string, id: string): Promise<boolean>;
}

/** How many runs wait for what, for screens. */
export interface ParkedCounts {
  count(tenant: string): Promise<readonly { readonly on: string; readonly count: number; readonly oldestAt: number }[]>;
}

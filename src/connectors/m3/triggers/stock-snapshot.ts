/** How much a full reading gave. */
export interface Snapshot {
  readonly rows: number;
  /** Rows with nothing to sell. */
  readonly zeros: number;
}

/** Where a full reading stands; kept in the cursor, so that it goes on after a stop. */
export interface FullReading extends Snapshot {
  readonly warehouses: readonly string[];
  /** Index of the warehouse that is read now. */
  readonly at: number;
  /** Last item of the page before; empty at the start of a warehouse. */
  readonly after: string;
  /** The first pass only counts. */
  readonly counting: boolean;
  /** M3's time, milliseconds since 1970. */
  readonly startedAt: number;
}

/** A full reading before its first page. */
export function startFull(warehouses: readonly string[], startedAt: number): FullReading {
  return { warehouses, at: 0, after: '', counting: true, rows: 0, zeros: 0, startedAt };
}

/** Fewer rows than this part of the reading before are not believed. */
const LEAST_SHARE = 0.7;
/** Below so few rows nothing can be told from a share. */
const FEW_ROWS = 10;

/**
 * Whether a reading must not be applied by itself: nothing at all, a third of the rows gone, or nothing to sell
 * anywhere where there was something before. Systems answer like that when a job of theirs has failed half way.
 */
export function isDoubtful(now: Snapshot, before: Snapshot | undefined): boolean {
  if (now.rows === 0) return before === undefined || before.rows > 0;
  const allZero = now.rows >= FEW_ROWS && now.zeros === now.rows;
  if (before === undefined) return allZero;
  const shrunk = before.rows >= FEW_ROWS && now.rows < before.rows * LEAST_SHARE;
  return shrunk || (allZero && before.zeros < before.rows);
}

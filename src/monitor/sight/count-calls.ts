import { count } from '../../core/sight/histogram.ts';
import type { Meter } from '../../engine/ports.ts';
import type { CallMinute } from '../../engine/sight-ports.ts';

const MINUTE = 60_000;
/** Minutes that a process keeps, so that one that could not be written is written later. */
const MOST_MINUTES = 60;

interface Cell {
  readonly from: number;
  readonly connection: string;
  readonly operation: string;
  calls: number;
  failures: number;
  readonly histogram: Record<string, number>;
  changed: boolean;
}

/** The calls of this process by minute, connection and operation. */
export interface CallCounter {
  /** A meter that counts calls here and hands everything on. */
  readonly meter: Meter;
  /** What has changed since the last `saved`. */
  changes(): readonly CallMinute[];
  /** These totals are on disk. */
  saved(minutes: readonly CallMinute[]): void;
}

/** Counts beside another meter. A call failed when no usable answer came, or none at all. */
export function countCalls(next: Meter, now: () => number): CallCounter {
  const cells = new Map<string, Cell>();
  const keyOf = (minute: Pick<CallMinute, 'from' | 'connection' | 'operation'>): string =>
    JSON.stringify([minute.from, minute.connection, minute.operation]);
  const forgetOld = (from: number): void => {
    for (const [key, cell] of cells) if (cell.from < from - MOST_MINUTES * MINUTE) cells.delete(key);
  };
  return {
    meter: {
      ...next,
      callEnded(call) {
        next.callEnded(call);
        const from = Math.floor(now() / MINUTE) * MINUTE;
        const { connection, operation } = call;
        const key = keyOf({ from, connection, operation });
        let cell = cells.get(key);
        if (cell === undefined) {
          forgetOld(from);
          cell = { from, connection, operation, calls: 0, failures: 0, histogram: {}, changed: true };
          cells.set(key, cell);
        }
        cell.calls += 1;
        if (call.outcome === 'ambiguous' || call.outcome === 'not-sent') cell.failures += 1;
        count(cell.histogram, call.tookMs);
        cell.changed = true;
      },
    },
    changes: () =>
      [...cells.values()]
        .filter(({ changed }) => changed)
        .map(({ from, connection, operation, calls, failures, histogram }) => ({
          from,
          connection,
          operation,
          calls,
          failures,
          histogram: { ...histogram },
        })),
    saved(minutes) {
      const current = Math.floor(now() / MINUTE) * MINUTE;
      for (const minute of minutes) {
        const cell = cells.get(keyOf(minute));
        // Calls that came while it was written leave it changed.
        if (cell?.calls !== minute.calls) continue;
        if (cell.from < current) cells.delete(keyOf(minute));
        else cell.changed = false;
      }
    },
  };
}

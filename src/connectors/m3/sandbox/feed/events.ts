import type { MiRecord, StampedEffect } from '../state/effects.ts';
import type { World } from '../state/world.ts';
import { readRow, type RowRef, touchedRows } from './rows.ts';

/** A change of a row, as M3 raises it when a transaction is committed. */
export interface M3Event {
  row: RowRef;
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** After the change; of a deleted row as it was. */
  values: MiRecord;
  /** Before the change, of the fields that are another now. */
  oldValues: MiRecord;
  at: number;
}

/**
 * Looks at the rows an effect will touch. Call what it gives after the effect took place: it tells what changed.
 * A row that came out the same tells nothing.
 */
export function watchEffect(world: World, effect: StampedEffect): () => M3Event[] {
  const seen = new Map(touchedRows(world, effect).map((row) => [`${row.table}/${row.key.join('/')}`, row]));
  const before = [...seen.values()].map((row) => ({ row, old: copyOf(readRow(world, row)) }));
  return () =>
    before.flatMap(({ row, old }) => {
      const event = compare(row, old, readRow(world, row));
      return event ? [{ ...event, at: effect.at }] : [];
    });
}

function compare(row: RowRef, old: MiRecord | undefined, now: MiRecord | undefined): Omit<M3Event, 'at'> | undefined {
  if (!now) return old && { row, operation: 'DELETE', values: old, oldValues: {} };
  if (!old) return { row, operation: 'CREATE', values: { ...now }, oldValues: {} };
  const changed = Object.keys({ ...old, ...now }).filter((name) => (old[name] ?? '') !== (now[name] ?? ''));
  if (changed.length === 0) return undefined;
  const oldValues = Object.fromEntries(changed.map((name) => [name, old[name] ?? '']));
  return { row, operation: 'UPDATE', values: { ...now }, oldValues };
}

const copyOf = (row: MiRecord | undefined): MiRecord | undefined => row && { ...row };

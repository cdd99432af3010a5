import type { MiRecord } from '../wire/request.ts';
import type { StockKey } from '../operations/stock-read-many.ts';

/** The figures of a balance as they were told last, by `item@warehouse`. */
export type Told = Readonly<Record<string, string>>;

/** Which balances of one look are to be told, and what to remember for the next look. */
export interface JudgedChanges {
  readonly changed: readonly StockKey[];
  readonly told: Told;
}

/**
 * Sorts what a look with an overlap shows. A balance is told when it is new or its figures differ from those told
 * last, and once more when it has left the overlap: a figure that went away and came back between two looks is the
 * same to us, yet somebody may have read it in between.
 */
export function judgeChanges(rows: readonly MiRecord[], before: Told): JudgedChanges {
  const told: Record<string, string> = {};
  const changed: StockKey[] = [];
  for (const { ITNO: itemNumber = '', WHLO: warehouse = '', AV01 = '', AV02 = '' } of rows) {
    if (itemNumber === '' || warehouse === '') continue;
    const key = `${itemNumber}@${warehouse}`;
    const figures = `${AV01}/${AV02}`;
    if (before[key] !== figures && told[key] !== figures) changed.push({ itemNumber, warehouse });
    told[key] = figures;
  }
  for (const key of Object.keys(before)) {
    if (told[key] !== undefined) continue;
    const at = key.lastIndexOf('@');
    changed.push({ itemNumber: key.slice(0, at), warehouse: key.slice(at + 1) });
  }
  return { changed, told };
}

import type { JsonObject } from '../../../core/json.ts';
import type { PollTrigger, TriggerEvent } from '../../kit/connector.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { readM3Settings } from '../setup/settings.ts';
import { askAll, type ChangeList, type ChangesCursor, readChangedRows } from './changed-rows.ts';

export const ITEM_CHANGED = 'm3.item.changed';

/** What a flow may read as `event` (or as one of `event.items`). */
export const ITEM_EVENT = objectSchema({ itemNumber: textSchema('Item number') }, ['itemNumber']);

const CHANGES: ChangeList = {
  program: 'MMS200MI',
  transaction: 'SelItem',
  keyOf: (row) => row['ITNO'] ?? '',
};

interface FullCursor {
  /** Last item of the page before; empty at the beginning. */
  readonly after: string;
  /** Makes the ids of the events: a page that is read again after a crash tells nothing twice. */
  readonly mark: string;
}

/** Tells which items changed; a full reading goes through all of them in pages. */
export const itemsTrigger: PollTrigger = {
  name: 'items',
  title: 'Item changed in M3',
  subject: 'items',
  events: [ITEM_CHANGED],
  everySeconds: (settings) => readM3Settings(settings).itemsEverySeconds,
  poll: async ({ client, settings: stored, cursor, full, now }) => {
    const settings = readM3Settings(stored);
    if (full) {
      const { after, mark } = (cursor as FullCursor | undefined) ?? { after: '', mark: `full-${now}` };
      // Positioned on the last item of the page before, so that one comes again and is left out.
      const record = { ITNO: after || FIRST };
      const transactions = [{ transaction: 'LstItmByItm', record, columns: ['ITNO'] }];
      const [page] = await askAll(client, settings, 'MMS200MI', transactions, settings.itemPageSize);
      const numbers = (page?.records ?? []).map((row) => row['ITNO'] ?? '');
      const fresh = numbers.filter((number) => number !== '' && number !== after);
      return {
        events: fresh.map((number) => eventOf(number, mark, now)),
        cursor: { after: fresh.at(-1) ?? after, mark },
        more: numbers.length >= settings.itemPageSize && fresh.length > 0,
      };
    }
    const changed = await readChangedRows(client, settings, CHANGES, cursor as unknown as ChangesCursor | undefined);
    return {
      events: changed.rows.map((row) => eventOf(row['ITNO'] ?? '', String(changed.serverTime), now)),
      cursor: changed.cursor as unknown as JsonObject,
      more: false,
      ...(changed.notes.length > 0 ? { notes: changed.notes } : {}),
    };
  },
};

/** Sorts before every item number; M3 does not take an empty one. */
const FIRST = '!';

function eventOf(itemNumber: string, mark: string, now: number): TriggerEvent {
  const time = new Date(now).toISOString();
  return { type: ITEM_CHANGED, id: `item:${itemNumber}:${mark}`, subject: itemNumber, time, data: { itemNumber } };
}

import type { JsonObject } from '../../../core/json.ts';
import type { PollTrigger, TriggerEvent } from '../../kit/connector.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { readM3Settings } from '../setup/settings.ts';
import { type ChangeList, type ChangesCursor, readChangedRows } from './changed-rows.ts';
import { type NumberList, readNumberPage } from './number-pages.ts';

export const ITEM_CHANGED = 'm3.item.changed';

/** What a flow may read as `event` (or as one of `event.items`). */
export const ITEM_EVENT = objectSchema({ itemNumber: textSchema('Item number') }, ['itemNumber']);

const CHANGES: ChangeList = {
  program: 'MMS200MI',
  transaction: 'SelItem',
  keyOf: (row) => row['ITNO'] ?? '',
};

const ALL: NumberList = { program: 'MMS200MI', transaction: 'LstItmByItm', field: 'ITNO' };

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
      const page = await readNumberPage(client, settings, ALL, settings.itemPageSize, cursor, now);
      const events = page.numbers.map((number) => eventOf(number, page.mark, now));
      return { events, cursor: page.cursor, more: page.more };
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

function eventOf(itemNumber: string, mark: string, now: number): TriggerEvent {
  const time = new Date(now).toISOString();
  return { type: ITEM_CHANGED, id: `item:${itemNumber}:${mark}`, subject: itemNumber, time, data: { itemNumber } };
}

import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader } from '../../kit/connector.ts';
import { readClaritySettings } from '../setup/settings.ts';
import { ask, PAGE_SIZE, pageOf } from './ask.ts';

/** Accounts that carry a key of M3. One without a key has not been taken over yet, and is no difference. */
export const customerReader: RecordReader = {
  title: 'Accounts',
  picks: PAGE_SIZE,
  page: async (reading) => {
    const page = pageOf(reading);
    const keys = reading.only ? { keys: reading.only } : {};
    const reply = await ask<'record-page'>(reading, {
      ask: 'record-page',
      of: 'accounts',
      page,
      size: PAGE_SIZE,
      ...keys,
    });
    const records = (reply?.accounts ?? []).flatMap(({ id, key, name, email, phone, vatNumber, active, ...account }) =>
      key === undefined || !active
        ? []
        : [
            {
              key: matchKey(key),
              id,
              ...(account.updatedAt === undefined ? {} : { changedAt: account.updatedAt }),
              fields: { name: name ?? null, email: email ?? null, phone: phone ?? null, vatNumber: vatNumber ?? null },
            },
          ],
    );
    return { records, ...(reply?.more ? { cursor: { page: page + 1 } } : {}) };
  },
  tellAgain: (record, { settings, mark, now }) => {
    const { storeName } = readClaritySettings(settings);
    const time = new Date(now).toISOString();
    const version = record.changedAt ?? time;
    const data = { store: storeName, entity: 'account', entityId: record.id, key: record.key, version, guest: false };
    return { type: 'clarity.customer.updated', id: `${mark}:${record.id}`, subject: record.id, time, data };
  },
};

import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader } from '../../kit/connector.ts';
import { paymentMark } from '../../kit/payment-mark.ts';
import { readClaritySettings } from '../setup/settings.ts';
import { ask, PAGE_SIZE, pageOf } from './ask.ts';

/** Payments that the store has received. What is only authorised moves no money and stands in no ledger. */
export const paymentReader: RecordReader = {
  title: 'Payments',
  picks: 0,
  page: async (reading) => {
    const { storeName, defaultCurrency } = readClaritySettings(reading.settings);
    const page = pageOf(reading);
    const since = reading.since === undefined ? {} : { since: reading.since };
    const reply = await ask<'record-page'>(reading, {
      ask: 'record-page',
      of: 'payments',
      page,
      size: PAGE_SIZE,
      ...since,
    });
    const records = (reply?.payments ?? []).flatMap(({ id, received, receivedAt, amount, currency, orderId }) => {
      if (!received || Number(amount) === 0) return [];
      const happening = { store: storeName, paymentId: id, kind: 'captured', sequence: 1 };
      const money = currency ?? (defaultCurrency || undefined);
      return [
        {
          key: matchKey(paymentMark(happening)),
          id,
          ...(receivedAt === undefined ? {} : { day: receivedAt.slice(0, 10), changedAt: receivedAt }),
          amount,
          ...(money === undefined ? {} : { currency: money }),
          fields: { amount, currency: money ?? null, order: orderId ?? null },
        },
      ];
    });
    return { records, ...(reply?.more ? { cursor: { page: page + 1 } } : {}) };
  },
  tellAgain: (record, { settings, mark, now }) => {
    const { storeName } = readClaritySettings(settings);
    const time = new Date(now).toISOString();
    const version = record.changedAt ?? time;
    const data = { store: storeName, entity: 'payment', entityId: record.id, version, guest: false };
    return { type: 'clarity.payment.captured', id: `${mark}:${record.id}`, subject: record.id, time, data };
  },
};

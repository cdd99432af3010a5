import { Decimal } from '../../../core/decimal.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader } from '../../kit/connector.ts';
import { paymentMark } from '../../kit/payment-mark.ts';
import { readClaritySettings } from '../setup/settings.ts';
import { ask, PAGE_SIZE, pageOf } from './ask.ts';

/** Kinds of postings; what takes a payment back is posted under a mark of its own. */
const KINDS = ['captured', 'refunded', 'chargeback'] as const;

/**
 * Payments that the store has received or given back. What is only authorised moves no money and stands in no ledger.
 * Amounts are without sign: the kind says which way the money went.
 */
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
    const records = (reply?.payments ?? []).flatMap((payment) => {
      const { id, received, receivedAt, currency, orderId } = payment;
      const amount = new Decimal(payment.amount).abs().toFixed();
      if (!received || Number(amount) === 0) return [];
      const kind = payment.originalId === undefined ? 'captured' : payment.state;
      const happening = { store: storeName, paymentId: id, kind, sequence: 1 };
      const money = currency ?? (defaultCurrency || undefined);
      return [
        {
          key: matchKey(paymentMark(happening)),
          id,
          ...(receivedAt === undefined ? {} : { day: receivedAt.slice(0, 10), changedAt: receivedAt }),
          amount,
          ...(money === undefined ? {} : { currency: money }),
          fields: { amount, currency: money ?? null, order: orderId ?? null, kind },
        },
      ];
    });
    return { records, ...(reply?.more ? { cursor: { page: page + 1 } } : {}) };
  },
  tellAgain: (record, { settings, mark, now }) => {
    const { storeName } = readClaritySettings(settings);
    const time = new Date(now).toISOString();
    const version = record.changedAt ?? time;
    const kind = KINDS.find((each) => each === record.fields['kind']) ?? 'captured';
    const order = record.fields['order'];
    const data = {
      store: storeName,
      entity: 'payment',
      entityId: record.id,
      version,
      guest: false,
      state: kind,
      sequence: 1,
      ...(order ? { orderId: order } : {}),
    };
    return { type: `clarity.payment.${kind}`, id: `${mark}:${record.id}`, subject: record.id, time, data };
  },
};

import type { JsonObject } from '../../../core/json.ts';
import type { PollTrigger, TriggerEvent } from '../../kit/connector.ts';
import { describeInvoice, INVOICE_COLUMNS } from '../operations/invoice.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { readM3Settings } from '../setup/settings.ts';
import { askOfEach } from './ask.ts';

export const INVOICE_CHANGED = 'm3.invoice.changed';

/** What a flow may read as `event`. */
export const INVOICE_EVENT = objectSchema(
  {
    invoiceNumber: textSchema('Invoice number in M3'),
    invoiceYear: textSchema('Year of the invoice, part of its key'),
    orderNumber: textSchema('Order number in M3'),
    customerNumber: textSchema('Customer number'),
    openAmount: textSchema('Still to be paid', { format: 'decimal' }),
  },
  ['invoiceNumber'],
);

/** Open amount and number of changes told, by order and `year/number`. */
type SeenOrders = Readonly<Record<string, Readonly<Record<string, { readonly open: string; readonly n: number }>>>>;

/**
 * Tells of new invoices of the open web orders, and again when what is to be paid changed (OIS350MI/LstAllInvByCO,
 * many orders in a call).
 */
export const invoicesTrigger: PollTrigger = {
  name: 'invoices',
  title: 'Invoices of web orders',
  events: [INVOICE_CHANGED],
  watches: 'order',
  subject: 'status',
  everySeconds: (settings) => readM3Settings(settings).deliveriesEverySeconds,
  poll: async ({ client, settings: stored, cursor, linked, now, full }) => {
    const settings = readM3Settings(stored);
    const before = (full ? {} : (cursor?.['seen'] ?? {})) as unknown as SeenOrders;
    const seen: Record<string, Record<string, { open: string; n: number }>> = {};
    const events: TriggerEvent[] = [];
    const list = { program: 'OIS350MI', maxRecords: 0 };
    const answers = await askOfEach(client, settings, list, linked, (ORNO) => ({
      transaction: 'LstAllInvByCO',
      record: { ORNO },
      columns: INVOICE_COLUMNS,
    }));
    for (const [order, result] of answers) {
      for (const record of result?.records ?? []) {
        const { invoiceNumber, invoiceYear, customerNumber, openAmount } = describeInvoice(record, order, settings);
        if (invoiceNumber === '') continue;
        const key = `${invoiceYear}/${invoiceNumber}`;
        const last = before[order]?.[key];
        const isNews = last?.open !== openAmount;
        const n = (last?.n ?? 0) + (isNews ? 1 : 0);
        seen[order] = { ...seen[order], [key]: { open: openAmount, n } };
        if (!isNews) continue;
        events.push({
          type: INVOICE_CHANGED,
          id: `${key}/${n}:${openAmount}`,
          subject: invoiceNumber,
          time: new Date(now).toISOString(),
          data: { invoiceNumber, invoiceYear, orderNumber: order, customerNumber, openAmount },
        });
      }
    }
    return { events, cursor: { seen } as unknown as JsonObject, more: false };
  },
};

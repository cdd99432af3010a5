import type { JsonObject } from '../../../core/json.ts';
import type { PollTrigger, TriggerEvent } from '../../kit/connector.ts';
import { describeInvoice, INVOICE_COLUMNS } from '../operations/invoice.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { readM3Settings } from '../setup/settings.ts';
import { askOfEach, NOTHING_COMES_MS } from './ask.ts';

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

/** Open amount and number of changes told of the invoices of an order, by `year/number`. */
type SeenOrder = Readonly<Record<string, { readonly open: string; readonly n: number }>>;

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
  poll: async ({ client, settings: stored, linked, now }) => {
    const settings = readM3Settings(stored);
    const records = new Map(linked.map((record) => [record.id, record]));
    const seen: Record<string, JsonObject> = {};
    const closed: string[] = [];
    const events: TriggerEvent[] = [];
    const list = { program: 'OIS350MI', maxRecords: 0 };
    const answers = await askOfEach(client, settings, list, [...records.keys()], (ORNO) => ({
      transaction: 'LstAllInvByCO',
      record: { ORNO },
      columns: INVOICE_COLUMNS,
    }));
    for (const [order, result] of answers) {
      const record = records.get(order);
      const before = (record?.seen ?? {}) as unknown as SeenOrder;
      const after: Record<string, { open: string; n: number }> = { ...before };
      for (const row of result?.records ?? []) {
        const { invoiceNumber, invoiceYear, customerNumber, openAmount } = describeInvoice(row, order, settings);
        if (invoiceNumber === '') continue;
        const key = `${invoiceYear}/${invoiceNumber}`;
        const last = after[key];
        if (last?.open === openAmount) continue;
        const n = (last?.n ?? 0) + 1;
        after[key] = { open: openAmount, n };
        seen[order] = after;
        events.push({
          type: INVOICE_CHANGED,
          // With the order: M3 may put several orders on one invoice, and each of them is told of it.
          id: `${order}/${key}/${n}:${openAmount}`,
          subject: invoiceNumber,
          time: new Date(now).toISOString(),
          data: { invoiceNumber, invoiceYear, orderNumber: order, customerNumber, openAmount },
        });
      }
      if (record?.over && isPaid(after, now - record.since)) closed.push(order);
    }
    return { events, seen, closed, cursor: {}, more: false };
  },
};

/** Whether nothing more is to be paid, and no invoice is to be expected. */
function isPaid(seen: SeenOrder, ageMs: number): boolean {
  const invoices = Object.values(seen);
  if (invoices.length === 0) return ageMs > NOTHING_COMES_MS;
  return invoices.every(({ open }) => Number(open) === 0);
}

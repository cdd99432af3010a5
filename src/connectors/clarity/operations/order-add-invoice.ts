import { Decimal } from '../../../core/decimal.ts';
import type { Failure } from '../../../core/failure.ts';
import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import type { InvoiceChange, StoreInvoice } from '../model/fulfilment.ts';
import type { Order } from '../model/order.ts';
import type { InvoiceReply } from '../model/request.ts';
import { decimal, flag, type Infer, list, optional, record, text } from '../model/shape.ts';
import { type Decision, pursue } from './pursue.ts';
import { fail, lastReading, read } from './view.ts';

const INPUT = record('An invoice of an order', {
  orderId: text('Id of the order in the store'),
  orderIds: optional(list('All orders of the store that the invoice is for', text('Id of an order'))),
  invoiceNumber: text('Year and number of the invoice in the ERP: the key'),
  formerNumber: optional(text('Key without the year, under which earlier releases showed it')),
  amount: decimal('Amount'),
  taxAmount: optional(decimal('Tax in it')),
  openAmount: decimal('Still to be paid'),
  invoicedOn: optional(text('Invoice date')),
  dueOn: optional(text('Due date')),
  link: optional(text('Address of the PDF')),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Result', {
  orderId: text('Id of the order in the store'),
  invoiceNumber: text('Key of the invoice in the store'),
  status: text('Status of the invoice in the store'),
  changed: flag('False when the store showed it all already'),
});
type Output = Infer<typeof OUTPUT>;

/** Shows an invoice of the ERP in the store, once, linked to each order it is for. */
export const orderAddInvoice: Operation<Input, Output> = {
  name: 'order.add-invoice',
  title: 'Show an invoice of an order',
  description:
    'Finds the invoice by its key and makes it only when there is none; later only status and open amount follow. The buyer sees it with each order it is for and can open the PDF where there is an address for it. An invoice with this key that is for another order is never written over.',
  effect: 'write',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: {
      orderId: '1042',
      invoiceNumber: '2026-700000001',
      formerNumber: '700000001',
      amount: '275.40',
      taxAmount: '20.40',
      openAmount: '275.40',
    },
    output: { orderId: '1042', invoiceNumber: '2026-700000001', status: 'Unpaid', changed: true },
  },
  next: nextAction,
};

function nextAction(view: OperationView<Input>): OperationAction<Output> {
  const { orderId } = view.input;
  const reading = lastReading<'order-read'>(view, 'order');
  if (reading === undefined) return read('order', { ask: 'order-read', id: orderId });
  if ('failure' in reading) return fail(reading.failure);
  const standing = keyInStore(view);
  if ('action' in standing) return standing.action;
  const { key } = standing;
  const set = describe(view.input, reading.reply.order);
  const pursued = pursue<InvoiceReply>(view, {
    name: 'write',
    look: { ask: 'invoice-find', key, forWrite: true },
    decide: ({ invoice, handle }): Decision => {
      const others = invoice?.orderIds.filter((id) => !set.orderIds.includes(id)) ?? [];
      if (others.length > 0) return { is: 'blocked', failure: taken(key, others, orderId) };
      if (invoice && isShown(invoice, set)) return { is: 'reached' };
      const request = { ask: 'invoice-save', key, set, ...(invoice && { handle: handle ?? '' }) } as const;
      return { is: 'wanted', request };
    },
  });
  if ('action' in pursued) return pursued.action;
  return { do: 'done', output: { orderId, invoiceNumber: key, status: set.status, changed: pursued.wrote } };
}

/**
 * The key that the invoice has in the store, or how to find it out. Numbers of invoices begin anew with a year, so one
 * without its year is this invoice only where it hangs on an order of this invoice and on no other.
 */
function keyInStore(
  view: OperationView<Input>,
): { readonly key: string } | { readonly action: OperationAction<never> } {
  const { invoiceNumber, formerNumber } = view.input;
  if (!formerNumber || formerNumber === invoiceNumber) return { key: invoiceNumber };
  const former = lastReading<'invoice-find'>(view, 'former');
  if (former === undefined) return { action: read('former', { ask: 'invoice-find', key: formerNumber }) };
  if ('failure' in former) return { action: fail(former.failure) };
  const shownAt = former.reply.invoice?.orderIds ?? [];
  const isOurs = shownAt.length > 0 && shownAt.every((id) => ordersOf(view.input).includes(id));
  return { key: isOurs ? formerNumber : invoiceNumber };
}

function ordersOf({ orderId, orderIds = [] }: Input): readonly string[] {
  return [...new Set([orderId, ...orderIds])];
}

function taken(key: string, others: readonly string[], orderId: string): Failure {
  const message = `Invoice ${key} of the store is for order ${others.join(', ')} and not for order ${orderId}.`;
  return clarityFailure('clarity.key-taken', { record: `invoice ${key}`, message });
}

function describe(input: Input, { account, user, purchaseOrderNumber }: Order): InvoiceChange {
  const { amount, taxAmount = '0', openAmount, invoicedOn, dueOn, link } = input;
  const optionally = (name: string, value: string | undefined): object => (value ? { [name]: value } : {});
  return {
    orderIds: ordersOf(input),
    status: statusOf(new Decimal(amount), new Decimal(openAmount)),
    net: new Decimal(amount).minus(taxAmount).toFixed(),
    tax: new Decimal(taxAmount).toFixed(),
    balanceDue: new Decimal(openAmount).toFixed(),
    ...optionally('invoicedAt', invoicedOn && `${invoicedOn}T00:00:00.000Z`),
    ...optionally('dueAt', dueOn && `${dueOn}T00:00:00.000Z`),
    ...optionally('link', link),
    ...optionally('accountId', account?.id),
    ...optionally('userId', user?.id),
    ...optionally('purchaseOrderNumber', purchaseOrderNumber),
  };
}

/** Statuses of invoices that every store has (docs/systems/clarity-ecommerce.md, "Shipments, invoices, returns"). */
function statusOf(amount: Decimal, open: Decimal): string {
  if (open.abs().gte(amount.abs()) && !amount.isZero()) return 'Unpaid';
  return open.isZero() ? 'Paid' : 'Partially Paid';
}

function isShown(invoice: StoreInvoice, set: InvoiceChange): boolean {
  return (
    invoice.status === set.status &&
    set.orderIds.every((id) => invoice.orderIds.includes(id)) &&
    new Decimal(invoice.balanceDue).eq(set.balanceDue) &&
    new Decimal(invoice.total).eq(new Decimal(set.net).plus(set.tax)) &&
    (set.link === undefined || set.link === invoice.link)
  );
}

import { Decimal } from '../../../core/decimal.ts';
import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import type { InvoiceChange, StoreInvoice } from '../model/fulfilment.ts';
import type { Order } from '../model/order.ts';
import type { InvoiceReply } from '../model/request.ts';
import { decimal, flag, type Infer, optional, record, text } from '../model/shape.ts';
import { type Decision, pursue } from './pursue.ts';
import { fail, lastReading, read } from './view.ts';

const INPUT = record('An invoice of an order', {
  orderId: text('Id of the order in the store'),
  invoiceNumber: text('Invoice number of the ERP, which becomes the key'),
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
  invoiceNumber: text('Invoice number'),
  status: text('Status of the invoice in the store'),
  changed: flag('False when the store showed it all already'),
});
type Output = Infer<typeof OUTPUT>;

/** Shows an invoice of the ERP in the store, once, linked to its order. */
export const orderAddInvoice: Operation<Input, Output> = {
  name: 'order.add-invoice',
  title: 'Show an invoice of an order',
  description:
    'Finds the invoice by its number and makes it only when there is none; later only status and open amount follow. The buyer sees it with the order and can open the PDF where there is an address for it.',
  effect: 'write',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: { orderId: '1042', invoiceNumber: '700000001', amount: '275.40', taxAmount: '20.40', openAmount: '275.40' },
    output: { orderId: '1042', invoiceNumber: '700000001', status: 'Unpaid', changed: true },
  },
  next: nextAction,
};

function nextAction(view: OperationView<Input>): OperationAction<Output> {
  const { orderId, invoiceNumber } = view.input;
  const reading = lastReading<'order-read'>(view, 'order');
  if (reading === undefined) return read('order', { ask: 'order-read', id: orderId });
  if ('failure' in reading) return fail(reading.failure);
  const set = describe(view.input, reading.reply.order);
  const pursued = pursue<InvoiceReply>(view, {
    name: 'write',
    look: { ask: 'invoice-find', key: invoiceNumber, forWrite: true },
    decide: ({ invoice, handle }): Decision => {
      if (invoice && isShown(invoice, set)) return { is: 'reached' };
      const request = {
        ask: 'invoice-save',
        key: invoiceNumber,
        set,
        ...(invoice && { handle: handle ?? '' }),
      } as const;
      return { is: 'wanted', request };
    },
  });
  if ('action' in pursued) return pursued.action;
  return { do: 'done', output: { orderId, invoiceNumber, status: set.status, changed: pursued.wrote } };
}

function describe(input: Input, { account, user, purchaseOrderNumber }: Order): InvoiceChange {
  const { orderId, amount, taxAmount = '0', openAmount, invoicedOn, dueOn, link } = input;
  const optionally = (name: string, value: string | undefined): object => (value ? { [name]: value } : {});
  return {
    orderId,
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
    new Decimal(invoice.balanceDue).eq(set.balanceDue) &&
    new Decimal(invoice.total).eq(new Decimal(set.net).plus(set.tax)) &&
    (set.link === undefined || set.link === invoice.link)
  );
}

import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { INVOICE_LIST_SAMPLE } from '../samples/fulfilment.ts';
import { readM3Settings } from '../setup/settings.ts';
import { callM3, callsThisRound, failWith, resultsOf } from './history.ts';
import { describeInvoice, type Invoice, INVOICE_COLUMNS, INVOICE_SCHEMA } from './invoice.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

export interface InvoiceListInput {
  readonly orderNumber: string;
}

export interface InvoiceListOutput {
  readonly orderNumber: string;
  readonly invoices: readonly Invoice[];
}

/** Lists the invoices of an order (OIS350MI/LstAllInvByCO). */
export const invoiceList: Operation<InvoiceListInput, InvoiceListOutput, JsonObject> = {
  name: 'invoice.list',
  title: 'List the invoices of an order',
  description: 'Reads number, dates, amount, open amount and, by a template of the connection, where the PDF stands.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema({ orderNumber: textSchema('Order number in M3', { minLength: 1 }) }, ['orderNumber']),
  output: objectSchema({ orderNumber: textSchema('Order number in M3'), invoices: listSchema(INVOICE_SCHEMA) }, [
    'orderNumber',
    'invoices',
  ]),
  sample: INVOICE_LIST_SAMPLE,
  next: (view) => {
    const { orderNumber } = view.input;
    const last = callsThisRound(view, 'read').at(-1);
    if (!last) {
      const list = { transaction: 'LstAllInvByCO', record: { ORNO: orderNumber }, columns: INVOICE_COLUMNS };
      return callM3('read', 'read', { program: 'OIS350MI', transactions: [list], maxRecords: 0 });
    }
    if (last.outcome !== 'applied' && last.failure) return failWith(last.failure);
    const records = resultsOf([last]).flatMap((result) => result.records);
    const settings = readM3Settings(view.settings);
    const invoices = records.map((record) => describeInvoice(record, orderNumber, settings));
    return { do: 'done', output: { orderNumber, invoices } };
  },
};

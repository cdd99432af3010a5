import { Decimal } from 'decimal.js';
import type { JsonObject, JsonSchema } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { INVOICE_SAMPLE } from '../samples/fulfilment.ts';
import { readM3Settings } from '../setup/settings.ts';
import { bulkLimit, callsThisRound, failureOf, failWith, readAll } from './history.ts';
import { describeInvoice, type Invoice, INVOICE_SCHEMA } from './invoice.ts';
import { decimalText, readDecimal } from './values.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

export interface InvoiceGetInput {
  readonly invoiceNumber: string;
  readonly invoiceYear: string;
  /** The order whose invoice was told of. */
  readonly orderNumber?: string;
}

export interface InvoiceGetOutput extends Invoice {
  /** Every order that is on the invoice; M3 may put several orders of a payer on one. */
  readonly orderNumbers: readonly string[];
}

const HEAD_COLUMNS = ['DUDT', 'IDAT', 'RAFC', 'CUCD', 'AMT1', 'EXIN', 'CUNO', 'PYNO'];

const OUTPUT_SCHEMA: JsonSchema = {
  ...INVOICE_SCHEMA,
  properties: {
    ...(INVOICE_SCHEMA['properties'] as JsonObject),
    orderNumbers: listSchema(
      { type: 'string' },
      { description: 'Orders on the invoice, that which was asked for first' },
    ),
  },
  required: [...(INVOICE_SCHEMA['required'] as string[]), 'orderNumbers'],
};

/** Reads one invoice. */
export const invoiceGet: Operation<InvoiceGetInput, InvoiceGetOutput, JsonObject> = {
  name: 'invoice.get',
  title: 'Read an invoice',
  description:
    'Reads an invoice by year and number, with the orders it is for: first the one that is given, if any, then the others in the order of its lines.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema(
    {
      invoiceNumber: textSchema('Invoice number in M3', { minLength: 1 }),
      invoiceYear: textSchema('Year of the invoice', { minLength: 4 }),
      orderNumber: textSchema('Order whose invoice was told of'),
    },
    ['invoiceNumber', 'invoiceYear'],
  ),
  output: OUTPUT_SCHEMA,
  sample: {
    input: { invoiceNumber: INVOICE_SAMPLE.invoiceNumber, invoiceYear: INVOICE_SAMPLE.invoiceYear },
    output: { ...INVOICE_SAMPLE, orderNumbers: [INVOICE_SAMPLE.orderNumber] },
  },
  next: (view) => {
    const { invoiceNumber: IVNO, invoiceYear: YEA4 } = view.input;
    const settings = readM3Settings(view.settings);
    const record = { YEA4, IVNO };
    const reads = [
      { transaction: 'GetInvHead', record, columns: HEAD_COLUMNS },
      { transaction: 'LstInvLine', record, columns: ['ORNO', 'IVTP', 'VTAM'] },
    ];
    const read = readAll('read', 'OIS350MI', reads, callsThisRound(view, 'read'), bulkLimit(settings));
    if ('next' in read) return read.next;
    const [head, lines] = read.results;
    const found = head?.records[0];
    if (!head || !found) {
      const missing = m3Failure('m3.record-missing', { record: `invoice ${YEA4}/${IVNO}` });
      return failWith((head ? failureOf(head) : undefined) ?? missing);
    }
    const told = [view.input.orderNumber ?? '', ...(lines?.records ?? []).map(({ ORNO = '' }) => ORNO.trim())];
    const orderNumbers = [...new Set(told.filter((number) => number !== ''))];
    const [orderNumber = ''] = orderNumbers;
    const taxes = (lines?.records ?? []).map(({ VTAM = '' }) => readDecimal(VTAM.trim()) ?? new Decimal(0));
    const taxAmount = decimalText(taxes.reduce((sum, tax) => sum.add(tax), new Decimal(0)));
    const invoice = describeInvoice({ ...found, IVNO, YEA4 }, orderNumber, settings);
    return { do: 'done', output: { ...invoice, taxAmount, orderNumbers } };
  },
};

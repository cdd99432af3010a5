import { Decimal } from 'decimal.js';
import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { INVOICE_SAMPLE } from '../samples/fulfilment.ts';
import { readM3Settings } from '../setup/settings.ts';
import { bulkLimit, callsThisRound, failureOf, failWith, readAll } from './history.ts';
import { describeInvoice, type Invoice, INVOICE_SCHEMA } from './invoice.ts';
import { decimalText, readDecimal } from './values.ts';
import { objectSchema, textSchema } from './schema.ts';

export interface InvoiceGetInput {
  readonly invoiceNumber: string;
  readonly invoiceYear: string;
}

const HEAD_COLUMNS = ['DUDT', 'IDAT', 'RAFC', 'CUCD', 'AMT1', 'EXIN', 'CUNO', 'PYNO'];

/** Reads one invoice. */
export const invoiceGet: Operation<InvoiceGetInput, Invoice, JsonObject> = {
  name: 'invoice.get',
  title: 'Read an invoice',
  description: 'Reads an invoice by year and number, with the order it is for.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema(
    {
      invoiceNumber: textSchema('Invoice number in M3', { minLength: 1 }),
      invoiceYear: textSchema('Year of the invoice', { minLength: 4 }),
    },
    ['invoiceNumber', 'invoiceYear'],
  ),
  output: INVOICE_SCHEMA,
  sample: {
    input: { invoiceNumber: INVOICE_SAMPLE.invoiceNumber, invoiceYear: INVOICE_SAMPLE.invoiceYear },
    output: INVOICE_SAMPLE,
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
    const orderNumber = lines?.records.find(({ ORNO = '' }) => ORNO.trim() !== '')?.['ORNO'] ?? '';
    const taxes = (lines?.records ?? []).map(({ VTAM = '' }) => readDecimal(VTAM.trim()) ?? new Decimal(0));
    const taxAmount = decimalText(taxes.reduce((sum, tax) => sum.add(tax), new Decimal(0)));
    return { do: 'done', output: { ...describeInvoice({ ...found, IVNO, YEA4 }, orderNumber, settings), taxAmount } };
  },
};

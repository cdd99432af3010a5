import type { JsonSchema } from '../../../core/json.ts';
import type { M3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import { dayText } from './delivery.ts';
import { objectSchema, textSchema } from './schema.ts';

/** An invoice of M3 (OIS350). */
export interface Invoice {
  readonly invoiceNumber: string;
  readonly invoiceYear: string;
  /** The number as it is printed, with its prefix. */
  readonly printedNumber: string;
  readonly orderNumber: string;
  readonly customerNumber: string;
  /** YYYY-MM-DD. */
  readonly invoicedOn: string;
  readonly dueOn: string;
  readonly amount: string;
  /** Tax in it; only where the invoice was read by itself. */
  readonly taxAmount?: string;
  /** What is still to be paid. */
  readonly openAmount: string;
  readonly currency: string;
  /** Address of the printed invoice by the connection's template; empty without one. */
  readonly link: string;
}

/** Schema of {@link Invoice}. */
export const INVOICE_SCHEMA: JsonSchema = objectSchema(
  {
    invoiceNumber: textSchema('Invoice number in M3'),
    invoiceYear: textSchema('Year of the invoice, part of its key'),
    printedNumber: textSchema('Number as it is printed'),
    orderNumber: textSchema('Order number in M3'),
    customerNumber: textSchema('Customer number'),
    invoicedOn: textSchema('Invoice date'),
    dueOn: textSchema('Due date'),
    amount: textSchema('Amount', { format: 'decimal' }),
    taxAmount: textSchema('Tax in it, where it is known', { format: 'decimal' }),
    openAmount: textSchema('Still to be paid', { format: 'decimal' }),
    currency: textSchema('Currency'),
    link: textSchema('Address of the printed invoice; empty when the connection has no template'),
  },
  ['invoiceNumber', 'invoiceYear', 'orderNumber', 'amount', 'openAmount', 'currency'],
);

/** Columns of OIS350MI/LstAllInvByCO that {@link describeInvoice} reads. */
export const INVOICE_COLUMNS = ['IVNO', 'YEA4', 'EXIN', 'IVTP', 'IDAT', 'DUDT', 'CUNO', 'PYNO', 'IVAV', 'RAFC', 'CUCD'];

/** An invoice in our words. */
export function describeInvoice(record: MiRecord, orderNumber: string, { invoiceLink }: M3Settings): Invoice {
  const invoice = {
    invoiceNumber: (record['IVNO'] ?? '').trim(),
    invoiceYear: (record['YEA4'] ?? '').trim(),
    printedNumber: (record['EXIN'] ?? '').trim(),
    orderNumber,
    customerNumber: (record['CUNO'] ?? '').trim(),
    invoicedOn: dayText(record['IDAT']),
    dueOn: dayText(record['DUDT']),
    amount: record['IVAV'] ?? record['AMT1'] ?? '0',
    openAmount: record['RAFC'] || '0',
    currency: (record['CUCD'] ?? '').trim(),
  };
  return { ...invoice, link: linkOf(invoice, invoiceLink) };
}

/** Fills `{number}`, `{year}`, `{printed}`, `{order}` and `{customer}` of a template. */
function linkOf(invoice: Omit<Invoice, 'link'>, template: string): string {
  const values: Readonly<Record<string, string>> = {
    number: invoice.invoiceNumber,
    year: invoice.invoiceYear,
    printed: invoice.printedNumber,
    order: invoice.orderNumber,
    customer: invoice.customerNumber,
  };
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

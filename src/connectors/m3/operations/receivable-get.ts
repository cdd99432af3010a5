import { Decimal } from '../../../core/decimal.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { Operation, OperationView } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { RECEIVABLE_SAMPLE } from '../samples/finance.ts';
import { readM3Settings } from '../setup/settings.ts';
import type { MiRecord, MiTransactionCall } from '../wire/request.ts';
import { type Ask, bulkLimit, callM3, callsThisRound, type Fail, failWith, readAll, resultsOf } from './history.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';
import { cleanText, readDecimal } from './values.ts';

export interface ReceivableInput {
  readonly orderNumber?: string;
  /** All open items of a customer instead of an order's invoices. */
  readonly customerNumber?: string;
}

export interface Receivable {
  readonly invoiceNumber: string;
  readonly invoiceYear: string;
  readonly amount: string;
  readonly openAmount: string;
  readonly currency: string;
  /** YYYYMMDD; empty when M3 has none. */
  readonly dueDate: string;
}

export interface ReceivableOutput {
  readonly customerNumber: string;
  readonly payer: string;
  /** Currency of the order; empty when a customer was asked for. */
  readonly currency: string;
  /** Oldest first; settled ones too when an order was asked for. */
  readonly invoices: readonly Receivable[];
  /** Those of which something is open. */
  readonly open: readonly Receivable[];
}

const decimal = (description: string): JsonObject => ({ type: 'string', format: 'decimal', description });

const RECEIVABLE_SCHEMA = objectSchema(
  {
    invoiceNumber: textSchema('Invoice number'),
    invoiceYear: textSchema('Year of the invoice'),
    amount: decimal('Amount'),
    openAmount: decimal('Still to be paid'),
    currency: textSchema('Currency'),
    dueDate: textSchema('Due date, YYYYMMDD'),
  },
  ['invoiceNumber', 'invoiceYear', 'amount', 'openAmount', 'currency', 'dueDate'],
);

type View = OperationView<ReceivableInput>;

/** Reads what an order's invoices, or a customer, still owe. */
export const receivableGet: Operation<ReceivableInput, ReceivableOutput, JsonObject> = {
  name: 'receivable.get',
  title: 'Read open receivables',
  description: 'Reads the invoices of an order (OIS350) or the open items of a customer (ARS200) with what is open.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema({
    orderNumber: textSchema('Order number in M3'),
    customerNumber: textSchema('Customer number, for all open items instead'),
  }),
  output: objectSchema(
    {
      customerNumber: textSchema('Customer number'),
      payer: textSchema('Payer'),
      currency: textSchema('Currency of the order'),
      invoices: listSchema(RECEIVABLE_SCHEMA),
      open: listSchema(RECEIVABLE_SCHEMA),
    },
    ['customerNumber', 'payer', 'currency', 'invoices', 'open'],
  ),
  sample: RECEIVABLE_SAMPLE,
  next: (view) => {
    const { orderNumber, customerNumber } = view.input;
    const result = cleanText(orderNumber) ? ofOrder(view) : cleanText(customerNumber) ? ofCustomer(view) : undefined;
    if (result === undefined) {
      const message = 'Neither an order number nor a customer number is given.';
      return failWith(m3Failure('m3.input-invalid', { field: 'orderNumber', message }));
    }
    return 'do' in result ? result : { do: 'done', output: result };
  },
};

/** What a step of reading gives, or what to do before it is there. */
function readStep(
  view: View,
  name: string,
  program: string,
  call: MiTransactionCall,
): { readonly todo: Ask | Fail } | { readonly records: readonly MiRecord[] } {
  const last = callsThisRound(view, name).at(-1);
  if (!last) return { todo: callM3(name, 'read', { program, transactions: [call], maxRecords: 0 }) };
  if (last.outcome !== 'applied') return { todo: failWith(last.failure ?? m3Failure('m3.rejected')) };
  return { records: resultsOf([last]).flatMap(({ records }) => records) };
}

function ofOrder(view: View): Ask | Fail | ReceivableOutput {
  const ORNO = cleanText(view.input.orderNumber);
  const columns = ['ORNO', 'CUNO', 'PYNO', 'CUCD'];
  const head = readStep(view, 'head', 'OIS100MI', { transaction: 'GetHead', record: { ORNO }, columns });
  if ('todo' in head) return head.todo;
  const list = readStep(view, 'invoices', 'OIS350MI', {
    transaction: 'LstAllInvByCO',
    record: { ORNO },
    columns: ['IVNO', 'YEA4', 'IVAV', 'RAFC', 'CUCD', 'DUDT', 'PYNO', 'CUNO'],
  });
  if ('todo' in list) return list.todo;
  const { CUNO = '', PYNO = '', CUCD = '' } = head.records[0] ?? {};
  const invoices = list.records.map((record) => ({
    invoiceNumber: textOf(record, 'IVNO'),
    invoiceYear: textOf(record, 'YEA4'),
    amount: amountOf(record, 'IVAV'),
    openAmount: amountOf(record, 'RAFC'),
    currency: textOf(record, 'CUCD'),
    dueDate: textOf(record, 'DUDT'),
  }));
  const payer = textOf(list.records[0] ?? {}, 'PYNO') || PYNO.trim() || CUNO.trim();
  return { customerNumber: CUNO.trim(), payer, currency: CUCD.trim(), ...sorted(invoices) };
}

function ofCustomer(view: View): Ask | Fail | ReceivableOutput {
  const CUNO = cleanText(view.input.customerNumber).toUpperCase();
  const columns = ['CINO', 'INYR', 'PYNO', 'DUDT', 'RECO', 'TRCD'];
  const list = readStep(view, 'list', 'ARS200MI', { transaction: 'LstInvoices', record: { CUNO, AAC0: '1' }, columns });
  if ('todo' in list) return list.todo;
  const items = list.records.filter(({ RECO = '' }) => RECO.trim() !== '9');
  const reads = items.map((item) => ({
    transaction: 'GetInvTotInfo',
    record: { PYNO: textOf(item, 'PYNO') || CUNO, CINO: textOf(item, 'CINO'), INYR: textOf(item, 'INYR'), CUNO },
    columns: ['CINO', 'INYR', 'CUCD', 'CUAM', 'PCUA', 'OCUA', 'DUDT'],
  }));
  const calls = callsThisRound(view, 'amounts');
  const failed = calls.find(({ outcome }) => outcome === 'refused');
  if (failed) return failWith(failed.failure ?? m3Failure('m3.rejected'));
  const read = readAll('amounts', 'ARS200MI', reads, calls, bulkLimit(readM3Settings(view.settings)));
  if ('next' in read) return read.next;
  const invoices = read.results.flatMap(({ records }) =>
    records.map((record) => ({
      invoiceNumber: textOf(record, 'CINO'),
      invoiceYear: textOf(record, 'INYR'),
      amount: amountOf(record, 'CUAM'),
      openAmount: amountOf(record, 'OCUA'),
      currency: textOf(record, 'CUCD'),
      dueDate: textOf(record, 'DUDT'),
    })),
  );
  const payer = textOf(items[0] ?? {}, 'PYNO') || CUNO;
  return { customerNumber: CUNO, payer, currency: '', ...sorted(invoices) };
}

function sorted(invoices: readonly Receivable[]): Pick<ReceivableOutput, 'invoices' | 'open'> {
  const key = ({ invoiceYear, invoiceNumber }: Receivable): string => invoiceYear + invoiceNumber.padStart(15, '0');
  const byAge = invoices.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
  return { invoices: byAge, open: byAge.filter(({ openAmount }) => new Decimal(openAmount).gt(0)) };
}

const textOf = (record: MiRecord, name: string): string => (record[name] ?? '').trim();

function amountOf(record: MiRecord, name: string): string {
  return readDecimal(textOf(record, name).replace(',', '.'))?.toFixed() ?? '0';
}

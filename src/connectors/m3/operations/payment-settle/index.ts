import type { JsonObject } from '../../../../core/json.ts';
import type { CallRecord, Operation, OperationAction, OperationView } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import { SETTLE_SAMPLE } from '../../samples/finance.ts';
import { type M3Settings, readM3Settings } from '../../setup/settings.ts';
import { postingLink, postingLinkOf } from '../finance/event-key.ts';
import { fromMinorUnits, sumOf, toMinorUnits } from '../finance/minor-units.ts';
import { addOnce } from '../finance/natural-key.ts';
import { type OneWay, passOnce } from '../finance/one-way.ts';
import { rowsOf, selectRows, type TableQuery } from '../finance/table-query.ts';
import { type Ask, callM3, callsThisRound, failWith } from '../history.ts';
import { type Allocation, allocate, isAllocation } from './allocation.ts';
import { SETTLE_INPUT_SCHEMA, SETTLE_OUTPUT_SCHEMA, type SettleInput, type SettleOutput } from './input.ts';

type View = OperationView<SettleInput>;
type Action = OperationAction<SettleOutput>;

const PROGRAM = 'ARS040MI';

/** Settles open invoices with a payment, once for each happening. */
export const paymentSettle: Operation<SettleInput, SettleOutput, JsonObject> = {
  name: 'payment.settle',
  title: 'Settle invoices with a payment',
  description:
    'Enters a customer payment (ARS040) against open invoices, partly where less was paid, and tells what is left. The ' +
    'batch has a number of its own and the payment a mark, by which it is found again when an answer was lost.',
  effect: 'write',
  idempotency: 'check-first',
  input: SETTLE_INPUT_SCHEMA,
  output: SETTLE_OUTPUT_SCHEMA,
  sample: SETTLE_SAMPLE,
  linkOf: (input) => postingLinkOf('payment', input),
  next: (view) => {
    const settings = readM3Settings(view.settings);
    const allocation = allocate(view.input, settings);
    if (!isAllocation(allocation)) return failWith(allocation);
    const query = markQuery(view.input, allocation, settings);
    const look = callsThisRound(view, 'look').at(-1);
    // The mark decides, whatever is open now: what was settled before must not go elsewhere a second time.
    if (!look) return callM3('look', 'read', selectRows(query));
    if (look.outcome !== 'applied') return failWith(look.failure ?? m3Failure('m3.payment-outcome-unknown'));
    if (rowsOf(look, query).length > 0) return finish(view, look, query, allocation);
    if (view.linkedId !== undefined) {
      const message = `The receivables ledger shows no payment with mark ${allocation.key}.`;
      return failWith(m3Failure('m3.voucher-missing', { record: `payment ${view.input.paymentId}`, message }));
    }
    const touched = view.calls.some(({ effect }) => effect === 'write');
    if (allocation.shares.length === 0 && !touched) return { do: 'done', output: nothingOpen(view.input, allocation) };
    return settle(view, allocation, query, settings);
  },
};

function nothingOpen({ currency }: SettleInput, { key, amount, decimals }: Allocation): SettleOutput {
  const [settled, remaining] = [fromMinorUnits(0n, decimals), fromMinorUnits(amount, decimals)];
  return { key, settled, remaining, currency, invoices: [] };
}

function settle(view: View, allocation: Allocation, query: TableQuery, settings: M3Settings): Action {
  const { paymentBatchType, quietTimeMs } = settings;
  const { key, batch } = allocation;
  if (!paymentBatchType) {
    const message = 'The connection names no type of payment batches (BOPE).';
    return failWith(m3Failure('m3.ledger-setup-missing', { field: 'paymentBatchType', message }));
  }
  const head = addOnce(view, 'head', headOf(allocation, settings));
  if ('next' in head) return head.next;
  if ('failure' in head) return failWith(head.failure);
  if (!view.calls.some(({ name }) => name === 'control')) {
    const lines = addLines(view, allocation, settings);
    if (lines) return 'failure' in lines ? failWith(lines.failure) : lines.next;
  }
  const way: OneWay = {
    name: 'control',
    write: { program: PROGRAM, transactions: [{ transaction: 'ControlBatch', record: { PBID: batch } }] },
    lookName: 'look',
    look: selectRows(query),
    isThere: (look) => rowsOf(look, query).length > 0,
    unknown: m3Failure('m3.payment-outcome-unknown', {
      record: `payment ${view.input.paymentId}`,
      message: `Payment batch ${batch} was given to M3, and receivables show no payment with mark ${key}.`,
    }),
    why: `payment batch ${batch} may still be posted`,
    ...(head.own ? {} : { notBefore: head.at.sentAt + quietTimeMs }),
  };
  const passed = passOnce(view, settings, way);
  if ('next' in passed) return passed.next;
  return 'failure' in passed ? failWith(passed.failure) : finish(view, passed.seen, query, allocation);
}

function headOf(
  { batch, day }: Allocation,
  { paymentBatchType, bankAccount }: M3Settings,
): Parameters<typeof addOnce>[2] {
  const record = { PBID: batch, BOPE: paymentBatchType, ACDT: day, ...(bankAccount ? { BAAN: bankAccount } : {}) };
  return { program: PROGRAM, transactions: [{ transaction: 'AddBatchHead', record }] };
}

/** The lines one by one: their numbers are ours, so none can be there twice. Undefined when all are there. */
function addLines(
  view: View,
  { key, batch, shares, decimals, day }: Allocation,
  settings: M3Settings,
): Exclude<ReturnType<typeof addOnce>, { own: boolean }> | undefined {
  const { customerNumber, payer, currency } = view.input;
  for (const [index, { invoiceNumber, invoiceYear, minor }] of shares.entries()) {
    const amount = fromMinorUnits(minor, decimals);
    const record = {
      PBID: batch,
      TRNO: String(index + 1),
      CINO: invoiceNumber,
      INYR: invoiceYear,
      CUNO: customerNumber,
      ...(payer ? { PYNO: payer } : {}),
      PYAM: settings.decimalMark === ',' ? amount.replace('.', ',') : amount,
      CUCD: currency,
      LPDT: day,
      [settings.paymentMarkField]: key,
    };
    const request = { program: PROGRAM, transactions: [{ transaction: 'AddBatchLine', record }] };
    const line = addOnce(view, `line-${index + 1}`, request);
    if ('next' in line || 'failure' in line) return line as { next: Ask };
  }
  return undefined;
}

/** Payments in the receivables ledger that carry our mark. */
function markQuery({ customerNumber }: SettleInput, { key }: Allocation, settings: M3Settings): TableQuery {
  const { company, division, paymentMarkField } = settings;
  return {
    table: 'FSLEDG',
    columns: ['CINO', 'INYR', 'CUAM', 'CUCD', 'VONO'],
    where: { CONO: Number(company), DIVI: division, CUNO: customerNumber, [paymentMarkField]: key },
  };
}

/** What the ledger shows is what counts: it says how much was settled, and so what is left. */
function finish({ input, calls }: View, look: CallRecord, query: TableQuery, allocation: Allocation): Action {
  const { key, decimals, amount, shares } = allocation;
  const rows = rowsOf(look, query).map(({ CINO = '', CUAM = '', CUCD = '', VONO = '' }) => {
    const minor = toMinorUnits(CUAM.replace(',', '.'), decimals) ?? 0n;
    return { invoiceNumber: CINO, minor: minor < 0n ? -minor : minor, currency: CUCD, voucherNumber: VONO };
  });
  const settled = sumOf(rows.map(({ minor }) => minor));
  const isOwn = calls.some(({ name }) => name === 'control');
  const meant = sumOf(shares.map(({ minor }) => minor));
  const differs =
    settled > amount || (isOwn && settled !== meant) || rows.some((row) => row.currency !== input.currency);
  if (differs) {
    const [there, wanted] = [fromMinorUnits(settled, decimals), fromMinorUnits(isOwn ? meant : amount, decimals)];
    const message = `Receivables show ${there} with mark ${key}, and ${wanted} ${input.currency} was meant.`;
    return failWith(m3Failure('m3.payment-differs', { record: `payment ${input.paymentId}`, message }));
  }
  const voucherNumber = rows[0]?.voucherNumber;
  return {
    do: 'done',
    output: {
      key,
      settled: fromMinorUnits(settled, decimals),
      remaining: fromMinorUnits(amount - settled, decimals),
      currency: input.currency,
      invoices: rows.map(({ invoiceNumber, minor }) => ({ invoiceNumber, amount: fromMinorUnits(minor, decimals) })),
      ...(voucherNumber ? { voucherNumber } : {}),
    },
    links: [postingLink('payment', input, key)],
  };
}

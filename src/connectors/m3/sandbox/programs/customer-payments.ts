import { Decimal } from 'decimal.js';
import { done, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import { decimalsOf, OWN_ACCOUNTS, PAYMENT_BATCH_TYPES } from '../state/accounts.ts';
import { dayOf } from '../state/dates.ts';
import type { MiRecord } from '../state/effects.ts';
import type { PaymentBatch, Receipt } from '../state/finance.ts';
import { isRefusal } from './checks.ts';
import { ledgerLine, post } from './postings.ts';
import { openAmount } from './receivables.ts';

/** ARS040MI: batches of customer payments against invoices; a batch that is found right is posted at once (assumed). */
export const customerPaymentHandlers: Handlers = {
  'ARS040MI/AddBatchHead': ({ sandbox, input }) => {
    const { PBID = '', BOPE = '', ACDT = dayOf(sandbox.now()) } = input;
    if (!PAYMENT_BATCH_TYPES.has(BOPE)) return refuse('WBOPE03', 'BOPE', BOPE);
    if (sandbox.world.finance.paymentBatches.has(PBID)) return refuse('XRE0104', 'PBID', PBID);
    sandbox.commit({ kind: 'payment.batch-added', number: PBID, type: BOPE, day: ACDT });
    return done({ PBID });
  },
  'ARS040MI/AddBatchLine': (call) => {
    const batch = openBatch(call);
    if (isRefusal(batch)) return batch;
    const line = Number(call.input['TRNO']);
    if (batch.lines.has(line)) return refuse('XRE0104', 'TRNO', String(line));
    const { CONO: _c, DIVI: _d, PBID: _p, TRNO: _t, ...fields } = call.input;
    call.sandbox.commit({ kind: 'payment.line-added', number: batch.number, line, fields });
    return done();
  },
  'ARS040MI/ControlBatch': (call) => {
    const batch = openBatch(call);
    if (isRefusal(batch)) return batch;
    const receipts: Omit<Receipt, 'voucherNumber'>[] = [];
    for (const fields of batch.lines.values()) {
      const receipt = receiptOf(call, fields, receipts);
      if (isRefusal(receipt)) return receipt;
      receipts.push(receipt);
    }
    if (receipts.length === 0) return refuse('AR04002', 'PBID', batch.number);
    post(call.sandbox, {
      series: 'ARP',
      day: batch.day,
      text: `Payment batch ${batch.number}`,
      source: batch.number,
      lines: receipts.flatMap(({ amount, currency }) => [
        ledgerLine(OWN_ACCOUNTS.clearing, 'D', amount, currency),
        ledgerLine(OWN_ACCOUNTS.receivables, 'C', amount, currency),
      ]),
      receipts,
    });
    return done();
  },
};

function openBatch({ sandbox, input }: MiCall): PaymentBatch | Refusal {
  const number = input['PBID'] ?? '';
  const batch = sandbox.world.finance.paymentBatches.get(number);
  if (!batch) return refuse('XRE0103', 'PBID', number);
  return batch.posted ? refuse('WST0301', 'PBID', '90') : batch;
}

/** What a line settles; a line may not take more than is open after the lines before it. */
function receiptOf(
  { sandbox }: MiCall,
  fields: MiRecord,
  before: readonly Omit<Receipt, 'voucherNumber'>[],
): Omit<Receipt, 'voucherNumber'> | Refusal {
  const { CINO = '', INYR = '', CUNO = '', PYAM = '0', CUCD, PYNO = CUNO, CKNO = '', IRNO = '' } = fields;
  const { world } = sandbox;
  const invoice = world.invoices.get(CINO);
  if (!invoice || invoice.year !== INYR || invoice.customer !== CUNO) return refuse('WCINO03', 'CINO', CINO);
  if (CUCD !== undefined && CUCD !== invoice.currency) return refuse('WCUCD01', 'CUCD', CUCD);
  const amount = new Decimal(PYAM);
  if (amount.lte(0) || amount.decimalPlaces() > decimalsOf(invoice.currency)) return refuse('WPYAM01', 'PYAM', PYAM);
  const taken = before
    .filter((each) => each.invoiceNumber === CINO)
    .reduce((sum, each) => sum.add(each.amount), amount);
  if (taken.gt(openAmount(world, invoice))) return refuse('AR04001', 'PYAM', PYAM);
  return {
    customer: CUNO,
    payer: PYNO,
    invoiceNumber: CINO,
    invoiceYear: INYR,
    amount: amount.toFixed(decimalsOf(invoice.currency)),
    currency: invoice.currency,
    checkNumber: CKNO,
    reference: IRNO,
  };
}

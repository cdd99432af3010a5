import { Decimal } from 'decimal.js';
import { done, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import { clearingOf, CASH_DESKS, decimalsOf, OWN_ACCOUNTS } from '../state/accounts.ts';
import { dayOf } from '../state/dates.ts';
import type { MiRecord } from '../state/effects.ts';
import type { DeskPayment } from '../state/finance.ts';
import { customerOf, isRefusal, unknownCode } from './checks.ts';
import { ledgerLine, post } from './postings.ts';

/** OIS215MI: the cash desk. An entry has no key of the caller's; nothing is posted before Validate. */
export const cashDeskHandlers: Handlers = {
  'OIS215MI/AddPaymentNo': ({ sandbox, input }) => {
    const { CSHD = '' } = input;
    if (!CASH_DESKS.has(CSHD)) return refuse('WCSHD03', 'CSHD', CSHD);
    const PMNB = String(sandbox.world.finance.series.desk + 1);
    sandbox.commit({ kind: 'desk.number-given', number: PMNB, desk: CSHD });
    return done({ PMNB, CSHD, DIVI: 'AAA', FACI: '001', PYDT: dayOf(sandbox.now()) });
  },
  'OIS215MI/AddOnAccount': (call) => addRow(call, 'onAccount'),
  'OIS215MI/AddPayment': (call) => addRow(call, 'means'),
  'OIS215MI/Validate': (call) => {
    const entry = openEntry(call);
    if (isRefusal(entry)) return entry;
    const { PYNO = '', CUCD = '', PYDT = '' } = call.input;
    const decimals = decimalsOf(CUCD);
    const sum = (rows: readonly MiRecord[]): Decimal =>
      rows.reduce((total, { PMAM = '0' }) => total.add(PMAM), new Decimal(0));
    const amount = sum(entry.onAccount);
    if (amount.lte(0) || !amount.eq(sum(entry.means))) return refuse('OI21501', 'PMNB', entry.number);
    const text = entry.onAccount[0]?.['VTXT'] ?? '';
    post(call.sandbox, {
      series: 'CSH',
      day: PYDT,
      text,
      source: entry.number,
      lines: [
        ledgerLine(clearingOf(entry.means[0]?.['PYCD']), 'D', amount.toFixed(decimals), CUCD),
        ledgerLine(OWN_ACCOUNTS.advances, 'C', amount.toFixed(decimals), CUCD),
      ],
      receipts: entry.onAccount.map(({ PMAM = '0', YEA4 = '' }) => ({
        customer: PYNO,
        payer: PYNO,
        invoiceNumber: '',
        invoiceYear: YEA4,
        amount: new Decimal(PMAM).toFixed(decimals),
        currency: CUCD,
        checkNumber: '',
        reference: entry.means[0]?.['3RDI'] ?? '',
      })),
    });
    return done();
  },
};

function addRow(call: MiCall, list: 'onAccount' | 'means'): ReturnType<Handlers[string]> {
  const entry = openEntry(call);
  if (isRefusal(entry)) return entry;
  const customer = customerOf(call.sandbox, call.input['PYNO']);
  if (isRefusal(customer)) return customer;
  const wrong = unknownCode(call.input);
  if (wrong) return wrong;
  const { PMAM = '0', CUCD = '' } = call.input;
  if (new Decimal(PMAM).lte(0) || new Decimal(PMAM).decimalPlaces() > decimalsOf(CUCD))
    return refuse('WPMAM01', 'PMAM', PMAM);
  call.sandbox.commit({ kind: 'desk.row-added', number: entry.number, list, fields: { ...call.input } });
  return done();
}

function openEntry({ sandbox, input }: MiCall): DeskPayment | Refusal {
  const number = String(Number(input['PMNB'] ?? '0'));
  const entry = sandbox.world.finance.deskPayments.get(number);
  if (!entry) return refuse('XRE0103', 'PMNB', number);
  return entry.posted ? refuse('WST0301', 'PMNB', '90') : entry;
}

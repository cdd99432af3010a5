import type { Sandbox } from '../sandbox.ts';
import type { LedgerLine, Receipt, Voucher } from '../state/finance.ts';

/** What a posting is made of; number and year are given here. */
export interface Posting {
  series: Voucher['series'];
  day: string;
  text: string;
  source: string;
  lines: LedgerLine[];
  receipts?: Omit<Receipt, 'voucherNumber'>[];
}

/** Posts a voucher and its receivables in one effect; answers its number. */
export function post(sandbox: Sandbox, { receipts = [], ...posting }: Posting): string {
  const number = String(sandbox.world.finance.series.voucher + 1);
  sandbox.commit({
    kind: 'voucher.posted',
    voucher: { ...posting, number, year: posting.day.slice(0, 4) },
    receipts: receipts.map((receipt) => ({ ...receipt, voucherNumber: number })),
  });
  return number;
}

/** A ledger line without dimensions. */
export function ledgerLine(account: string, side: 'D' | 'C', amount: string, currency: string): LedgerLine {
  return { account, side, amount, currency, dimensions: {} };
}

/** What finance of the sandbox company has set up. */

/** Account → name. */
export const ACCOUNTS: Readonly<Record<string, string>> = {
  '1510': 'Accounts receivable',
  '1580': 'Card clearing',
  '1581': 'Payment provider clearing',
  '1582': 'Wire clearing',
  '1589': 'Disputed card payments',
  '1930': 'Bank',
  '2420': 'Advances from customers',
  '2610': 'Sales tax',
  '3740': 'Rounding',
  '3750': 'Payment surcharges',
  '6570': 'Payment fees',
};

/** Ledger interfaces (GLS850): usage type, and the record's positions for fixed ones. */
export const LEDGER_INTERFACES: Readonly<
  Record<string, { usage: '1' | '2'; layout: Readonly<Record<string, readonly [first: number, last: number]>> }>
> = {
  LANDBRIDGE: { usage: '2', layout: {} },
  LANDBRIDGEFIX: {
    usage: '1',
    layout: {
      INRI: [1, 2],
      GRNR: [3, 12],
      AIT1: [13, 22],
      AIT2: [23, 32],
      CUCD: [33, 35],
      CUAM: [36, 52],
      DBCR: [53, 53],
      ACDT: [54, 61],
      VTXT: [62, 101],
    },
  },
};

/** Batch payment types (BOPE). */
export const PAYMENT_BATCH_TYPES: ReadonlySet<string> = new Set(['WEB', 'CSH']);

/** Cash desks (CSHD). */
export const CASH_DESKS: ReadonlySet<string> = new Set(['WEB']);

/** Accounts that the sandbox posts to by itself. */
export const OWN_ACCOUNTS = { receivables: '1510', clearing: '1580', advances: '2420' } as const;

/** Where money of a payment method (PYCD) stands until it is in the bank. */
const CLEARING_OF: Readonly<Record<string, string>> = { CCD: '1580', PPL: '1581', WIR: '1582' };

/** The clearing account of a payment method; that of cards where the method is none of these. */
export function clearingOf(method = ''): string {
  return CLEARING_OF[method] ?? OWN_ACCOUNTS.clearing;
}

/** Decimals of a currency; 2 unless said otherwise. */
export function decimalsOf(currency: string): number {
  return { JPY: 0, ISK: 0, KRW: 0, KWD: 3, BHD: 3, JOD: 3 }[currency] ?? 2;
}

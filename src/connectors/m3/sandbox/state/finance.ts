import type { MiRecord, Reducers } from './effects.ts';

/** One line of a posted voucher. Amounts are decimal texts above zero. */
export interface LedgerLine {
  account: string;
  side: 'D' | 'C';
  amount: string;
  currency: string;
  /** Dimensions 2 to 7 by their M3 names. */
  dimensions: MiRecord;
}

/** A voucher in the general ledger (FGLEDG). */
export interface Voucher {
  series: 'GLI' | 'ARP' | 'CSH';
  number: string;
  year: string;
  day: string;
  text: string;
  /** Batch, payment batch or payment number it came from. */
  source: string;
  lines: LedgerLine[];
}

export interface PostedVoucher extends Voucher {
  postedAt: number;
}

/** A payment in the receivables ledger (FSLEDG): against an invoice, or on account. */
export interface Receipt {
  customer: string;
  payer: string;
  /** Empty for a payment on account. */
  invoiceNumber: string;
  invoiceYear: string;
  amount: string;
  currency: string;
  /** CKNO and IRNO of the payment line. */
  checkNumber: string;
  reference: string;
  voucherNumber: string;
}

/** A batch of the ledger interface (FGLINH, FGLINL). */
export interface LedgerBatch {
  key: string;
  division: string;
  interfaceName: string;
  text: string;
  /** 10 entered, 20 checked, 30 with errors, 90 posted: assumed. */
  status: '10' | '20' | '30' | '90';
  lines: Map<number, { fields: MiRecord; packed: string }>;
  createdAt: number;
}

/** A batch of customer payments (ARS040). */
export interface PaymentBatch {
  number: string;
  type: string;
  day: string;
  posted: boolean;
  lines: Map<number, MiRecord>;
}

/** An entry at the cash desk (OIS215). */
export interface DeskPayment {
  number: string;
  desk: string;
  posted: boolean;
  onAccount: MiRecord[];
  means: MiRecord[];
}

/** Receivables and ledger of the company. */
export interface Finance {
  ledgerBatches: Map<string, LedgerBatch>;
  paymentBatches: Map<string, PaymentBatch>;
  deskPayments: Map<string, DeskPayment>;
  vouchers: PostedVoucher[];
  vouchersByText: Map<string, PostedVoucher[]>;
  receipts: (Receipt & { at: number })[];
  receiptsByMark: Map<string, (Receipt & { at: number })[]>;
  receiptsByInvoice: Map<string, (Receipt & { at: number })[]>;
  series: { voucher: number; desk: number };
}

export function emptyFinance(): Finance {
  return {
    ledgerBatches: new Map(),
    paymentBatches: new Map(),
    deskPayments: new Map(),
    vouchers: [],
    vouchersByText: new Map(),
    receipts: [],
    receiptsByMark: new Map(),
    receiptsByInvoice: new Map(),
    series: { voucher: 70_000_000, desk: 600_000 },
  };
}

export type FinanceEffect =
  | { kind: 'ledger.batch-added'; batch: Omit<LedgerBatch, 'lines' | 'createdAt' | 'status'> }
  | { kind: 'ledger.line-added'; key: string; line: number; fields: MiRecord; packed: string }
  | { kind: 'ledger.batch-checked'; key: string; status: '20' | '30' }
  | { kind: 'payment.batch-added'; number: string; type: string; day: string }
  | { kind: 'payment.line-added'; number: string; line: number; fields: MiRecord }
  | { kind: 'desk.number-given'; number: string; desk: string }
  | { kind: 'desk.row-added'; number: string; list: 'onAccount' | 'means'; fields: MiRecord }
  | { kind: 'voucher.posted'; voucher: Voucher; receipts: Receipt[] };

export const financeReducers: Reducers<FinanceEffect> = {
  'ledger.batch-added': ({ finance }, { batch, at }) => {
    finance.ledgerBatches.set(batch.key, { ...batch, status: '10', lines: new Map(), createdAt: at });
  },
  'ledger.line-added': ({ finance }, { key, line, fields, packed }) => {
    finance.ledgerBatches.get(key)?.lines.set(line, { fields, packed });
  },
  'ledger.batch-checked': ({ finance }, { key, status }) => {
    const batch = finance.ledgerBatches.get(key);
    if (batch) batch.status = status;
  },
  'payment.batch-added': ({ finance }, { number, type, day }) => {
    finance.paymentBatches.set(number, { number, type, day, posted: false, lines: new Map() });
  },
  'payment.line-added': ({ finance }, { number, line, fields }) => {
    finance.paymentBatches.get(number)?.lines.set(line, fields);
  },
  'desk.number-given': ({ finance }, { number, desk }) => {
    finance.deskPayments.set(number, { number, desk, posted: false, onAccount: [], means: [] });
    finance.series.desk = Math.max(finance.series.desk, Number(number));
  },
  'desk.row-added': ({ finance }, { number, list, fields }) => {
    finance.deskPayments.get(number)?.[list].push(fields);
  },
  'voucher.posted': ({ finance }, { voucher, receipts, at }) => {
    const posted = { ...voucher, postedAt: at };
    finance.vouchers.push(posted);
    push(finance.vouchersByText, voucher.text, posted);
    for (const receipt of receipts) {
      const row = { ...receipt, at };
      finance.receipts.push(row);
      if (receipt.invoiceNumber) push(finance.receiptsByInvoice, receipt.invoiceNumber, row);
      for (const mark of new Set([receipt.checkNumber, receipt.reference]))
        if (mark) push(finance.receiptsByMark, mark, row);
    }
    finance.series.voucher = Math.max(finance.series.voucher, Number(voucher.number));
    const batch = finance.ledgerBatches.get(voucher.source);
    if (batch && voucher.series === 'GLI') batch.status = '90';
    const source =
      voucher.series === 'ARP' ? finance.paymentBatches.get(voucher.source) : finance.deskPayments.get(voucher.source);
    if (source) source.posted = true;
  },
};

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

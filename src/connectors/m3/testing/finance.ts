import type { JsonObject } from '../../../core/json.ts';
import { placeOrder } from '../sandbox/testing/session.ts';
import type { Rig } from './rig.ts';

/** Settings with which the sandbox company takes payments. */
export const FINANCE_SETTINGS = {
  ledgerInterface: 'LANDBRIDGE',
  paymentBatchType: 'WEB',
  cashDesk: 'WEB',
} as const;

interface FinanceLedger {
  readonly vouchers: readonly {
    readonly series: string;
    readonly number: string;
    readonly text: string;
    readonly source: string;
    readonly lines: readonly { account: string; side: 'D' | 'C'; amount: string; currency: string }[];
  }[];
  readonly receipts: readonly {
    customer: string;
    invoiceNumber: string;
    amount: string;
    currency: string;
    checkNumber: string;
  }[];
  readonly invoices: readonly { invoiceNumber: string; orderNumber: string; total: string; open: string }[];
}

/** What stands in the sandbox's ledgers. */
export async function financeOf(rig: Pick<Rig, 'ledger'>): Promise<FinanceLedger> {
  return ((await rig.ledger()) as unknown as { finance: FinanceLedger }).finance;
}

/** An order that is delivered and invoiced. */
export async function invoicedOrder(rig: Rig, head: Record<string, string> = {}): Promise<string> {
  const order = await placeOrder(rig, { CUOR: 'PAY-1', ...head }, [['PUMP-1001', '2']]);
  await rig.control(`orders/${order}/advance`, { to: '77' });
  return order;
}

/** A capture of the payment 9001, changed in parts. */
export function capture(change: JsonObject = {}): JsonObject {
  return {
    store: 'main',
    paymentId: '9001',
    kind: 'captured',
    sequence: 1,
    currency: 'USD',
    date: '2026-03-02',
    ...change,
  };
}

/** A voucher for a fee: one debit, one credit. */
export function feeVoucher(change: JsonObject = {}): JsonObject {
  return capture({
    kind: 'fee',
    text: '1042 mock-9f3c',
    lines: [
      { account: '6570', side: 'debit', amount: '3.10' },
      { account: '1580', side: 'credit', amount: '3.10' },
    ],
    ...change,
  });
}

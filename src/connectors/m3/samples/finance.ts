import type { OnAccountInput, OnAccountOutput } from '../operations/payment-on-account/input.ts';
import type { SettleInput, SettleOutput } from '../operations/payment-settle/input.ts';
import type { ReceivableInput, ReceivableOutput } from '../operations/receivable-get.ts';
import type { VoucherInput, VoucherOutput } from '../operations/voucher-post/input.ts';

interface Sample<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

const CAPTURE = { store: 'main', paymentId: '9001', kind: 'captured', sequence: 1 } as const;

export const VOUCHER_SAMPLE: Sample<VoucherInput, VoucherOutput> = {
  input: {
    ...CAPTURE,
    kind: 'fee',
    currency: 'USD',
    date: '2026-03-02',
    text: '1042 mock-9f3c',
    lines: [
      { account: '6570', side: 'debit', amount: '3.10' },
      { account: '1580', side: 'credit', amount: '3.10' },
    ],
  },
  output: {
    key: 'P6C2V0H7M4KQ9XT',
    posted: true,
    voucherNumber: '70000001',
    voucherSeries: 'GLI',
    year: '2026',
    total: '3.10',
    currency: 'USD',
  },
};

export const SETTLE_SAMPLE: Sample<SettleInput, SettleOutput> = {
  input: {
    ...CAPTURE,
    customerNumber: 'C100001',
    currency: 'USD',
    amount: '275.40',
    date: '2026-03-02',
    invoices: [{ invoiceNumber: '100000001', invoiceYear: '2026', openAmount: '275.40', currency: 'USD' }],
  },
  output: {
    key: 'S6C2V0H7M4KQ9XT',
    settled: '275.40',
    remaining: '0.00',
    currency: 'USD',
    invoices: [{ invoiceNumber: '100000001', amount: '275.40' }],
    voucherNumber: '30000001',
  },
};

export const ON_ACCOUNT_SAMPLE: Sample<OnAccountInput, OnAccountOutput> = {
  input: {
    ...CAPTURE,
    customerNumber: 'C100001',
    currency: 'USD',
    amount: '275.40',
    date: '2026-03-02',
    paymentMethod: 'CCD',
    text: '1042 mock-9f3c',
  },
  output: {
    key: 'A6C2V0H7M4KQ9XT',
    paymentNumber: '600001',
    amount: '275.40',
    currency: 'USD',
    voucherNumber: '40000001',
  },
};

const OPEN = {
  invoiceNumber: '100000001',
  invoiceYear: '2026',
  amount: '275.4',
  openAmount: '275.4',
  currency: 'USD',
  dueDate: '20260401',
};

export const RECEIVABLE_SAMPLE: Sample<ReceivableInput, ReceivableOutput> = {
  input: { orderNumber: '0010004711' },
  output: { customerNumber: 'C100001', payer: 'C100001', currency: 'USD', invoices: [OPEN], open: [OPEN] },
};

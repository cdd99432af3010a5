import { openAmount } from '../programs/receivables.ts';
import type { World } from '../state/world.ts';

/** Vouchers, payments and open invoices as they stand, for an outside judge. */
export function financeOf(world: World): Record<string, unknown> {
  const { vouchers, receipts, ledgerBatches, paymentBatches, deskPayments } = world.finance;
  return {
    vouchers: vouchers.map(({ postedAt, ...voucher }) => ({ ...voucher, postedAt: new Date(postedAt).toISOString() })),
    receipts: receipts.map(({ at: _at, ...receipt }) => receipt),
    invoices: [...world.invoices.values()].map((invoice) => ({
      invoiceNumber: invoice.invoiceNumber,
      orderNumber: invoice.orderNumber,
      customer: invoice.customer,
      currency: invoice.currency,
      total: invoice.total,
      open: openAmount(world, invoice).toFixed(),
    })),
    notPosted: {
      ledgerBatches: [...ledgerBatches.values()].filter(({ status }) => status !== '90').map(({ key }) => key),
      paymentBatches: [...paymentBatches.values()].filter(({ posted }) => !posted).map(({ number }) => number),
      deskPayments: [...deskPayments.values()].filter(({ posted }) => !posted).length,
    },
  };
}

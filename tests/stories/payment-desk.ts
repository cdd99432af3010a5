import { expect } from 'vitest';
import type { RunDetail, RunSummary } from '../../src/api/types.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { ask } from '../../src/cli/demo/ledgers.ts';
import type { Instance } from './instance.ts';
import { until } from './until.ts';

interface Voucher {
  readonly series: string;
  readonly number: string;
  readonly text: string;
  readonly lines: readonly { readonly account: string; readonly side: 'D' | 'C'; amount: string; currency: string }[];
}

interface Finance {
  readonly vouchers: readonly Voucher[];
  readonly receipts: readonly { readonly invoiceNumber: string; readonly amount: string; readonly currency: string }[];
  readonly invoices: readonly { invoiceNumber: string; orderNumber: string; total: string; open: string }[];
}

/** What happens to money: payments in the store by hand, and what stands in M3's ledgers. */
export class PaymentDesk {
  readonly #shop: Instance;

  constructor(shop: Instance) {
    this.#shop = shop;
  }

  /** A payment that the processor reports; answers its id. */
  async pay(orderId: number | undefined, amount: number, more: object = {}): Promise<number> {
    const body = { ...(orderId === undefined ? {} : { orderId }), amount, ...more };
    return (await ask<{ id: number }>(`${this.#shop.store.url}/sandbox/payments`, body)).id;
  }

  /** Captures, refunds, voids or charges back; answers the id of the row that shows it. */
  async change(action: string, paymentId: number, amount?: number): Promise<number> {
    const body = { action, paymentId, ...(amount === undefined ? {} : { amount }) };
    return (await ask<{ id: number }>(`${this.#shop.store.url}/sandbox/payments/change`, body)).id;
  }

  async finance(): Promise<Finance> {
    return ((await this.#shop.m3.ledger()) as unknown as { finance: Finance }).finance;
  }

  /** What of an order's invoices was paid, voucher by voucher, and what is open. */
  async invoiceOf(orderNumber: string): Promise<{ total: string; open: string; paid: readonly string[] }> {
    const { invoices, receipts } = await this.finance();
    const invoice = invoices.find((each) => each.orderNumber === orderNumber);
    const paid = receipts.filter((each) => each.invoiceNumber === invoice?.invoiceNumber).map(({ amount }) => amount);
    return { total: invoice?.total ?? '', open: invoice?.open ?? '', paid };
  }

  /** The newest run about this payment row; undefined while there is none. */
  async runAbout(paymentId: number): Promise<RunSummary | undefined> {
    const { items } = dataOf(await this.#shop.client.listRuns({ query: { flow: 'payments-to-m3', limit: 200 } }));
    return items.find((each) => each.facts.reference === String(paymentId));
  }

  /** Waits until the run about this payment row is at rest. */
  async settled(paymentId: number): Promise<RunDetail> {
    const find = async (): Promise<RunSummary | undefined> => {
      const run = await this.runAbout(paymentId);
      return run && ['completed', 'held', 'failed'].includes(run.state) ? run : undefined;
    };
    const { id } = await until(`payment ${paymentId} to be posted`, find, { timeoutMs: 30_000 });
    return dataOf(await this.#shop.client.getRun({ params: { id } }));
  }

  /** Every voucher of the ledger is balanced to the last digit, in each currency. */
  async isBalanced(): Promise<void> {
    for (const { number, lines } of (await this.finance()).vouchers) {
      const sums = new Map<string, bigint>();
      for (const { side, amount, currency } of lines) {
        const [whole = '0', part = ''] = amount.split('.');
        const minor = BigInt(whole + part.padEnd(3, '0'));
        sums.set(currency, (sums.get(currency) ?? 0n) + (side === 'D' ? minor : -minor));
      }
      expect([...sums.values()], `voucher ${number}`).toEqual([...sums.values()].map(() => 0n));
    }
  }
}

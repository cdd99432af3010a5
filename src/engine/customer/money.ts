import { ask } from '../ask.ts';
import type { RunSummary } from '../read-ports.ts';
import type { CustomerReadDeps } from './deps.ts';
import type { CustomerPayment, CustomerSide, OpenInvoice } from './model.ts';

/** What M3 still waits for from the customer, oldest first; undefined when M3 could not tell. */
export async function readOpenInvoices(
  deps: CustomerReadDeps,
  tenant: string,
  sides: readonly CustomerSide[],
): Promise<readonly OpenInvoice[] | undefined> {
  const m3 = sides.find(({ connector, id }) => connector === 'm3' && id !== undefined);
  if (m3?.id === undefined) return undefined;
  const input = { customerNumber: m3.id };
  const answer = await ask(deps, { tenant, connection: m3.connection, operation: 'receivable.get', input });
  return 'output' in answer ? (answer.output as unknown as { open: readonly OpenInvoice[] }).open : undefined;
}

/** Orders whose payments are read: each is a call. */
const PAID_ORDERS = 5;

interface StorePayment {
  readonly amount: string;
  readonly currency?: string;
  readonly method?: string;
  readonly authorised: boolean;
  readonly authorisedAt?: string;
  readonly received: boolean;
  readonly receivedAt?: string;
}

/** Payments that the store keeps for the newest of these orders; undefined when the store could not tell. */
export async function readPayments(
  deps: CustomerReadDeps,
  tenant: string,
  sides: readonly CustomerSide[],
  orders: readonly RunSummary[],
): Promise<readonly CustomerPayment[] | undefined> {
  const store = sides.find(({ connector, id }) => connector === 'clarity' && id !== undefined);
  if (!store) return undefined;
  const ids = [...new Set(orders.flatMap(({ facts }) => facts.order ?? []))].slice(0, PAID_ORDERS);
  const answers = await Promise.all(
    ids.map((orderId) =>
      ask(deps, { tenant, connection: store.connection, operation: 'payment.list', input: { orderId } }),
    ),
  );
  if (answers.some((answer) => 'failure' in answer)) return undefined;
  return answers.flatMap((answer, index) => {
    const { payments } = (answer as { output: unknown }).output as { payments: readonly StorePayment[] };
    return payments.map((payment) => paymentOf(ids[index] ?? '', payment));
  });
}

function paymentOf(orderId: string, payment: StorePayment): CustomerPayment {
  const { amount, currency, method, received, receivedAt, authorised, authorisedAt } = payment;
  const at = receivedAt ?? authorisedAt;
  return {
    orderId,
    amount,
    ...(currency === undefined ? {} : { currency }),
    ...(method === undefined ? {} : { method }),
    state: received ? 'captured' : authorised ? 'authorised' : 'open',
    ...(at === undefined ? {} : { at }),
  };
}

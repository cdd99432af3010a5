import { numberMember, textMember } from '../http/members.ts';
import { CodedError, type Reply } from '../http/reply.ts';
import { changePayment, orderIdOf, PAYMENT_ACTIONS } from '../orders/payments.ts';
import type { OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import { type EntityRow, textOf } from '../state/table.ts';
import { money } from './format.ts';
import { type Html, html } from './html.ts';
import { page, seeOther } from './layout.ts';
import type { Visit } from './visit.ts';

const LABELS = { capture: 'Capture', refund: 'Refund', void: 'Void', chargeback: 'Charge back' } as const;

const keyOf = (state: StoreState, entity: string, id: unknown): string =>
  state.entity(entity).get(id as number | null)?.CustomKey ?? '';

/** Payments of an order, with what the processor's back office can do. */
export function paymentsPanel(state: StoreState, order: OrderRow, local: boolean): Html | undefined {
  const links = state.entity('SalesOrderPayment').where('MasterID', order.ID);
  const payments = links.flatMap((link) => state.entity('Payment').get(link['SlaveID'] as number) ?? []);
  if (payments.length === 0) return undefined;
  return html`<section class="panel"><h2>Payments</h2>${payments.map((payment) => paymentRow(state, order, payment, local))}</section>`;
}

function paymentRow(state: StoreState, order: OrderRow, payment: EntityRow, local: boolean): Html {
  const currency = keyOf(state, 'Currency', payment['CurrencyID']) || 'USD';
  const status = keyOf(state, 'PaymentStatus', payment['StatusID']);
  const forms = html`<form method="post" action="/back-office/orders/${order.ID}/payments" class="actions"><input type="hidden" name="payment" value="${payment.ID}">
<label>Amount<input name="amount" inputmode="decimal" size="8" value="${String(Math.abs(Number(payment['Amount'])))}"></label>${PAYMENT_ACTIONS.map(
    (action) => html`<button name="action" value="${action}" class="quiet">${LABELS[action]}</button>`,
  )}</form>`;
  return html`<p><b>${money(Number(payment['Amount']), currency)}</b> ${status}<br><span class="mute">Payment ${payment.ID} · ${textOf(payment, 'TransactionNumber')}</span></p>${local && Number(payment['Amount']) > 0 && forms}`;
}

/** Captures, refunds, voids or charges back. */
export function paymentForm({ form, path, sandbox }: Visit): Reply {
  const order = path.split('/')[3] ?? '';
  const action = PAYMENT_ACTIONS.find((each) => each === textMember(form, 'action'));
  const paymentId = numberMember(form, 'payment');
  const said = (text: string): Reply => seeOther(`/back-office?said=${encodeURIComponent(text)}`);
  if (!action || paymentId === undefined) return said('No such payment or action.');
  try {
    const change = { action, paymentId, amount: numberMember(form, 'amount') };
    changePayment(sandbox.shop, change, { userName: 'clerk@store.test', integration: false });
    return seeOther(`/orders/${order}`);
  } catch (error) {
    if (error instanceof CodedError) return said(error.message);
    throw error;
  }
}

/** What the processor settles: sums by day, store, method and currency, and the payments behind them. */
export function settlementsPage(visit: Visit): Reply {
  const { state } = visit.sandbox;
  const rows = [...state.entity('Payment').rows.values()].filter((payment) => payment['Received'] === true);
  const groups = Map.groupBy(rows, (payment) =>
    [
      (textOf(payment, 'ReceivedDate') ?? '').slice(0, 10),
      keyOf(state, 'Store', payment['StoreID']),
      keyOf(state, 'PaymentMethod', payment['PaymentMethodID']),
      keyOf(state, 'Currency', payment['CurrencyID']) || 'USD',
    ].join('|'),
  );
  const body = [...groups]
    .toSorted(([left], [right]) => (left > right ? -1 : 1))
    .map(([key, payments]) => {
      const [day = '', store = '', method = '', currency = 'USD'] = key.split('|');
      const net = payments
        .filter((payment) => keyOf(state, 'PaymentStatus', payment['StatusID']) !== 'Void')
        .reduce((sum, payment) => sum + Math.round(Number(payment['Amount']) * 1_000), 0);
      const orders = new Set(payments.map((payment) => orderIdOf(state, payment)));
      return html`<tr><td data-label="Day">${day}</td><td data-label="Store">${store}</td><td data-label="Method">${method}</td><td data-label="Payments" class="num">${payments.length}</td><td data-label="Orders" class="num">${orders.size}</td><td data-label="Net" class="num">${money(net / 1_000, currency)}</td></tr>`;
    });
  return page(
    { title: 'Settlements', here: '/back-office', basketCount: visit.basket.size },
    html`<h1>Settlements</h1><p class="lead">What the payment processor pays out, by day, store, method and currency.</p>
<section class="panel"><div class="scroll"><table class="stack"><thead><tr><th>Day</th><th>Store</th><th>Method</th><th class="num">Payments</th><th class="num">Orders</th><th class="num">Net</th></tr></thead><tbody>${body}</tbody></table></div>${body.length === 0 && html`<p class="empty">Nothing was paid yet.</p>`}</section>`,
  );
}

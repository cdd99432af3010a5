import { totalOf } from '../checkout/pricing.ts';
import { idOf } from '../entities/routes.ts';
import { textMember } from '../http/members.ts';
import type { Reply } from '../http/reply.ts';
import { statusKeyOf } from '../orders/status.ts';
import type { OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import { textOf } from '../state/table.ts';
import { shopperCookie } from './basket.ts';
import { changePanel, fulfilmentPanel } from './fulfilment-panel.ts';
import { moment, money, statusTag } from './format.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';
import { paymentsPanel } from './payments.ts';
import type { Visit } from './visit.ts';

const SHOWN = 50;
/** What a clerk does by hand; the other statuses are the integration's work. */
const CLERK_ACTIONS = [
  { path: 'Hold', label: 'Put on hold', look: 'quiet' },
  { path: 'Pending', label: 'Release', look: 'quiet' },
  { path: 'Void', label: 'Void', look: 'bad' },
] as const;
const REFRESH_SECONDS = 3;
/** A page that waits for the ERP stops loading itself again after this. */
const WATCH_MS = 120_000;

/** The orders of one shopper, by e-mail address. */
export function myOrdersPage(visit: Visit): Reply {
  const { sandbox } = visit;
  const email = (textMember(visit.query, 'email') ?? visit.shopper).trim();
  const orders = email === '' ? [] : ordersOf(sandbox.state, email.toLowerCase());
  const list = html`<div class="panel"><div class="scroll"><table class="stack"><thead><tr><th>Order</th><th>Placed</th><th>Status</th><th class="num">Total</th></tr></thead><tbody>
${orders.slice(0, SHOWN).map((order) => {
  const trace = sandbox.state.traces.get(order.ID);
  return html`<tr><td data-label="Order"><a href="/orders/${order.ID}">${order.ID}</a></td><td data-label="Placed">${moment(trace?.placedAt ?? `${order.CreatedDate}Z`)}</td>
<td data-label="Status">${statusTag(statusKeyOf(sandbox.state, order))}</td><td class="num" data-label="Total">${money(totalOf(order.Totals), trace?.currency ?? currencyOf(order))}</td></tr>`;
})}</tbody></table></div></div>`;
  return page(
    { title: 'My orders', here: '/orders', basketCount: visit.basket.size },
    html`<h1>My orders</h1><p class="lead">Orders of one shopper, newest first.</p>
<form class="panel inline"><label>E-mail address<input type="email" name="email" value="${email}" placeholder="buyer1@example.test"></label><button>Show orders</button></form>
${orders.length > 0 ? list : html`<p class="panel empty">${email === '' ? 'Type the address that the orders were placed with.' : 'No orders for this address.'}</p>`}`,
    email === '' ? {} : { 'Set-Cookie': shopperCookie(email) },
  );
}

/** One order as its shopper sees it; it loads itself again while the ERP has not answered. */
export function orderPage(visit: Visit): Reply {
  const { state } = visit.sandbox;
  const order = state.orders.get(idOf(visit.path.split('/')[2]));
  const frame = { title: 'Order', here: '/orders', basketCount: visit.basket.size } as const;
  if (!order)
    return page({ ...frame, status: 404 }, html`<h1>No such order</h1><p><a href="/orders">My orders</a></p>`);
  const trace = state.traces.get(order.ID);
  const waiting = order.CustomKey === null && Date.now() - Date.parse(trace?.placedAt ?? '') < WATCH_MS;
  return page(
    { ...frame, title: `Order ${order.ID}`, ...(waiting && { refreshSeconds: REFRESH_SECONDS }) },
    html`${textMember(visit.query, 'placed') && html`<p class="note" role="status">Thank you. Your order ${order.ID} is placed.</p>`}
<h1>Order ${order.ID} ${statusTag(statusKeyOf(state, order))}</h1><p class="lead">${order.CustomKey === null ? 'We are passing it on to our warehouse.' : html`Our number: <b>${order.CustomKey}</b>`}</p>
<div class="two"><div>${linesPanel(order, trace?.currency)}${fulfilmentPanel(state, order, trace?.currency ?? currencyOf(order))}${historyPanel(state, order)}</div><div>${factsPanel(state, order)}${paymentsPanel(state, order, visit.local)}${mailsPanel(state, order)}${visit.local && clerkPanel(order)}${changePanel(order, visit.local)}</div></div>`,
  );
}

export function currencyOf(order: OrderRow): string {
  return order.SalesItems.find((line) => line.Active)?.SellingCurrencyKey ?? 'USD';
}

function ordersOf(state: StoreState, email: string): OrderRow[] {
  const own = (order: OrderRow): boolean => {
    const contact = state.entity('Contact').get(order.BillingContactID);
    const user = state.entity('User').get(order.UserID);
    return [textOf(contact, 'Email1'), textOf(user, 'Email')].some((address) => address?.toLowerCase() === email);
  };
  return [...state.orders.rows.values()].filter(own).toSorted((left, right) => right.ID - left.ID);
}

function linesPanel(order: OrderRow, traced: string | undefined): Html {
  const currency = traced ?? currencyOf(order);
  const parts = [
    ['Goods', order.Totals.SubTotal],
    ['Delivery', order.Totals.Shipping],
    ['Discounts', order.Totals.Discounts],
    ['Tax', order.Totals.Tax],
  ] as const;
  return html`<section class="panel"><h2>What you ordered</h2><table class="stack"><thead><tr><th>Product</th><th class="num">Quantity</th><th class="num">Price</th><th class="num">Sum</th></tr></thead><tbody>
${order.SalesItems.filter((line) => line.Active).map(
  (
    line,
  ) => html`<tr><td data-label="Product"><div>${line.Name}<br><span class="mute">${line.Sku}</span></div></td><td class="num" data-label="Quantity">${line.Quantity} ${line.UnitOfMeasure}</td>
<td class="num" data-label="Price">${money(line.UnitSoldPrice ?? line.UnitCorePrice, currency)}</td><td class="num" data-label="Sum">${money(line.ExtendedPrice, currency)}</td></tr>`,
)}</tbody></table><dl class="totals">${parts
    .filter(([, amount]) => amount !== 0)
    .map(([label, amount]) => html`<dt>${label}</dt><dd>${money(amount, currency)}</dd>`)}
<dt class="sum">Total</dt><dd class="sum">${money(totalOf(order.Totals), currency)}</dd>${order.BalanceDue > 0 && html`<dt>Still to pay</dt><dd>${money(order.BalanceDue, currency)}</dd>`}</dl></section>`;
}

function historyPanel(state: StoreState, order: OrderRow): Html {
  const steps = state.traces.get(order.ID)?.history ?? [];
  return html`<section class="panel"><h2>What happened</h2><ol class="steps">${steps.map(
    (step) => html`<li><b>${step.status}</b><br><span class="mute">${moment(step.at)} · ${step.by}</span></li>`,
  )}</ol>${steps.length === 0 && html`<p class="mute">An order of the past.</p>`}</section>`;
}

function factsPanel(state: StoreState, order: OrderRow): Html {
  const account = state.entity('Account').get(order.AccountID);
  const facts: [string, string | Html | null | undefined][] = [
    ['Customer', account ? `${textOf(account, 'Name') ?? ''} (${account.CustomKey ?? 'new'})` : 'Guest'],
    ['Your number', order.PurchaseOrderNumber],
    ['Payment', order.SerializableAttributes?.['PaymentMethod']?.Value],
    ['Tracking', order.TrackingNumber],
    ['Bill to', addressOf(state, order.BillingContactID)],
    ['Ship to', addressOf(state, order.ShippingContactID)],
  ];
  return html`<section class="panel"><h2>Details</h2><dl class="facts">${facts.map(([label, value]) => value && html`<dt>${label}</dt><dd>${value}</dd>`)}</dl></section>`;
}

function addressOf(state: StoreState, contactId: number | null): Html | undefined {
  const contact = state.entity('Contact').get(contactId);
  if (!contact) return undefined;
  const address = state.entity('Address').get(contact['AddressID'] as number | null);
  const country = state.entity('Country').get(address?.['CountryID'] as number | null);
  const lines = [
    `${textOf(contact, 'FirstName') ?? ''} ${textOf(contact, 'LastName') ?? ''}`,
    textOf(address, 'Company'),
    textOf(address, 'Street1'),
    `${textOf(address, 'PostalCode') ?? ''} ${textOf(address, 'City') ?? ''}`,
    textOf(country, 'Name'),
  ];
  return html`${lines.filter(Boolean).map((line) => html`<span dir="auto">${line}</span><br>`)}`;
}

function mailsPanel(state: StoreState, order: OrderRow): Html {
  const emails = state.emails.where('orderId', order.ID);
  return html`<section class="panel"><h2>E-mails to you (${emails.length})</h2>${emails.map(
    (email) =>
      html`<p><b>${mailTitle(email.template)}</b><br><span class="mute">${moment(email.at)} · ${email.to}</span></p>`,
  )}</section>`;
}

/** `order-confirmed` → `Order confirmed`. */
function mailTitle(template: string): string {
  const words = template.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A clerk's actions on the order, for whoever may open the back office. */
function clerkPanel(order: OrderRow): Html {
  return html`<section class="panel"><h2>Back office</h2><form method="post" action="/back-office/orders/${order.ID}" class="actions">${CLERK_ACTIONS.map(
    ({ path, label, look }) => html`<button name="action" value="${path}" class="${look}">${label}</button>`,
  )}</form></section>`;
}

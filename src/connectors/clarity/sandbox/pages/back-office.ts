import { FAULT_KINDS, FAULT_LEVELS } from '../../../kit/sandbox/faults.ts';
import { totalOf } from '../checkout/pricing.ts';
import { webhookCounts } from '../control/ledger.ts';
import { STORE_FAULT_KINDS, WEBHOOK_FAULT_KINDS } from '../faults/store-faults.ts';
import { textMember } from '../http/members.ts';
import type { Reply } from '../http/reply.ts';
import { statusKeyOf } from '../orders/status.ts';
import { SHOPPER_KINDS } from '../shopper/kinds.ts';
import type { OrderRow } from '../state/rows.ts';
import { textOf } from '../state/table.ts';
import { moment, money, statusTag } from './format.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';
import { currencyOf } from './orders-page.ts';
import type { Visit } from './visit.ts';

const SHOWN = 25;

/** Orders with the ERP's number and status, webhooks, and what a tester needs. */
export function backOfficePage(visit: Visit): Reply {
  const search = (textMember(visit.query, 'q') ?? '').trim();
  const said = textMember(visit.query, 'said');
  return page(
    { title: 'Back office', here: '/back-office', basketCount: visit.basket.size },
    html`<h1>Back office</h1><p class="lead">What the store knows, and what it has told others. <a href="/back-office/accounts">Accounts</a> · <a href="/back-office/products">Products and prices</a> · <a href="/back-office/settlements">Settlements</a> · <a href="/back-office/life">Life</a></p>${said && html`<p class="note" role="status">${said}</p>`}
${numbers(visit)}${ordersPanel(visit, search)}${webhooksPanel(visit)}<div class="halves">${shoppersPanel()}${faultsPanel(visit)}</div>`,
  );
}

function numbers({ sandbox }: Visit): Html {
  const { state } = sandbox;
  const placed = [...state.traces.rows.values()];
  const told = placed.filter((trace) => state.orders.get(trace.ID)?.CustomKey != null).length;
  const webhooks = webhookCounts(state.messages.rows.values());
  const shown = [
    [placed.length, 'orders placed here'],
    [told, 'have an ERP number'],
    [placed.length - told, 'have none yet'],
    [state.emails.rows.size, 'e-mails to shoppers'],
    [webhooks.delivered, 'webhooks delivered'],
    [webhooks.pending, 'webhooks waiting'],
  ] as const;
  return html`<ul class="numbers">${shown.map(([number, label]) => html`<li><b>${number.toLocaleString('en-US')}</b> ${label}</li>`)}</ul>`;
}

function ordersPanel(visit: Visit, search: string): Html {
  const orders = findOrders(visit, search.toLowerCase());
  return html`<section class="panel"><h2>Orders</h2><form class="inline"><label>Find by number, customer or e-mail<input type="search" name="q" value="${search}"></label><button class="quiet">Find</button></form>
<div class="scroll"><table class="stack"><thead><tr><th>Order</th><th>ERP number</th><th>Status</th><th>Customer</th><th>Placed</th><th class="num">Total</th></tr></thead><tbody>
${orders.map((order) => orderRow(visit, order))}</tbody></table></div>${orders.length === 0 && html`<p class="empty">No order fits.</p>`}</section>`;
}

function orderRow({ sandbox: { state } }: Visit, order: OrderRow): Html {
  const trace = state.traces.get(order.ID);
  const account = state.entity('Account').get(order.AccountID);
  return html`<tr><td data-label="Order"><div><a href="/orders/${order.ID}">${order.ID}</a>${trace?.expect === 'hold' && html` <span class="tag warn" title="A good integration holds it">${trace.kind}</span>`}</div></td>
<td data-label="ERP number" class="mono">${order.CustomKey ?? '–'}</td><td data-label="Status">${statusTag(statusKeyOf(state, order))}</td>
<td data-label="Customer"><span dir="auto">${account ? textOf(account, 'Name') : 'Guest'}</span></td><td data-label="Placed">${moment(trace?.placedAt ?? `${order.CreatedDate}Z`)}</td>
<td class="num" data-label="Total">${money(totalOf(order.Totals), trace?.currency ?? currencyOf(order))}</td></tr>`;
}

function findOrders({ sandbox: { state } }: Visit, search: string): OrderRow[] {
  const found: OrderRow[] = [];
  for (const order of [...state.orders.rows.values()].toSorted((left, right) => right.ID - left.ID)) {
    const account = state.entity('Account').get(order.AccountID);
    const contact = state.entity('Contact').get(order.BillingContactID);
    const texts = [
      String(order.ID),
      order.CustomKey,
      account?.CustomKey,
      textOf(account, 'Name'),
      textOf(contact, 'Email1'),
    ];
    if (search === '' || texts.some((text) => text?.toLowerCase().includes(search))) found.push(order);
    if (found.length === SHOWN) break;
  }
  return found;
}

function webhooksPanel({ sandbox: { state } }: Visit): Html {
  const endpoints = [...state.endpoints.rows.values()];
  const messages = [...state.messages.rows.values()].slice(-SHOWN).toReversed();
  return html`<section class="panel"><h2>Webhooks</h2>${endpoints.map(
    (endpoint) =>
      html`<p class="mute"><span class="mono">${endpoint.url}</span> ${endpoint.disabled && statusTag('failed')} ${endpoint.disabledReason}</p>`,
  )}${endpoints.length === 0 && html`<p class="mute">Nobody listens yet. An integration registers at <span class="mono">POST /sandbox/webhook</span>.</p>`}
<div class="scroll"><table class="stack"><thead><tr><th>Time</th><th>Event</th><th>State</th><th>Attempts</th></tr></thead><tbody>${messages.map(
    (message) => {
      const last = message.attempts.at(-1);
      return html`<tr><td data-label="Time">${moment(message.createdAt)}</td><td data-label="Event"><div>${message.type}<br><span class="mute mono">${message.messageId}</span></div></td><td data-label="State">${statusTag(message.state)}</td>
<td data-label="Attempts"><div>${message.attempts.length}${last && html` · ${last.status === 0 ? (last.error ?? 'no answer') : `HTTP ${last.status}`}, ${last.durationMs} ms`}</div></td></tr>`;
    },
  )}</tbody></table></div></section>`;
}

function shoppersPanel(): Html {
  return html`<section class="panel"><h2>Simulated shoppers</h2><form method="post" action="/back-office/shop" class="fields"><label>How many orders<input type="number" name="count" value="5" min="1" max="500"></label>
<label>Kind<select name="kind"><option value="varied">a good mix</option>${Object.entries(SHOPPER_KINDS).map(
    ([name, kind]) => html`<option value="${name}">${name}${kind.expect === 'hold' && ' (to be held)'}</option>`,
  )}</select></label><button>Place orders</button></form></section>`;
}

function faultsPanel({ sandbox }: Visit): Html {
  const { level, rules } = sandbox.faultView();
  const groups = [
    ['Any call', FAULT_KINDS],
    ['This store', STORE_FAULT_KINDS],
    ['Webhooks', WEBHOOK_FAULT_KINDS],
  ] as const;
  return html`<section class="panel"><h2>Faults</h2><p>Level ${statusTag(level)}</p><form method="post" action="/back-office/faults" class="fields"><label>Level<select name="level">${Object.keys(
    FAULT_LEVELS,
  ).map(
    (name) => html`<option${name === level && html` selected`}>${name}</option>`,
  )}</select></label><button class="quiet">Set level</button></form>
<form method="post" action="/back-office/faults" class="fields"><label>Next calls or events<input name="call" value="*"></label><label>Fault<select name="kind">${groups.map(
    ([label, kinds]) =>
      html`<optgroup label="${label}">${kinds.map((kind) => html`<option>${kind}</option>`)}</optgroup>`,
  )}</select></label><label>Times<input type="number" name="times" value="1" min="1" max="100"></label><button class="quiet">Add</button></form>
${rules.length > 0 && html`<p class="mute">Still to come: ${rules.map((rule) => `${rule.kind} × ${rule.times} on ${rule.call}`).join('; ')}</p>`}</section>`;
}

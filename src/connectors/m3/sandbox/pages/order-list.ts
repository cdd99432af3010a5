import type { Reply } from '../gateway/reply.ts';
import { amountText, orderTotals } from '../programs/money.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Order } from '../state/orders.ts';
import { headStatus } from '../state/quantities.ts';
import { html } from './html.ts';
import { page, searchBox, table } from './layout.ts';
import { moment, orderStatusChip, stopChip } from './words.ts';

/** Most rows on one list page. */
const SHOWN = 100;

/** The list of live orders, newest first, with a search over numbers, names and status. */
export function orderListPage(sandbox: Sandbox, search: string): Reply {
  const nameOf = (order: Order): string => sandbox.world.customers.get(order.customer)?.fields['CUNM'] ?? '';
  const wanted = search.trim().toLowerCase();
  const all = [...sandbox.world.orders.values()].reverse();
  const found = wanted === '' ? all : all.filter((order) => searchText(order, nameOf(order)).includes(wanted));
  const rows = table<Order>(
    [
      { name: 'Order', cell: ({ orderNumber }) => html`<a href="/orders/${orderNumber}">${orderNumber}</a>` },
      { name: 'Their number', cell: ({ head }) => head['CUOR'] ?? '' },
      {
        name: 'Customer',
        wide: true,
        cell: (order) => html`<span>${nameOf(order)} <span class="quiet">${order.customer}</span></span>`,
      },
      { name: 'Entered', cell: ({ createdAt }) => moment(createdAt) },
      { name: 'Lines', numeric: true, cell: ({ lines }) => lines.length },
      {
        name: 'Total',
        numeric: true,
        cell: (order) => `${amountText(orderTotals(sandbox, order).total)} ${order.head['CUCD'] ?? ''}`,
      },
      {
        name: 'Status',
        cell: ({ lines, stop, locked }) =>
          html`<span>${orderStatusChip(headStatus(lines).lowest)} ${stopChip(stop, locked)}</span>`,
      },
    ],
    found.slice(0, SHOWN),
    wanted === ''
      ? 'No orders yet. They appear here as soon as a staged order is confirmed.'
      : 'No order matches this search.',
  );
  const more =
    found.length > SHOWN
      ? `Newest ${SHOWN} of ${found.length} shown: search to narrow down.`
      : `${found.length} orders`;
  return page(
    'Orders',
    '/',
    html`<div class="top"><h1>Customer orders</h1>${searchBox('/', search, 'Order, customer or status')}</div>
${rows}<p class="more">${more}</p>`,
  );
}

function searchText({ orderNumber, customer, head, lines, addresses }: Order, name: string): string {
  const shipTo = addresses['1']?.['CUNM'] ?? '';
  const references = [head['CUOR'], head['OREF'], head['YREF'], headStatus(lines).lowest];
  return [orderNumber, customer, name, shipTo, ...references].join(' ').toLowerCase();
}

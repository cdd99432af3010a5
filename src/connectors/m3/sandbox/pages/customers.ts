import { changeCustomer } from '../control/change-customer.ts';
import type { Reply } from '../gateway/reply.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Customer } from '../state/customers.ts';
import type { MiRecord } from '../state/effects.ts';
import type { Order } from '../state/orders.ts';
import { headStatus } from '../state/quantities.ts';
import { type Html, html } from './html.ts';
import { facts, page, searchBox, table } from './layout.ts';
import { customerStatusChip, moment, orderStatusChip } from './words.ts';

const SHOWN = 100;

/** The list of customers, newest first. */
export function customerListPage({ world }: Sandbox, search: string): Reply {
  const wanted = search.trim().toLowerCase();
  const text = ({ fields }: Customer): string =>
    ['CUNO', 'CUNM', 'ALCU', 'MAIL', 'TOWN', 'VRNO']
      .map((name) => fields[name] ?? '')
      .join(' ')
      .toLowerCase();
  const found = [...world.customers.values()].reverse().filter((customer) => text(customer).includes(wanted));
  const rows = table<Customer>(
    [
      {
        name: 'Customer',
        cell: ({ customerNumber }) =>
          html`<a href="/customers/${encodeURIComponent(customerNumber)}">${customerNumber}</a>`,
      },
      { name: 'Name', wide: true, cell: ({ fields }) => fields['CUNM'] ?? '' },
      { name: 'City', cell: ({ fields }) => [fields['TOWN'], fields['CSCD']].filter(Boolean).join(', ') },
      { name: 'E-mail', wide: true, cell: ({ fields }) => fields['MAIL'] ?? '' },
      { name: 'Search key', cell: ({ fields }) => fields['ALCU'] ?? '' },
      {
        name: 'Orders',
        numeric: true,
        cell: ({ customerNumber }) => world.ordersByCustomer.get(customerNumber)?.length ?? 0,
      },
      { name: 'Status', cell: ({ fields }) => customerStatusChip(fields['STAT'] ?? '') },
    ],
    found.slice(0, SHOWN),
    'No customer matches this search.',
  );
  return page(
    'Customers',
    '/customers',
    html`<div class="top"><h1>Customers</h1>${searchBox('/customers', search, 'Number, name, e-mail or city')}</div>
${rows}<p class="more">${Math.min(SHOWN, found.length)} of ${found.length} shown</p>`,
  );
}

const FIELD_WORDS: readonly (readonly [string, string])[] = [
  ['CUNM', 'Name'],
  ['CUA1', 'Address'],
  ['CUA2', 'Address 2'],
  ['PONO', 'Postal code'],
  ['TOWN', 'City'],
  ['ECAR', 'State'],
  ['CSCD', 'Country'],
  ['PHNO', 'Phone'],
  ['MAIL', 'E-mail'],
  ['ALCU', 'Search key'],
  ['VRNO', 'VAT number'],
  ['CUCD', 'Currency'],
  ['TEPY', 'Payment terms'],
  ['TEDL', 'Delivery terms'],
  ['MODL', 'Delivery method'],
  ['CRLM', 'Credit limit 1'],
];

/** Fields that a clerk may change, under M3's names. */
const EDITABLE: readonly (readonly [string, string])[] = [
  ['CUNM', 'Name'],
  ['CUA1', 'Address'],
  ['CUA2', 'Address 2'],
  ['PONO', 'Postal code'],
  ['TOWN', 'City'],
  ['CSCD', 'Country'],
  ['PHNO', 'Phone'],
  ['MAIL', 'E-mail'],
  ['VRNO', 'VAT number'],
  ['CRLM', 'Credit limit 1'],
  ['STAT', 'Status'],
];

/** What the form of a customer asks for; answers what is wrong with it, else undefined. */
export function answerCustomerForm(
  sandbox: Sandbox,
  { customerNumber }: Customer,
  form: URLSearchParams,
): string | undefined {
  const fields = Object.fromEntries(
    EDITABLE.flatMap(([name]) => (form.has(name) ? [[name, (form.get(name) ?? '').trim()]] : [])),
  );
  return changeCustomer(sandbox, { customerNumber, fields });
}

/** One customer with its addresses and newest orders, and the form to change it. */
export function customerPage(
  { world }: Sandbox,
  { customerNumber, fields, addresses, changedAt }: Customer,
  notice: string,
): Reply {
  const orders = [...(world.ordersByCustomer.get(customerNumber) ?? [])].reverse().slice(0, 20);
  const field = ([name, label]: readonly [string, string]): Html =>
    html`<label>${label}<input name="${name}" value="${fields[name] ?? ''}"></label>`;
  const body = html`<p class="back"><a href="/customers">Customers</a></p>
${notice === '' ? undefined : html`<p class="notice" role="alert">${notice}</p>`}
<div class="top"><div class="title"><h1>Customer ${customerNumber}</h1>${customerStatusChip(fields['STAT'] ?? '')}</div></div>
${facts([...FIELD_WORDS.map(([name, word]) => [word, fields[name] ?? ''] as const), ['Changed', moment(changedAt)]])}
<h2>Change</h2><form class="fields" method="post" action="/customers/${encodeURIComponent(customerNumber)}/edit">
${EDITABLE.map(field)}<button class="main">Save</button></form>
<h2>Addresses</h2>${table<[string, MiRecord]>(
    [
      { name: 'Type and number', cell: ([key]) => key },
      { name: 'Name', wide: true, cell: ([, address]) => address['CUNM'] ?? '' },
      {
        name: 'Address',
        wide: true,
        cell: ([, address]) => [address['CUA1'], address['CUA2']].filter(Boolean).join(', '),
      },
      {
        name: 'City',
        cell: ([, address]) => [address['PONO'], address['TOWN'], address['CSCD']].filter(Boolean).join(' '),
      },
    ],
    [...addresses],
    'No addresses beside the main one.',
  )}
<h2>Newest orders</h2>${table<Order>(
    [
      { name: 'Order', cell: ({ orderNumber }) => html`<a href="/orders/${orderNumber}">${orderNumber}</a>` },
      { name: 'Their number', cell: ({ head }) => head['CUOR'] ?? '' },
      { name: 'Entered', cell: ({ createdAt }) => moment(createdAt) },
      { name: 'Status', cell: ({ lines }) => orderStatusChip(headStatus(lines).lowest) },
    ],
    orders,
    'No orders yet.',
  )}`;
  return page(`Customer ${customerNumber}`, '/customers', body, notice === '' ? 200 : 400);
}

import { changeItem } from '../control/changes.ts';
import { changePrices } from '../control/change-price.ts';
import type { Reply } from '../gateway/reply.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Item } from '../state/items.ts';
import type { PriceRow } from '../state/prices.ts';
import { type Html, html } from './html.ts';
import { facts, page, searchBox, table } from './layout.ts';
import { day, itemStatusChip, moment } from './words.ts';

const SHOWN = 100;

/** The item master. */
export function itemListPage({ world }: Sandbox, search: string): Reply {
  const wanted = search.trim().toLowerCase();
  const text = ({ fields }: Item): string =>
    ['ITNO', 'ITDS', 'FUDS', 'ITGR', 'STAT']
      .map((name) => fields[name] ?? '')
      .join(' ')
      .toLowerCase();
  const found = [...world.items.values()].filter((item) => text(item).includes(wanted));
  const rows = table<Item>(
    [
      {
        name: 'Item',
        cell: ({ itemNumber }) => html`<a href="/items/${encodeURIComponent(itemNumber)}">${itemNumber}</a>`,
      },
      { name: 'Name', wide: true, cell: ({ fields }) => fields['ITDS'] ?? '' },
      { name: 'Group', cell: ({ fields }) => fields['ITGR'] ?? '' },
      { name: 'Unit', cell: ({ fields }) => fields['UNMS'] ?? '' },
      { name: 'Price', numeric: true, cell: ({ fields }) => fields['SAPR'] ?? '' },
      { name: 'Changed', cell: ({ changedAt }) => moment(changedAt) },
      { name: 'Status', cell: ({ fields }) => itemStatusChip(fields['STAT'] ?? '') },
    ],
    found.slice(0, SHOWN),
    'No item matches this search.',
  );
  return page(
    'Items',
    '/items',
    html`<div class="top"><h1>Items</h1>${searchBox('/items', search, 'Number, name, group or status')}</div>
${rows}<p class="more">${Math.min(SHOWN, found.length)} of ${found.length} shown</p>`,
  );
}

/** Fields that a clerk may change, under M3's names. */
const EDITABLE: readonly (readonly [string, string])[] = [
  ['ITDS', 'Name'],
  ['FUDS', 'Description'],
  ['STAT', 'Status'],
  ['UNMS', 'Basic unit'],
  ['SPUN', 'Price unit'],
  ['ITGR', 'Item group'],
  ['ITCL', 'Product group'],
  ['NEWE', 'Net weight'],
  ['GRWE', 'Gross weight'],
];

/** One item with its prices, and the form to change both. */
export function itemPage({ world }: Sandbox, item: Item, notice: string): Reply {
  const { itemNumber, fields, changedAt, changeNumber } = item;
  const base = `/items/${encodeURIComponent(itemNumber)}`;
  const prices = [...world.prices.values()].filter((row) => row.itemNumber === itemNumber);
  const field = ([name, label]: readonly [string, string]): Html =>
    html`<label>${label}<input name="${name}" value="${fields[name] ?? ''}"></label>`;
  const body = html`<p class="back"><a href="/items">Items</a></p>
${notice === '' ? undefined : html`<p class="notice" role="alert">${notice}</p>`}
<div class="top"><div class="title"><h1>Item ${itemNumber}</h1>${itemStatusChip(fields['STAT'] ?? '')}</div></div>
${facts([
  ['Changed', moment(changedAt)],
  ['Change number', String(changeNumber)],
])}
<form class="fields" method="post" action="${base}/edit">${EDITABLE.map(field)}<button class="main">Save</button></form>
<h2>Prices</h2>${table<PriceRow>(
    [
      { name: 'List', cell: ({ priceList }) => priceList },
      { name: 'Customer', cell: ({ customer }) => customer },
      { name: 'From', cell: ({ validFrom }) => day(validFrom) },
      { name: 'To', cell: ({ validTo = '' }) => day(validTo) },
      { name: 'Price', numeric: true, cell: ({ price, currency, unit }) => `${price} ${currency}/${unit}` },
      { name: 'Changed', cell: (row) => moment(row.changedAt) },
    ],
    prices,
    'No price list has this item.',
  )}
<form class="fields" method="post" action="${base}/price"><label>List<input name="priceList" value="LIST"></label>
<label>Currency<input name="currency" value="USD"></label><label>Price<input name="price" value="${fields['SAPR'] ?? ''}"></label>
<button>Set price</button></form>`;
  return page(`Item ${itemNumber}`, '/items', body, notice === '' ? 200 : 400);
}

/** What the forms of an item ask for; answers what is wrong with it, else undefined. */
export function answerItemForm(
  sandbox: Sandbox,
  { itemNumber }: Item,
  action: string,
  form: URLSearchParams,
): string | undefined {
  if (action === 'price') return changePrices(sandbox, { rows: [{ itemNumber, ...Object.fromEntries(form) }] });
  const fields = Object.fromEntries(EDITABLE.flatMap(([name]) => (form.has(name) ? [[name, form.get(name)]] : [])));
  return changeItem(sandbox, { itemNumber, fields });
}

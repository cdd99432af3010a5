import { numberMember, textMember } from '../http/members.ts';
import type { Reply } from '../http/reply.ts';
import { categoryKeys } from '../products/product-ledger.ts';
import type { EntityRow } from '../state/table.ts';
import { textOf } from '../state/table.ts';
import { basketCookie, setQuantity } from './basket.ts';
import { money } from './format.ts';
import { Html, html } from './html.ts';
import { page, seeOther } from './layout.ts';
import type { Visit } from './visit.ts';

const PER_PAGE = 24;
const GROUPS = ['PUMP', 'VALVE', 'SEAL', 'MOTOR', 'TOOL', 'SAFETY'] as const;

/** One drawing for each group of goods. */
const DRAWINGS: Readonly<Record<string, string>> = {
  PUMP: '<circle cx="60" cy="46" r="22"/><path d="M82 46h26M60 24V10h26M38 68h44"/>',
  VALVE: '<path d="M30 32l60 30V32L30 62zM60 47V20M46 20h28"/>',
  SEAL: '<circle cx="60" cy="46" r="28"/><circle cx="60" cy="46" r="14"/>',
  MOTOR:
    '<rect x="32" y="26" width="50" height="40" rx="6"/><path d="M82 46h18M42 66v10M72 66v10M42 26v40M52 26v40M62 26v40"/>',
  TOOL: '<path d="M36 70l34-34M66 40a14 14 0 1 1 14-14l-10 2-2 10z"/>',
  SAFETY: '<path d="M60 14l28 10v20c0 18-14 28-28 34-14-6-28-16-28-34V24zM48 46l9 9 16-18"/>',
};

/** The shop's front page: search, groups, products. */
export function cataloguePage(visit: Visit): Reply {
  const search = (textMember(visit.query, 'q') ?? '').trim();
  const group = textMember(visit.query, 'group') ?? '';
  const products = visibleProducts(visit, search.toLowerCase(), group);
  const pages = Math.max(1, Math.ceil(products.length / PER_PAGE));
  const number = Math.min(Math.max(1, Math.floor(numberMember(visit.query, 'page') ?? 1)), pages);
  const shown = products.slice((number - 1) * PER_PAGE, number * PER_PAGE);
  const added = textMember(visit.query, 'added');
  const link = (changes: Record<string, string>): string =>
    `/?${new URLSearchParams({ q: search, group, ...changes })}`;
  return page(
    { title: 'Shop', here: '/', basketCount: visit.basket.size },
    html`<h1>Pumps, valves and everything around them</h1><p class="lead">${products.length} products, delivered from stock.</p>
${added && html`<p class="note" role="status">${added} is in your basket. <a href="/basket">Go to basket</a></p>`}
<form class="panel inline" role="search"><label>Search<input type="search" name="q" value="${search}" placeholder="Name or item number"></label>
<input type="hidden" name="group" value="${group}"><button>Search</button></form>
<ul class="filters">${['', ...GROUPS].map(
      (name) =>
        html`<li><a href="${link({ group: name, page: '1' })}"${name === group && html` aria-current="true"`}>${groupLabel(name)}</a></li>`,
    )}</ul>
${shown.length === 0 ? html`<p class="panel empty">Nothing fits “${search}”. <a href="/">Show everything</a></p>` : html`<ul class="grid">${shown.map(productCard)}</ul>`}
${
  pages > 1 &&
  html`<nav class="pager" aria-label="Pages">${number > 1 && html`<a class="button quiet" href="${link({ page: String(number - 1) })}">Back</a>`}
<span>Page ${number} of ${pages}</span>${number < pages && html`<a class="button quiet" href="${link({ page: String(number + 1) })}">Next</a>`}</nav>`
}`,
  );
}

/** Puts a product into the basket. */
export function addToBasket({ form, basket, sandbox }: Visit): Reply {
  const sku = textMember(form, 'sku') ?? '';
  const product = sandbox.state.entity('Product').byKey(sku);
  if (!product?.CustomKey) return seeOther('/');
  setQuantity(basket, product.CustomKey, (basket.get(product.CustomKey) ?? 0) + (numberMember(form, 'quantity') ?? 1));
  const name = encodeURIComponent(textOf(product, 'Name') ?? sku);
  return seeOther(`/?added=${name}`, { 'Set-Cookie': basketCookie(basket) });
}

function visibleProducts({ sandbox }: Visit, search: string, group: string): EntityRow[] {
  return [...sandbox.state.entity('Product').rows.values()].filter((product) => {
    const sellable = product.Active && product['IsVisible'] === true && typeof product['PriceBase'] === 'number';
    const named = `${textOf(product, 'Name') ?? ''} ${product.CustomKey ?? ''}`.toLowerCase();
    return sellable && named.includes(search) && (group === '' || groupOf(product) === group);
  });
}

function productCard(product: EntityRow): Html {
  const name = textOf(product, 'Name') ?? '';
  const sku = product.CustomKey ?? '';
  const drawing = DRAWINGS[groupOf(product)] ?? DRAWINGS['TOOL'] ?? '';
  return html`<li class="card"><svg viewBox="0 0 120 92" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${new Html(drawing)}</svg>
<h2>${name}</h2><span class="mute">${sku}</span><span class="price">${money(Number(product['PriceBase']), 'USD')} <span class="mute">/ ${textOf(product, 'UnitOfMeasure') ?? 'piece'}</span></span>
<form method="post" action="/basket/add"><input type="hidden" name="sku" value="${sku}"><input type="number" name="quantity" value="1" min="1" max="999" aria-label="How many ${name}"><button>Add</button></form></li>`;
}

/** The first category of a product that has a place in the menu. */
function groupOf(product: EntityRow): string {
  return categoryKeys(product['ProductCategories']).find((key) => key in DRAWINGS) ?? '';
}

function groupLabel(group: string): string {
  if (group === '') return 'All';
  const word = group[0] + group.slice(1).toLowerCase();
  return group === 'SAFETY' ? word : `${word}s`;
}

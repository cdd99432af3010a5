import { idOf } from '../entities/routes.ts';
import { numberMember, textMember } from '../http/members.ts';
import type { Reply } from '../http/reply.ts';
import { editProduct } from '../products/edit-product.ts';
import { categoryKeys } from '../products/product-ledger.ts';
import { type EntityRow, textOf } from '../state/table.ts';
import { money } from './format.ts';
import { type Html, html } from './html.ts';
import { page, seeOther } from './layout.ts';
import type { Visit } from './visit.ts';

const SHOWN = 50;

/** Products as the store's staff sees them, also hidden and deactivated ones. */
export function productsPage({ sandbox: { state }, query, basket }: Visit): Reply {
  const search = (textMember(query, 'q') ?? '').trim();
  const found = [...state.entity('Product').rows.values()].filter((row) =>
    `${row.CustomKey ?? ''} ${textOf(row, 'Name') ?? ''}`.toLowerCase().includes(search.toLowerCase()),
  );
  return page(
    { title: 'Products', here: '/back-office', basketCount: basket.size },
    html`<p><a href="/back-office">Back office</a></p><h1>Products</h1>
<form class="panel inline" role="search"><label>Name or item number<input type="search" name="q" value="${search}"></label><button class="quiet">Find</button></form>
<div class="scroll"><table class="stack"><thead><tr><th>Product</th><th>Name</th><th>Categories</th><th>Shown</th><th class="num">Price</th></tr></thead><tbody>
${found.slice(0, SHOWN).map(productRow)}</tbody></table></div><p class="mute">${Math.min(SHOWN, found.length)} of ${found.length} shown</p>`,
  );
}

function productRow(row: EntityRow): Html {
  return html`<tr><td data-label="Product"><a href="/back-office/products/${row.ID}">${row.CustomKey ?? String(row.ID)}</a></td><td data-label="Name"><span dir="auto">${textOf(row, 'Name') ?? ''}</span></td>
<td data-label="Categories">${categoryKeys(row['ProductCategories']).join(', ')}</td><td data-label="Shown">${stateOf(row)}</td><td class="num" data-label="Price">${priceOf(row)}</td></tr>`;
}

function stateOf(row: EntityRow): string {
  if (!row.Active) return 'deactivated';
  if (row['IsDiscontinued'] === true) return 'discontinued';
  return row['IsVisible'] === true ? 'yes' : 'hidden';
}

function priceOf(row: EntityRow): string {
  return typeof row['PriceBase'] === 'number' ? money(row['PriceBase'], 'USD') : '–';
}

const FIELDS = [
  ['Name', 'Name'],
  ['ShortDescription', 'Short description'],
  ['UnitOfMeasure', 'Unit'],
] as const;

/** One product with the form by which staff edits it. */
export function productPage({ sandbox: { state }, path, basket }: Visit): Reply {
  const row = state.entity('Product').get(idOf(path.split('/')[3]));
  if (!row) return seeOther('/back-office/products');
  const writes = [...state.productWrites.rows.values()].filter(({ productId }) => productId === row.ID).slice(-20);
  return page(
    { title: row.CustomKey ?? 'Product', here: '/back-office', basketCount: basket.size },
    html`<p><a href="/back-office/products">Products</a></p><h1>${row.CustomKey ?? String(row.ID)}</h1>
<p class="lead">${textOf(row, 'Name') ?? ''} · ${priceOf(row)} · ${stateOf(row)} · ${categoryKeys(row['ProductCategories']).join(', ') || 'in no category'}</p>
<form class="panel fields" method="post" action="/back-office/products/${row.ID}">${FIELDS.map(
      ([name, label]) => html`<label>${label}<input name="${name}" value="${textOf(row, name) ?? ''}"></label>`,
    )}<label>Sale price<input name="PriceSale" inputmode="decimal" value="${typeof row['PriceSale'] === 'number' ? row['PriceSale'] : ''}"></label>
<label>Shown in the store<select name="IsVisible"><option value="true">yes</option><option value="false"${row['IsVisible'] !== true && html` selected`}>no</option></select></label>
<label>Record<select name="Active"><option value="true">active</option><option value="false"${!row.Active && html` selected`}>deactivated</option></select></label><button>Save</button></form>
<section class="panel"><h2>Last writes</h2>${
      writes.length === 0
        ? html`<p class="empty">None.</p>`
        : html`<ul>${writes.map(
            (write) =>
              html`<li>${write.at.slice(0, 19).replace('T', ' ')} ${write.what} by ${write.by}${write.changed.length > 0 && ` (${write.changed.join(', ')})`}</li>`,
          )}</ul>`
    }</section>`,
  );
}

/** Staff saves a product: only what the form holds changes, the way a store's own pages work. */
export function saveProduct({ sandbox, form, path }: Visit): Reply {
  const { state, shop } = sandbox;
  const row = state.entity('Product').get(idOf(path.split('/')[3]));
  if (!row) return seeOther('/back-office/products');
  const sale = textMember(form, 'PriceSale') ?? '';
  const wanted: Record<string, unknown> = {
    ...Object.fromEntries(FIELDS.map(([name]) => [name, textMember(form, name) ?? row[name]])),
    ...(sale === '' ? {} : { PriceSale: numberMember(form, 'PriceSale') ?? null }),
    IsVisible: (textMember(form, 'IsVisible') ?? String(row['IsVisible'])) === 'true',
    Active: (textMember(form, 'Active') ?? String(row.Active)) === 'true',
  };
  editProduct(shop, row, wanted);
  return seeOther(`/back-office/products/${row.ID}`);
}

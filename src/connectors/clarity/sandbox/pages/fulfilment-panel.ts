import { RETURN_REASONS } from '../orders/returns.ts';
import type { OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import { type EntityRow, textOf } from '../state/table.ts';
import { money, statusTag } from './format.ts';
import { type Html, html } from './html.ts';

/** What has gone out and what is charged, as the shopper sees it; nothing while there is none of it. */
export function fulfilmentPanel(state: StoreState, order: OrderRow, currency: string): Html {
  const shipments = shipmentsOf(state, order.ID);
  const invoices = invoicesOf(state, order.ID);
  const byLine = order.SerializableAttributes?.['FulfilmentByLine']?.Value;
  return html`${shipments.length > 0 && html`<section class="panel"><h2>Deliveries</h2>${byLine && html`<p>${byLine}</p>`}${shipments.map((row) => shipmentCard(order, row))}</section>`}
${invoices.length > 0 && html`<section class="panel"><h2>Invoices</h2>${invoices.map((row) => invoiceCard(state, row, currency))}</section>`}`;
}

function shipmentCard(order: OrderRow, row: EntityRow): Html {
  const contents = (row.SerializableAttributes?.['Contents']?.Value ?? '').split(';').filter(Boolean);
  const lines = contents.map((part) => {
    const [id, quantity] = part.split('=');
    return `${quantity} × ${order.SalesItems.find((line) => line.ID === Number(id))?.Name ?? '?'}`;
  });
  return html`<p><b>${textOf(row, 'Reference1') ?? ''}</b> ${lines.join(', ')}<br><span class="mute">${textOf(row, 'TrackingNumber') ?? 'No tracking number yet'}</span></p>`;
}

function invoiceCard(state: StoreState, row: EntityRow, currency: string): Html {
  const link = row.SerializableAttributes?.['InvoicePdf']?.Value;
  const status = state.entity('SalesInvoiceStatus').get(row['StatusID'] as number | null)?.CustomKey ?? '';
  return html`<p><b>${row.CustomKey ?? ''}</b> ${statusTag(status)} ${money(Number(row['BalanceDue'] ?? 0), currency)} to pay ${link && html`<a href="${link}">PDF</a>`}</p>`;
}

/** Shipments that name an order. */
export function shipmentsOf(state: StoreState, orderId: number): EntityRow[] {
  return [...state.entity('Shipment').rows.values()].filter(
    (row) => row.Active && Array.isArray(row['SalesOrderIDs']) && row['SalesOrderIDs'].includes(orderId),
  );
}

/** Invoices that are linked to an order. */
export function invoicesOf(state: StoreState, orderId: number): EntityRow[] {
  return state
    .entity('SalesOrderSalesInvoice')
    .where('MasterID', orderId)
    .filter((link) => link.Active)
    .map((link) => state.entity('SalesInvoice').get(link['SlaveID'] as number | null))
    .filter((row) => row !== undefined);
}

/** Changing lines by hand and asking for a return. */
export function changePanel(order: OrderRow, local: boolean): Html {
  const lines = order.SalesItems.filter((line) => line.Active && line.ItemType === 0);
  return html`${
    local &&
    html`<section class="panel"><h2>Change the order</h2><form method="post" action="/back-office/orders/${order.ID}/lines" class="fields">${lines.map(
      (line) =>
        html`<label>${line.Name ?? line.Sku}<input type="number" name="quantity-${line.ID}" value="${line.Quantity}" min="0"></label>`,
    )}<label>Add a product<input name="sku" placeholder="SKU"></label><label>Quantity<input type="number" name="quantity" value="1" min="1"></label><label>Buyer's number<input name="purchaseOrder" value="${order.PurchaseOrderNumber ?? ''}"></label><button class="quiet">Change</button></form></section>`
  }
<section class="panel"><h2>Send something back</h2><form method="post" action="/orders/${order.ID}/return" class="fields"><label>Product<select name="line">${lines.map(
    (line) => html`<option value="${line.ID}">${line.Name ?? line.Sku}</option>`,
  )}</select></label><label>Quantity<input type="number" name="quantity" value="1" min="1"></label><label>Reason<select name="reason">${RETURN_REASONS.map(
    (reason) => html`<option>${reason}</option>`,
  )}</select></label><button class="quiet">Ask for a return</button></form></section>`;
}

import { totalOf } from '../checkout/pricing.ts';
import { statusKeyOf } from '../orders/status.ts';
import type { MessageRow, OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';

/** Which orders the ledger shows: IDs above `after`, at most `limit`. */
export interface LedgerWindow {
  after?: number;
  limit?: number;
}

/**
 * The store's truth, kept apart from what its API answers: every order placed here with its history and lines, every
 * e-mail, what became of the webhooks, and counts of API calls by name.
 */
export function ledgerOf(
  state: StoreState,
  calls: ReadonlyMap<string, number>,
  window: LedgerWindow = {},
): Record<string, unknown> {
  const shown: OrderRow[] = [];
  for (const trace of state.traces.rows.values()) {
    const order = state.orders.get(trace.ID);
    if (!order || trace.ID <= (window.after ?? 0)) continue;
    shown.push(order);
    if (shown.length === window.limit) break;
  }
  const ids = new Set(shown.map((order) => order.ID));
  const emails = [...state.emails.rows.values()].filter((email) => ids.has(email.orderId));
  return {
    orders: shown.map((order) => ledgerOrder(state, order)),
    emails: emails.map(({ orderId, template, at }) => ({ orderId, template, at })),
    webhooks: { ...webhookCounts(state.messages.rows.values()), acceptMs: acceptTimes(state.messages.rows.values()) },
    shipments: [...state.entity('Shipment').rows.values()].map(shipmentEntry),
    invoices: [...state.entity('SalesInvoice').rows.values()].map((row) => invoiceEntry(state, row)),
    returns: [...state.entity('SalesReturn').rows.values()].map(({ ID, SalesOrderIDs }) => ({
      id: ID,
      orderIds: SalesOrderIDs,
    })),
    calls: Object.fromEntries(calls),
  };
}

/** One order of the ledger, or undefined when no shopper placed it here. */
function ledgerOrder(state: StoreState, order: OrderRow): Record<string, unknown> | undefined {
  const trace = state.traces.get(order.ID);
  if (!trace) return undefined;
  return {
    id: order.ID,
    customKey: order.CustomKey,
    status: statusKeyOf(state, order),
    statusHistory: trace.history,
    placedAt: trace.placedAt,
    kind: trace.kind,
    expect: trace.expect,
    currency: trace.currency,
    total: totalOf(order.Totals),
    totals: order.Totals,
    account: state.entity('Account').get(order.AccountID)?.CustomKey ?? null,
    accountId: order.AccountID,
    guest: trace.guest,
    lines: order.SalesItems.filter((line) => line.Active).map((line) => ({
      id: line.ID,
      sku: line.Sku,
      quantity: line.Quantity,
      unitPrice: line.UnitSoldPrice ?? line.UnitCorePrice,
    })),
  };
}

function shipmentEntry(row: EntityRow): Record<string, unknown> {
  const { ID: id, CustomKey: key, Active: active, SerializableAttributes } = row;
  const contents = SerializableAttributes?.['Contents']?.Value ?? '';
  return { id, key, active, orderIds: row['SalesOrderIDs'], contents, tracking: row['TrackingNumber'] ?? '' };
}

function invoiceEntry(state: StoreState, row: EntityRow): Record<string, unknown> {
  const links = state.entity('SalesOrderSalesInvoice').where('SlaveID', row.ID);
  return {
    id: row.ID,
    key: row.CustomKey,
    active: row.Active,
    status: state.entity('SalesInvoiceStatus').get(row['StatusID'] as number | null)?.CustomKey ?? '',
    balanceDue: row['BalanceDue'],
    totals: row['Totals'],
    link: row.SerializableAttributes?.['InvoicePdf']?.Value ?? '',
    orderIds: links.filter((link) => link.Active).map((link) => link['MasterID']),
  };
}

/** Attempts made and what became of the messages. */
export function webhookCounts(messages: Iterable<MessageRow>): Record<MessageRow['state'] | 'sent', number> {
  const counts = { sent: 0, delivered: 0, failed: 0, pending: 0, dropped: 0 };
  for (const message of messages) {
    counts.sent += message.attempts.length;
    counts[message.state] += 1;
  }
  return counts;
}

/** How long each attempt that was accepted took, in milliseconds. */
function acceptTimes(messages: Iterable<MessageRow>): number[] {
  const times: number[] = [];
  for (const { attempts } of messages) {
    for (const { status, durationMs } of attempts) if (status >= 200 && status < 300) times.push(durationMs);
  }
  return times;
}

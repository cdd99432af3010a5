import type { StoreEvent } from '../shop.ts';
import type { OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';
import { entityNamed } from '../entities/all.ts';

/**
 * The body of a webhook: thin, so that the receiver reads the record itself. `data.account` names the customer an order
 * belongs to, so that a receiver can keep one customer's orders in sequence; a guest order says so.
 */
export function messageBody(state: StoreState, event: StoreEvent, nowMs: number): string {
  const row = state.entity(event.entity).get(event.id);
  const timestamp = new Date(nowMs).toISOString();
  const { area, name } = entityNamed(event.entity);
  return JSON.stringify({
    type: event.type,
    timestamp,
    data: {
      store: storeOf(state, row),
      entity: event.entity,
      id: event.id,
      key: row?.CustomKey ?? null,
      version: versionOf(state, row, event.entity, timestamp),
      href: `/${area}/${name}/ID/${event.id}`,
      changed: event.changed?.() ?? [],
      snapshot: null,
      actor: event.actor,
      ...(event.entity === 'SalesOrder' && accountOf(state, row as OrderRow | undefined)),
      ...(event.entity !== 'SalesOrder' && ownerOf(state, event, row)),
      ...event.extra,
    },
  });
}

function storeOf(state: StoreState, row: EntityRow | undefined): string {
  const store = state.entity('Store').get((row?.['StoreID'] as number | null | undefined) ?? 1);
  return (store?.CustomKey ?? 'main').toLowerCase();
}

function versionOf(state: StoreState, row: EntityRow | undefined, entity: string, timestamp: string): string {
  if (entity !== 'SalesOrder') return timestamp;
  const status = state.entity('SalesOrderStatus').get(row?.['StatusID'] as number | undefined);
  return `${timestamp}#${status?.CustomKey ?? ''}`;
}

/** The account that an account, contact or address belongs to. */
function ownerOf(state: StoreState, { entity }: StoreEvent, row: EntityRow | undefined): Record<string, unknown> {
  if (!row) return {};
  if (entity === 'Account') return { account: { id: row.ID, key: row.CustomKey } };
  if (entity !== 'Contact' && entity !== 'Address') return {};
  const contacts =
    entity === 'Contact'
      ? [row.ID]
      : state
          .entity('Contact')
          .where('AddressID', row.ID)
          .map(({ ID }) => ID);
  const entry = contacts
    .flatMap((id) => state.entity('AccountContact').where('SlaveID', id))
    .find((each) => each.Active);
  const account = state.entity('Account').get(entry?.['MasterID'] as number | undefined);
  return account ? { account: { id: account.ID, key: account.CustomKey } } : {};
}

function accountOf(state: StoreState, order: OrderRow | undefined): Record<string, unknown> {
  const account = state.entity('Account').get(order?.AccountID);
  if (!account) return { account: null, guest: true };
  return { account: { id: account.ID, key: account.CustomKey } };
}

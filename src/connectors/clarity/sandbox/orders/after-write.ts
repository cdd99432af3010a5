import type { AfterRead, AfterWrite } from '../entities/routes.ts';
import { noteCustomerLook, noteCustomerWrite } from '../customers/customer-ledger.ts';
import { noteProductWrite } from '../products/product-ledger.ts';
import type { Shop } from '../shop.ts';
import type { OrderRow } from '../state/rows.ts';
import type { EntityRow } from '../state/table.ts';
import { recordMove } from './status.ts';

/** Entities whose changes are told, and the first part of the event's type. */
const TOLD: Readonly<Record<string, string>> = {
  SalesOrder: 'order',
  Account: 'customer',
  Contact: 'contact',
  Address: 'address',
  Product: 'product',
};

/** Follows each write through the entity routes: order history and webhooks. */
export function afterWriteOf(shop: Shop): AfterWrite {
  return (entity, before, after, call) => {
    const actor = { userName: call.caller?.userName ?? 'anonymous', integration: call.caller?.integration ?? false };
    if (entity === 'SalesOrder' && before) noteStatus(shop, before as OrderRow, after as OrderRow, actor);
    if (entity === 'Product' || entity === 'ProductPricePoint') noteWrite(shop, entity, before, after, actor);
    if (entity === 'Account' || entity === 'Contact' || entity === 'Address') {
      const changed = before ? changedMembers(before, after) : [];
      const what = before ? 'updated' : 'created';
      const by = { by: actor.userName, integration: actor.integration };
      const values = Object.fromEntries(
        changed.map((name) => [name, { before: before?.[name] ?? null, after: after[name] ?? null }]),
      );
      noteCustomerWrite(shop.state, { what, entity, recordId: after.ID, values, ...by });
    }
    const subject = TOLD[entity];
    if (subject === undefined) return;
    shop.announce({
      type: `${subject}.${before ? 'updated' : 'created'}`,
      entity,
      id: after.ID,
      actor: actor.userName,
      byIntegration: actor.integration,
      ...(before && { changed: () => changedMembers(before, after) }),
    });
  };
}

/** Follows each reading through the entity routes: what the integration has seen of customers. */
export function afterReadOf({ state }: Shop): AfterRead {
  return (entity, { ID }, { caller }) => {
    if (caller?.integration) noteCustomerLook(state, entity, ID);
  };
}

function noteWrite(
  { state }: Shop,
  entity: string,
  before: EntityRow | undefined,
  after: EntityRow,
  { userName: by, integration }: { userName: string; integration: boolean },
): void {
  const changed = before ? changedMembers(before, after) : [];
  const what = entity === 'ProductPricePoint' ? 'price-point' : before ? 'updated' : 'created';
  const productId = entity === 'ProductPricePoint' ? Number(after['MasterID']) : after.ID;
  noteProductWrite(state, { what, productId, by, integration, changed });
}

function noteStatus(
  shop: Shop,
  before: OrderRow,
  after: OrderRow,
  actor: { userName: string; integration: boolean },
): void {
  if (before.StatusID !== after.StatusID || before.StateID !== after.StateID) recordMove(shop, after, before, actor);
}

function changedMembers(before: EntityRow, after: EntityRow): string[] {
  return Object.keys(after).filter(
    (name) => name !== 'UpdatedDate' && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
}

import { randomBytes } from 'node:crypto';
import type { Shop } from '../shop.ts';
import { type EntityRow, textOf } from '../state/table.ts';
import { contactOf, findBuyer } from './buyer.ts';
import { type CheckoutOptions, checkOut, type PlacedOrder } from './checkout.ts';
import type { CartLine, CheckoutRequest } from './request.ts';

/**
 * Splits a cart by ship-to: one master order with all lines, and one sub-order for each destination, joined by a sales
 * group. Only one side of the pair is to be exported, so the master is labelled to skip.
 */
export function checkOutTargets(shop: Shop, request: CheckoutRequest, options: CheckoutOptions = {}): PlacedOrder[] {
  const buyer = findBuyer(shop, request);
  const who = buyer.account?.CustomKey ?? textOf(buyer.billing, 'Email1') ?? 'guest';
  const group = shop.state.insert('SalesGroup', {
    CustomKey: `${who}-${shop.state.clock.stamp()}-${randomBytes(2).toString('hex')}`,
    AccountID: buyer.account?.ID ?? null,
  });
  const master = checkOut(shop, request, {
    ...options,
    expect: 'skip',
    buyer,
    group: { groupId: group.ID, role: 'master' },
  });
  const subs = destinations(shop, request.lines, buyer.shipping).map(({ shipTo, lines }) =>
    checkOut(
      shop,
      { ...request, lines },
      { ...options, buyer, ...(shipTo && { shipTo }), group: { groupId: group.ID, role: 'sub' } },
    ),
  );
  return [master, ...subs];
}

function destinations(
  shop: Shop,
  lines: readonly CartLine[],
  fallback: EntityRow | undefined,
): { shipTo: EntityRow | undefined; lines: CartLine[] }[] {
  const groups = new Map<string, { shipTo: EntityRow | undefined; lines: CartLine[] }>();
  for (const line of lines) {
    const key = JSON.stringify(line.destination ?? null);
    const group = groups.get(key) ?? { shipTo: contactOf(shop, line.destination, 'Shipping') ?? fallback, lines: [] };
    group.lines.push(line);
    groups.set(key, group);
  }
  return [...groups.values()];
}

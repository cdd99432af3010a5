import { advanceOrder } from '../lifecycle.ts';
import type { Sandbox } from '../sandbox.ts';

/** Moves, stops or releases an order; answers what stands in the way, else undefined. */
export function changeOrder(
  sandbox: Sandbox,
  orderNumber: string,
  action: string,
  { lines, from, to, quantity, code }: Record<string, unknown>,
): string | undefined {
  if (!sandbox.world.orders.has(orderNumber)) return `there is no order ${orderNumber}`;
  if (action === 'release') return setStop(sandbox, orderNumber, '0');
  if (action === 'stop') return setStop(sandbox, orderNumber, typeof code === 'string' ? code : '5');
  if (lines !== undefined && !(Array.isArray(lines) && lines.every((line) => typeof line === 'number'))) {
    return 'lines is a list of line numbers';
  }
  if (quantity !== undefined && !(typeof quantity === 'number' && quantity > 0)) return 'quantity is a number above 0';
  return advanceOrder(sandbox, orderNumber, {
    ...(lines === undefined ? {} : { lines: lines as number[] }),
    ...(typeof from === 'string' ? { from } : {}),
    ...(typeof to === 'string' ? { to } : {}),
    ...(quantity === undefined ? {} : { quantity }),
  });
}

function setStop(sandbox: Sandbox, orderNumber: string, stop: string): string | undefined {
  if (!/^\d$/.test(stop)) return 'a stop code is one digit';
  sandbox.commit({ kind: 'order.stop-set', orderNumber, stop });
  return undefined;
}

/**
 * Changes an item, or makes one: `{itemNumber, fields: {STAT: "90"}, onHand: {"001": 12}}`.
 * Answers what is wrong with the wish, else undefined.
 */
export function changeItem(
  sandbox: Sandbox,
  { itemNumber, fields = {}, onHand = {} }: Record<string, unknown>,
): string | undefined {
  if (typeof itemNumber !== 'string' || itemNumber === '' || itemNumber.length > 15)
    return 'itemNumber is a text up to 15';
  if (!isTable(fields, 'string')) return 'fields is an object of texts';
  if (!isTable(onHand, 'number')) return 'onHand is an object of quantities by warehouse';
  const known = sandbox.world.items.has(itemNumber);
  const unit = { UNMS: 'EA', SPUN: 'EA', ALUN: 'EA', DCCD: '0', PDCC: '2', STAT: '20', SAPR: '1.00', ITDS: itemNumber };
  const fresh = known ? {} : unit;
  sandbox.commit({
    kind: 'item.changed',
    itemNumber,
    fields: { ...fresh, ITNO: itemNumber, ...(fields as Record<string, string>) },
  });
  for (const [warehouse, quantity] of Object.entries(onHand as Record<string, number>)) {
    sandbox.commit({ kind: 'stock.counted', itemNumber, warehouse, onHand: quantity });
  }
  return undefined;
}

/**
 * Counts stock: `{counts: [{itemNumber, warehouse, onHand}]}`, many at once. Answers what is wrong with the wish, else
 * undefined; nothing is counted then.
 */
export function countStock(sandbox: Sandbox, { counts }: Record<string, unknown>): string | undefined {
  if (!Array.isArray(counts) || !counts.every(isCount)) return 'counts is a list of {itemNumber, warehouse, onHand}';
  const unknown = counts.find(({ itemNumber }) => !sandbox.world.items.has(itemNumber));
  if (unknown) return `there is no item ${unknown.itemNumber}`;
  for (const { itemNumber, warehouse, onHand } of counts) {
    sandbox.commit({ kind: 'stock.counted', itemNumber, warehouse, onHand });
  }
  return undefined;
}

function isCount(value: unknown): value is { itemNumber: string; warehouse: string; onHand: number } {
  const { itemNumber, warehouse, onHand } = (value ?? {}) as Record<string, unknown>;
  return typeof itemNumber === 'string' && typeof warehouse === 'string' && typeof onHand === 'number';
}

function isTable(value: unknown, type: 'string' | 'number'): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((member) => typeof member === type);
}

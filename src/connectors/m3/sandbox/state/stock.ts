import type { OrderLine } from './orders.ts';
import { roundQuantity, type Stages } from './quantities.ts';
import type { World } from './world.ts';

/** Stock of one item in one warehouse (table MITBAL). */
export interface Balance {
  itemNumber: string;
  warehouse: string;
  /** STQT, approved on hand. */
  onHand: number;
  /** REQT, reserved by orders and not delivered yet, allocated or not. */
  reserved: number;
  /** ALQT, allocated or on a pick list. */
  allocated: number;
  changedAt: number;
}

export function balanceKey(itemNumber: string, warehouse: string): string {
  return `${itemNumber}|${warehouse}`;
}

/** AV01: what can be picked now. Below zero when more is allocated than there is. */
export function allocatable(balance: Balance): number {
  return roundQuantity(balance.onHand - balance.allocated);
}

/** AV02: what stays when every reservation is served. */
export function afterReservations(balance: Balance): number {
  return roundQuantity(balance.onHand - balance.reserved);
}

/** Books the stages of a line into its balance. */
export function reserveStock(world: World, line: OrderLine, at: number): void {
  book(world, line, 1, at);
}

/** Takes the stages of a line out of its balance again. */
export function releaseStock(world: World, line: OrderLine, at: number): void {
  book(world, line, -1, at);
}

function book(world: World, { fields, stages }: OrderLine, sign: 1 | -1, at: number): void {
  const balance = world.balances.get(balanceKey(fields['ITNO'] ?? '', fields['WHLO'] ?? ''));
  if (!balance) return;
  const { open, allocated, picked, delivered, invoiced }: Stages = stages;
  balance.reserved = roundQuantity(balance.reserved + sign * (open + allocated + picked));
  balance.allocated = roundQuantity(balance.allocated + sign * (allocated + picked));
  balance.onHand = roundQuantity(balance.onHand - sign * (delivered + invoiced));
  balance.changedAt = at;
}

/** How a status is set from outside. */
export interface StatusRule {
  readonly name: string;
  /** Orders move to higher ranks only, unless a flow says otherwise. */
  readonly rank: number;
  /** An action route of the store, `update` for a silent change of the record, `never` when something else sets it. */
  readonly by: string;
}

/**
 * The statuses a store is born with (docs/systems/clarity-ecommerce.md, "Status actions"). Their actions set status and
 * state and mail the customer. “Backordered” and “Shipped from Vendor” are set silently, because their actions would
 * make purchase orders; payments and splits set their own.
 */
export const DEFAULT_STATUSES: readonly string[] = [
  'Pending = 0, Pending',
  'Full Payment Received = 3, never',
  'Partial Payment Received = 2, never',
  'On Hold = 5, Hold',
  'Confirmed = 10, Confirm',
  'Backordered = 11, update',
  'Split = 12, never',
  'Processing = 30, CreatePickTicket',
  'Shipped = 40, Ship',
  'Shipped from Vendor = 41, update',
  'Ready for Pickup = 42, ReadyForPickup',
  'Completed = 98, Complete',
  'Void = 99, Void',
];

const ENTRY = /^(?<name>[^=]{1,128}?)\s*=\s*(?<rank>\d{1,4})\s*(?:,\s*(?<by>[A-Za-z]{1,40}))?$/;

/** Reads one entry, such as `Confirmed = 10, Confirm`; without the last part the status is set by `update`. */
export function parseStatus(entry: string): StatusRule | undefined {
  const groups = ENTRY.exec(entry.trim())?.groups;
  if (groups === undefined) return undefined;
  return { name: groups['name'] ?? '', rank: Number(groups['rank']), by: groups['by'] ?? 'update' };
}

/** The rule of a status; names are compared without case, for the store finds keys so too. */
export function ruleOf(statuses: readonly StatusRule[], name: string): StatusRule | undefined {
  const wanted = name.trim().toLowerCase();
  return statuses.find((status) => status.name.toLowerCase() === wanted);
}

/** States that a silent change of the status sets along with it. */
export function stateOf(status: string): 'WORK' | 'HISTORY' {
  return /^(?:completed|void|split)$/i.test(status) ? 'HISTORY' : 'WORK';
}

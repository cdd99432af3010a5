import type { ClarityRequest } from './model/request.ts';

type Body = Readonly<Record<string, unknown>>;

/** Records that staff edits all day, and how each is read once more right before it is written. */
const READS = {
  'account-change': 'account-read',
  'contact-change': 'contact-read',
  'address-change': 'address-read',
} as const;

/**
 * The reading that goes ahead of a write. The store replaces whole records and has no locks
 * (docs/systems/clarity-ecommerce.md, "Writing"), so what somebody else entered since our reading would be undone.
 */
export function lookBefore(request: ClarityRequest): ClarityRequest | undefined {
  if (!(request.ask in READS) || !('id' in request)) return undefined;
  const ask = READS[request.ask as keyof typeof READS];
  return { ask, id: String(request.id), forWrite: true };
}

/** Whether the members that are to be changed are still as they were seen. */
export function isAsSeen(seen: Body, wanted: Body, now: Body): boolean {
  const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
  const members = Object.keys({ ...seen, ...wanted }).filter((name) => !same(seen[name], wanted[name]));
  return [...members, 'Active'].every((name) => same(seen[name], now[name]));
}

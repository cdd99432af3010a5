/** How far an order or a line is, in words that a store can act on. */
export type OrderStatus =
  | 'pending'
  | 'processing'
  | 'picking'
  | 'partly-shipped'
  | 'shipped'
  | 'partly-invoiced'
  | 'invoiced'
  | 'closed'
  | 'deleted'
  | 'unknown';

/** All of them, for schemas. */
export const ORDER_STATUSES = [
  'pending',
  'processing',
  'picking',
  'partly-shipped',
  'shipped',
  'partly-invoiced',
  'invoiced',
  'closed',
  'deleted',
  'unknown',
] as const satisfies readonly OrderStatus[];

/**
 * Words for M3's status codes (docs.infor.com snu1567548879451). The first digit is the least advanced part of a line,
 * the second the most advanced: 2 to allocate, 3 allocated, 4 on pick list, 6 delivered, 7 invoiced, 9 closed.
 */
const WORDS: Readonly<Record<string, OrderStatus>> = {
  '05': 'pending',
  '10': 'pending',
  '22': 'processing',
  '23': 'processing',
  '33': 'processing',
  '24': 'picking',
  '34': 'picking',
  '44': 'picking',
  '26': 'partly-shipped',
  '36': 'partly-shipped',
  '46': 'partly-shipped',
  '66': 'shipped',
  '27': 'partly-invoiced',
  '37': 'partly-invoiced',
  '47': 'partly-invoiced',
  '67': 'partly-invoiced',
  '77': 'invoiced',
  '99': 'closed',
};

/** The word for the status of one line. */
export function lineStatusWord(code: string): OrderStatus {
  return WORDS[code.trim().padStart(2, '0')] ?? 'unknown';
}

/** The word for an order by the lowest and highest status of its lines. The lowest counts, unless some lines have gone. */
export function orderStatusWord(lowest: string, highest: string): OrderStatus {
  const least = lineStatusWord(lowest);
  const most = lineStatusWord(highest);
  const isBehind = least === 'pending' || least === 'processing' || least === 'picking';
  if (isBehind && (most === 'shipped' || most === 'partly-shipped')) return 'partly-shipped';
  if (isBehind && (most === 'invoiced' || most === 'partly-invoiced')) return 'partly-invoiced';
  if (least === 'shipped' && most === 'invoiced') return 'partly-invoiced';
  return least;
}

/** True when nothing more will happen to the order in M3. */
export function isFinal(status: OrderStatus): boolean {
  return status === 'invoiced' || status === 'closed' || status === 'deleted';
}

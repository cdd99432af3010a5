import type { StampedEffect } from '../state/effects.ts';

/** An effect as a person reads it. */
export interface EffectWords {
  /** What happened. */
  what: string;
  /** The number it happened to. */
  number: string;
  /** Page of the record; empty when it has none. */
  path: string;
  details: string;
}

/** Puts an effect into words: title, record, and the few values that matter. */
export function effectWords(effect: StampedEffect): EffectWords {
  return { what: TITLES[effect.kind] ?? effect.kind, ...subjectOf(effect), details: detailsOf(effect) };
}

const TITLES: Readonly<Partial<Record<StampedEffect['kind'], string>>> = {
  'draft.created': 'Order staged',
  'draft.line-added': 'Line staged',
  'draft.line-changed': 'Staged line changed',
  'draft.line-removed': 'Staged line deleted',
  'draft.address-set': 'Address staged',
  'draft.text-added': 'Text staged',
  'draft.charge-added': 'Charge staged',
  'draft.confirm-started': 'Confirm started',
  'draft.refused': 'Confirm refused',
  'draft.confirmed': 'Confirmed',
  'draft.removed': 'Staged order deleted',
  'order.created': 'Order created',
  'order.line-added': 'Line added',
  'order.line-removed': 'Line deleted',
  'order.charge-added': 'Charge added',
  'order.text-added': 'Text added',
  'order.changed': 'Order changed',
  'order.lines-moved-to-warehouse': 'Warehouse changed',
  'order.lock-set': 'Lock changed',
  'order.stop-set': 'Stop changed',
  'order.quantities-moved': 'Order moved on',
  'order.removed': 'Order deleted',
  'delivery.created': 'Delivery started',
  'delivery.lines-set': 'Delivery split',
  'delivery.shipped': 'Delivery shipped',
  'invoice.created': 'Invoiced',
  'ledger.batch-added': 'Ledger batch begun',
  'ledger.line-added': 'Ledger line entered',
  'ledger.batch-checked': 'Ledger batch checked',
  'payment.batch-added': 'Payment batch begun',
  'payment.line-added': 'Payment entered',
  'desk.number-given': 'Cash desk number given',
  'desk.row-added': 'Cash desk entry',
  'voucher.posted': 'Voucher posted',
  'customer.created': 'Customer created',
  'customer.changed': 'Customer changed',
  'customer.removed': 'Customer deleted',
  'customer.address-set': 'Address saved',
  'customer.address-removed': 'Address deleted',
  'contact.added': 'Contact added',
  'e-mail.set': 'E-mail added',
  'extra-field.set': 'Extra fields set',
  'item.changed': 'Item changed',
  'stock.counted': 'Stock counted',
  'price.changed': 'Price changed',
};

function subjectOf(effect: StampedEffect): { number: string; path: string } {
  if ('orderNumber' in effect) return { number: effect.orderNumber, path: `/orders/${effect.orderNumber}` };
  if ('temporaryNumber' in effect) return { number: effect.temporaryNumber, path: `/staged/${effect.temporaryNumber}` };
  if ('delivery' in effect)
    return { number: effect.delivery.orderNumber, path: `/orders/${effect.delivery.orderNumber}` };
  if ('invoice' in effect) return { number: effect.invoice.orderNumber, path: `/orders/${effect.invoice.orderNumber}` };
  if ('voucher' in effect) return { number: effect.voucher.number, path: '/ledger' };
  if ('deliveryNumber' in effect) return { number: effect.deliveryNumber, path: '' };
  if ('itemNumber' in effect)
    return { number: effect.itemNumber, path: `/items/${encodeURIComponent(effect.itemNumber)}` };
  if (!('customerNumber' in effect)) return { number: '', path: '' };
  return { number: effect.customerNumber, path: `/customers/${encodeURIComponent(effect.customerNumber)}` };
}

function detailsOf(effect: StampedEffect): string {
  switch (effect.kind) {
    case 'draft.created':
      return `${effect.head['CUNO'] ?? ''}, their number ${effect.head['CUOR'] ?? 'none'}`;
    case 'order.created':
      return `${effect.head['CUNO'] ?? ''}, their number ${effect.head['CUOR'] ?? 'none'}, ${effect.lines.length} lines`;
    case 'draft.line-added':
      return lineWords(effect.number, effect.fields);
    case 'order.line-added':
      return lineWords(effect.line.number, effect.line.fields);
    case 'draft.charge-added':
    case 'order.charge-added':
      return `${effect.charge.id} ${effect.charge.amount} ${effect.charge.text}`;
    case 'draft.text-added':
    case 'order.text-added':
      return effect.text.text.slice(0, 160);
    case 'draft.confirmed':
      return `as order ${effect.orderNumber}`;
    case 'draft.refused':
      return `${effect.status}: ${effect.messages.map(({ text }) => text).join('; ')}`;
    case 'order.quantities-moved':
      return effect.moves.map(({ line, quantity, to }) => `line ${line}: ${quantity} ${to}`).join(', ');
    case 'order.stop-set':
      return effect.stop === '0' ? 'released' : `code ${effect.stop}`;
    case 'delivery.created':
      return `delivery ${effect.delivery.deliveryNumber} from warehouse ${effect.delivery.warehouse}`;
    case 'invoice.created':
      return `invoice ${effect.invoice.invoiceNumber}, ${effect.invoice.total} ${effect.invoice.currency}`;
    default:
      return otherWords(effect);
  }
}

function lineWords(number: number, fields: Record<string, string>): string {
  return `line ${number}: ${fields['ORQT'] ?? ''} × ${fields['ITNO'] ?? ''}`;
}

/** Whatever else an effect holds, as name and value, cut where it gets long. */
function otherWords(effect: StampedEffect): string {
  const { kind: _kind, at: _at, ...rest } = effect;
  const text = Object.entries(rest)
    .filter(([name]) => !/Number$|^jobId$/.test(name))
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

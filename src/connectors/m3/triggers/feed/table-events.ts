import type { ChangeKeys } from './events.ts';

/** What a change of one of M3's tables means here. */
export interface TableRule {
  readonly type: string;
  /** Name in our event → field of the table, without its two-letter prefix. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Tables whose changes are of interest, as CMS045 names them. Others can be added here and nowhere else. */
export const TABLE_RULES: Readonly<Record<string, TableRule>> = {
  MITMAS: { type: 'm3.item.changed', keys: { itemNumber: 'ITNO' } },
  MITFAC: { type: 'm3.item.changed', keys: { itemNumber: 'ITNO' } },
  MITPOP: { type: 'm3.item.changed', keys: { itemNumber: 'ITNO' } },
  MITAUN: { type: 'm3.item.changed', keys: { itemNumber: 'ITNO' } },
  MITBAL: { type: 'm3.stock.changed', keys: { itemNumber: 'ITNO', warehouse: 'WHLO' } },
  MITLOC: { type: 'm3.stock.changed', keys: { itemNumber: 'ITNO', warehouse: 'WHLO' } },
  OPRBAS: {
    type: 'm3.price.changed',
    keys: { itemNumber: 'ITNO', priceList: 'PRRF', currency: 'CUCD', customerNumber: 'CUNO' },
  },
  OPRICL: {
    type: 'm3.price.changed',
    keys: { itemNumber: 'ITNO', priceList: 'PRRF', currency: 'CUCD', customerNumber: 'CUNO' },
  },
  OCUSMA: { type: 'm3.customer.changed', keys: { customerNumber: 'CUNO' } },
  OCUSAD: { type: 'm3.customer.changed', keys: { customerNumber: 'CUNO', addressId: 'ADID' } },
  OOHEAD: { type: 'm3.order.changed', keys: { orderNumber: 'ORNO' } },
  OOLINE: { type: 'm3.order.changed', keys: { orderNumber: 'ORNO' } },
  MHDISH: {
    type: 'm3.delivery.changed',
    keys: { deliveryNumber: 'DLIX', orderNumber: 'RIDN', warehouse: 'WHLO' },
  },
  ODHEAD: {
    type: 'm3.delivery.changed',
    keys: { deliveryNumber: 'DLIX', orderNumber: 'ORNO', warehouse: 'WHLO' },
  },
  OINVOH: {
    type: 'm3.invoice.changed',
    keys: { invoiceNumber: 'IVNO', invoiceYear: 'YEA4', orderNumber: 'ORNO' },
  },
  FSLEDG: { type: 'm3.receivable.changed', keys: { customerNumber: 'CUNO', invoiceNumber: 'CINO' } },
};

/** The keys of a changed row by their names in events. Fields may carry the table's prefix (`OAORNO`) or not. */
export function keysOfRow(rule: TableRule, fields: ReadonlyMap<string, string>): ChangeKeys {
  const keys = Object.entries(rule.keys).map(([name, field]) => [name, fieldOf(fields, field)]);
  return Object.fromEntries(keys) as ChangeKeys;
}

/** A field of a row by its four letters. */
export function fieldOf(fields: ReadonlyMap<string, string>, field: string): string {
  const plain = fields.get(field);
  if (plain !== undefined) return plain.trim();
  for (const [name, value] of fields) if (name.length === 6 && name.endsWith(field)) return value.trim();
  return '';
}

import { dayOf } from '../state/dates.ts';
import type { MiRecord } from '../state/effects.ts';
import { headStatus } from '../state/quantities.ts';
import type { World } from '../state/world.ts';
import { FINANCE_TABLES } from './finance-tables.ts';
import { customerRecord } from './customer-reads.ts';
import { itemRecord } from './items.ts';
import { lineRecord } from './order-line-reads.ts';

/** A row that gives its fields one by one, under names without the table's prefix. */
export type Row = (name: string) => string;

export interface ExportTable {
  /** Two letters before each field name in the database. */
  prefix: string;
  /** `wanted`: equal values the query asks for; rows without them may be left out. */
  rows: (world: World, wanted: ReadonlyMap<string, string>) => Iterable<Row>;
}

/** Tables that can be exported, by name. */
export const EXPORT_TABLES: ReadonlyMap<string, ExportTable> = new Map<string, ExportTable>([
  ['OOHEAD', { prefix: 'OA', rows: orderRows }],
  ['OOLINE', { prefix: 'OB', rows: lineRows }],
  ['OXHEAD', { prefix: 'OA', rows: draftRows }],
  ['OCUSMA', { prefix: 'OK', rows: customerRows }],
  ['OCUSAD', { prefix: 'OP', rows: addressRows }],
  ['MITMAS', { prefix: 'MM', rows: itemRows }],
  ...FINANCE_TABLES,
]);

function* orderRows({ orders }: World): Iterable<Row> {
  for (const order of orders.values()) {
    yield (name) => {
      switch (name) {
        case 'ORNO':
          return order.orderNumber;
        case 'ORSL':
          return headStatus(order.lines).lowest;
        case 'ORST':
          return headStatus(order.lines).highest;
        case 'OBLC':
          return order.stop;
        case 'RGDT':
          return dayOf(order.createdAt);
        case 'HOCD':
          return order.locked ? '9' : '0';
        case 'LMTS':
          return String(order.changedAt);
        case 'CHNO':
          return String(order.changeNumber);
        default:
          return order.head[name] ?? '';
      }
    };
  }
}

function* draftRows({ drafts }: World): Iterable<Row> {
  for (const { temporaryNumber, orderNumber, status, head, changedAt } of drafts.values()) {
    const own: MiRecord = { ORNO: temporaryNumber, ORNR: orderNumber, STAT: status, LMTS: String(changedAt) };
    yield (name) => own[name] ?? head[name] ?? '';
  }
}

function* lineRows({ orders }: World): Iterable<Row> {
  for (const order of orders.values()) {
    for (const line of order.lines) {
      yield (name) => (name === 'ORNO' ? order.orderNumber : (lineRecord(order, line)[name] ?? ''));
    }
  }
}

function* customerRows({ customers }: World): Iterable<Row> {
  for (const customer of customers.values()) {
    yield (name) => (name === 'LMTS' ? String(customer.changedAt) : (customerRecord(customer)[name] ?? ''));
  }
}

function* addressRows({ customers }: World): Iterable<Row> {
  for (const { customerNumber, addresses } of customers.values()) {
    for (const [key, address] of addresses) {
      const [ADRT = '', ADID = ''] = key.split('/');
      const own: MiRecord = { CUNO: customerNumber, ADRT, ADID };
      yield (name) => own[name] ?? address[name] ?? '';
    }
  }
}

function* itemRows({ items }: World): Iterable<Row> {
  for (const item of items.values()) {
    yield (name) => (name === 'LMTS' ? String(item.changedAt) : (itemRecord(item)[name] ?? ''));
  }
}

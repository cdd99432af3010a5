import { doneList, type Handlers, type MiCall } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { MiRecord } from '../state/effects.ts';
import { headStatus } from '../state/quantities.ts';
import type { World } from '../state/world.ts';
import { customerRecord } from './customer-reads.ts';
import { itemRecord } from './items.ts';
import { lineRecord } from './order-line-reads.ts';

/** Tables that can be exported: their two-letter prefix and their rows, under names without the prefix. */
const TABLES: Readonly<Record<string, { prefix: string; rows: (world: World) => Iterable<MiRecord> }>> = {
  OOHEAD: {
    prefix: 'OA',
    rows: ({ orders }) =>
      Array.from(orders.values(), ({ orderNumber, head, lines, stop, locked, changedAt, changeNumber }) => {
        const { lowest, highest } = headStatus(lines);
        const own = {
          CONO: '100',
          ORNO: orderNumber,
          ORSL: lowest,
          ORST: highest,
          OBLC: stop,
          HOCD: locked ? '9' : '0',
        };
        return { ...head, ...own, LMTS: String(changedAt), CHNO: String(changeNumber) };
      }),
  },
  OOLINE: {
    prefix: 'OB',
    rows: ({ orders }) =>
      [...orders.values()].flatMap((order) =>
        order.lines.map((line) => ({ CONO: '100', ...lineRecord(order, line), ORNO: order.orderNumber })),
      ),
  },
  OXHEAD: {
    prefix: 'OA',
    rows: ({ drafts }) =>
      Array.from(drafts.values(), ({ temporaryNumber, orderNumber, status, head, changedAt }) => {
        return {
          ...head,
          CONO: '100',
          ORNO: temporaryNumber,
          ORNR: orderNumber,
          STAT: status,
          LMTS: String(changedAt),
        };
      }),
  },
  OCUSMA: {
    prefix: 'OK',
    rows: ({ customers }) =>
      Array.from(customers.values(), (customer) => ({ ...customerRecord(customer), LMTS: String(customer.changedAt) })),
  },
  MITMAS: {
    prefix: 'MM',
    rows: ({ items }) => Array.from(items.values(), (item) => ({ ...itemRecord(item), LMTS: String(item.changedAt) })),
  },
};

interface Condition {
  name: string;
  operator: string;
  value: string;
}

const QUERY = /^\s*([A-Z0-9, ]+?)\s+from\s+([A-Z0-9]+)(?:\s+where\s+(.+?))?\s*$/i;
const CONDITION = /^([A-Z0-9]{6})\s*(>=|<=|<>|=|>|<)\s*(?:'([^']*)'|(-?[\d.]+))$/i;

/** EXPORTMI: reads of one table by a small query language. */
export const exportHandlers: Handlers = {
  'EXPORTMI/Select': (call) => {
    const { QERY = '', SEPC = '', HDRS = '0' } = call.input;
    const query = readQuery(QERY);
    if (!query) return refuse('WQERY01', 'QERY', QERY.slice(0, 60));
    const { fields, table, conditions } = query;
    const row = (values: string[]): MiRecord => ({
      REPL: SEPC === '' ? fixedRow(call, fields, values) : values.join(SEPC),
    });
    const records = HDRS === '1' ? [row(fields)] : [];
    for (const record of table.rows(call.sandbox.world)) {
      if (records.length >= call.maxRecords) break;
      if (!conditions.every((condition) => meets(record, condition))) continue;
      records.push(row(fields.map((name) => record[name.slice(2)] ?? '')));
    }
    return doneList(records);
  },
  'EXPORTMI/LstFields': ({ sandbox, input }) => {
    const table = TABLES[input['FILE'] ?? ''];
    if (!table) return refuse('XRE0103', 'FILE', input['FILE']);
    const names = new Set([...table.rows(sandbox.world)].flatMap((record) => Object.keys(record)));
    return doneList(
      [...names].map((name) => ({ FLDN: table.prefix + name, FLDS: name, FLTY: 'A', FLLE: '15', FLDP: '0' })),
    );
  },
};

function readQuery(
  text: string,
): { fields: string[]; table: (typeof TABLES)[string]; conditions: Condition[] } | undefined {
  const [, columns = '', file = '', where = ''] = QUERY.exec(text) ?? [];
  const table = TABLES[file.toUpperCase()];
  if (!table) return undefined;
  const fields = columns
    .toUpperCase()
    .split(/[\s,]+/)
    .filter((name) => name !== '');
  const conditions: Condition[] = [];
  for (const part of where === '' ? [] : where.split(/\s+and\s+/i)) {
    const [whole, name = '', operator = '=', quoted, plain] = CONDITION.exec(part.trim()) ?? [];
    if (whole === undefined || !name.toUpperCase().startsWith(table.prefix)) return undefined;
    conditions.push({ name: name.toUpperCase().slice(2), operator, value: quoted ?? plain ?? '' });
  }
  const known = fields.length > 0 && fields.every((name) => name.startsWith(table.prefix));
  return known ? { fields, table, conditions } : undefined;
}

function meets(record: MiRecord, { name, operator, value }: Condition): boolean {
  const left = record[name] ?? '';
  const numbers = left !== '' && value !== '' && !Number.isNaN(Number(left)) && !Number.isNaN(Number(value));
  const order = numbers ? Math.sign(Number(left) - Number(value)) : left < value ? -1 : left > value ? 1 : 0;
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order < 0;
  }
}

/** Without a separator each value takes the width of its field. */
function fixedRow({ sandbox }: MiCall, fields: readonly string[], values: readonly string[]): string {
  const widths = new Map<string, number>();
  for (const { transactions } of sandbox.tables.values())
    for (const { outputs } of transactions.values())
      for (const { name, length } of outputs) widths.set(name, Math.max(widths.get(name) ?? 0, length));
  return values.map((value, index) => value.padEnd(widths.get((fields[index] ?? '').slice(2)) ?? 15)).join('');
}

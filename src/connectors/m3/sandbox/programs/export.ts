import { doneList, type Handlers, type MiCall } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { MiRecord } from '../state/effects.ts';
import { EXPORT_TABLES, type ExportTable, type Row } from './export-tables.ts';

interface Condition {
  name: string;
  operator: string;
  value: string;
  /** A value without quotes is a number. */
  numeric: boolean;
}

interface Query {
  fields: string[];
  table: ExportTable;
  conditions: Condition[];
}

const QUERY = /^\s*([A-Z0-9, ]+?)\s+from\s+([A-Z0-9]+)(?:\s+where\s+(.+?))?\s*$/i;
const CONDITION = /^([A-Z0-9]{6})\s*(>=|<=|<>|=|>|<)\s*(?:'([^']*)'|(-?[\d.]+))$/i;

/** EXPORTMI: reads of one table by a small query language; one text for each row. */
export const exportHandlers: Handlers = {
  'EXPORTMI/Select': (call) => {
    const { QERY = '', SEPC = '', HDRS = '0' } = call.input;
    const query = readQuery(QERY);
    if (!query) return refuse('WQERY01', 'QERY', QERY.slice(0, 60));
    const { fields, table, conditions } = query;
    const join = SEPC === '' ? fixedWidths(call, fields) : (values: string[]): string => values.join(SEPC);
    const records: MiRecord[] = HDRS === '1' ? [{ REPL: join(fields) }] : [];
    const wanted = new Map(
      conditions.filter(({ operator }) => operator === '=').map(({ name, value }) => [name, value]),
    );
    for (const row of table.rows(call.sandbox.world, wanted)) {
      if (records.length >= call.maxRecords) break;
      const valueOf: Row = (name) => (name === 'CONO' ? call.company : row(name));
      if (!conditions.every((condition) => meets(valueOf(condition.name), condition))) continue;
      records.push({ REPL: join(fields.map((name) => valueOf(name.slice(2)))) });
    }
    return doneList(records);
  },
};

function readQuery(text: string): Query | undefined {
  const [, columns = '', file = '', where = ''] = QUERY.exec(text) ?? [];
  const table = EXPORT_TABLES.get(file.toUpperCase());
  if (!table) return undefined;
  const fields = columns
    .toUpperCase()
    .split(/[\s,]+/)
    .filter((name) => name !== '');
  const conditions: Condition[] = [];
  for (const part of where === '' ? [] : where.split(/\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)/i)) {
    const [whole, name = '', operator = '=', quoted, plain] = CONDITION.exec(part.trim()) ?? [];
    if (whole === undefined || !name.toUpperCase().startsWith(table.prefix)) return undefined;
    conditions.push({
      name: name.toUpperCase().slice(2),
      operator,
      value: quoted ?? plain ?? '',
      numeric: plain !== undefined,
    });
  }
  const known = fields.length > 0 && fields.every((name) => name.startsWith(table.prefix));
  return known ? { fields, table, conditions } : undefined;
}

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '>=': (order) => order >= 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '<': (order) => order < 0,
};

function meets(left: string, { operator, value, numeric }: Condition): boolean {
  const order = numeric ? Math.sign(Number(left) - Number(value)) : left < value ? -1 : left > value ? 1 : 0;
  return OPERATORS[operator]?.(order) ?? false;
}

/** Without a separator each value takes the width of its field. */
function fixedWidths({ sandbox }: MiCall, fields: readonly string[]): (values: string[]) => string {
  const widths = new Map<string, number>();
  for (const { transactions } of sandbox.tables.values())
    for (const { outputs } of transactions.values())
      for (const { name, length } of outputs) widths.set(name, Math.max(widths.get(name) ?? 0, length));
  return (values) =>
    values.map((value, place) => value.padEnd(widths.get((fields[place] ?? '').slice(2)) ?? 15)).join('');
}

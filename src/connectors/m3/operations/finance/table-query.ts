import type { CallRecord } from '../../../../core/operation.ts';
import { selectCall, splitRow } from '../../wire/export-rows.ts';
import type { M3Request, MiRecord } from '../../wire/request.ts';
import { resultsOf } from '../history.ts';

/** Tables of finance with the two letters before their field names. */
const PREFIXES = { FGLINH: 'FH', FGLINL: 'FL', FGLEDG: 'EG', FSLEDG: 'ES' } as const;

/** Rows of one table by equal values. Of the columns only the last may hold a semicolon. */
export interface TableQuery {
  readonly table: keyof typeof PREFIXES;
  readonly columns: readonly string[];
  /** Field → value; a number is compared as one. Texts may not hold a quote. */
  readonly where: Readonly<Record<string, string | number>>;
}

/** The EXPORTMI/Select call that reads these rows (docs/systems/infor-m3.md, "Payments and the ledger"). */
export function selectRows({ table, columns, where }: TableQuery, maxRecords = 0): M3Request {
  const prefix = PREFIXES[table];
  const fields = columns.map((name) => prefix + name).join(',');
  const conditions = Object.entries(where).map(([name, value]) =>
    typeof value === 'number' ? `${prefix}${name} = ${value}` : `${prefix}${name} = '${value}'`,
  );
  const query = `${fields} from ${table} where ${conditions.join(' and ')}`;
  return { program: 'EXPORTMI', transactions: [selectCall(query)], maxRecords };
}

/** The rows that a call has read, as fields by the names of the query. */
export function rowsOf(call: CallRecord, { columns }: Pick<TableQuery, 'columns'>): MiRecord[] {
  return resultsOf([call]).flatMap(({ records }) =>
    records.map((row) => {
      const values = splitRow(row, columns.length);
      return Object.fromEntries(columns.map((name, index) => [name, values[index] ?? '']));
    }),
  );
}

import type { MiRecord, MiTransactionCall } from './request.ts';

const SEPARATOR = ';';

/** Input of EXPORTMI/Select for a query (`A,B from TABLE where …`): each row comes as one text, without a head. */
export function selectRecord(query: string): MiRecord {
  return { QERY: query, SEPC: SEPARATOR, HDRS: '0' };
}

/** The transaction of EXPORTMI that reads the rows of a query. */
export function selectCall(query: string): MiTransactionCall {
  return { transaction: 'Select', record: selectRecord(query), columns: ['REPL'] };
}

/**
 * The values of one row, without blanks around them; fewer than `columns` when the text is no such row. Only the last
 * value may hold the separator itself. Without `columns` every part is a value.
 */
export function splitRow({ REPL = '' }: MiRecord, columns = Number.POSITIVE_INFINITY): string[] {
  const parts = REPL.split(SEPARATOR);
  const last = columns - 1;
  const values = parts.length > columns ? [...parts.slice(0, last), parts.slice(last).join(SEPARATOR)] : parts;
  return values.map((value) => value.trim());
}

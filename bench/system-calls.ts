/** A record of the store. */
export type Row = Record<string, unknown>;
/** One transaction of an MI program with its fields. */
export type Transaction = { transaction: string; record: Record<string, string>; selectedColumns?: string[] };
/** What M3 answers to one transaction. */
export type Answer = { records?: Record<string, string>[]; errorMessage?: string };

/** The calls of both systems. */
export interface SystemCalls {
  store(method: 'GET' | 'PUT' | 'PATCH', path: string, body?: Row): Promise<Row>;
  m3(program: string, transactions: Transaction[], maxReturnedRecords?: number): Promise<Answer[]>;
}

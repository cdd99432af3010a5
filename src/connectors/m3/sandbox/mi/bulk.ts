import { changesData, findTransaction } from '../../metadata/tables.ts';
import { jsonReply, type Reply } from '../gateway/reply.ts';
import type { Sandbox } from '../sandbox.ts';
import type { MiRecord } from '../state/effects.ts';
import { type Controls, defaultControls, readQuery } from './controls.ts';
import { dispatch } from './dispatch.ts';
import { paddedMessage, type V2Result, v2Result } from './envelopes.ts';

interface BulkTransaction {
  transaction: string;
  record: MiRecord;
  columns: string[];
}

/** Several transactions of one program, done one after the other. */
export interface BulkCall {
  program: string;
  controls: Controls;
  transactions: BulkTransaction[];
}

/** Reads the body of a bulk call; undefined when it is not one. Controls of the query count too. */
export function readBulkCall(body: string, query: string): BulkCall | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isObject(parsed)) return undefined;
  const { program, transactions, cono, divi, excludeEmptyValues, rightTrim, maxReturnedRecords } = parsed;
  if (typeof program !== 'string' || !Array.isArray(transactions) || !transactions.every(isObject)) return undefined;
  const controls = defaultControls();
  readQuery(query, controls);
  if (cono !== undefined) controls.company = text(cono);
  if (divi !== undefined) controls.division = text(divi);
  if (typeof excludeEmptyValues === 'boolean') controls.excludeEmpty = excludeEmptyValues;
  if (typeof rightTrim === 'boolean') controls.rightTrim = rightTrim;
  if (typeof maxReturnedRecords === 'number') controls.maxRecords = Math.max(0, maxReturnedRecords);
  return { program, controls, transactions: transactions.map(readTransaction) };
}

function readTransaction({ transaction, record, selectedColumns }: Record<string, unknown>): BulkTransaction {
  const fields = isObject(record) ? record : {};
  return {
    transaction: text(transaction),
    record: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, text(value)])),
    columns: Array.isArray(selectedColumns) ? selectedColumns.map(text) : [],
  };
}

/** A bulk call writes when any of its transactions does. */
export function bulkEffect({ transactions }: BulkCall): 'read' | 'write' {
  return transactions.some(({ transaction }) => changesData(transaction)) ? 'write' : 'read';
}

/** Runs a bulk call. Nothing is rolled back: each transaction stands for itself, results come in request order. */
export function runBulk(sandbox: Sandbox, call: BulkCall): Reply {
  const { program, transactions } = call;
  const cutAfter = takeCut(sandbox, program) ?? transactions.length;
  const results = transactions.map(({ transaction: name, record, columns }, index): V2Result => {
    if (index >= cutAfter) return { transaction: name, notProcessed: true };
    const controls = columns.length > 0 ? { ...call.controls, columns } : call.controls;
    const outcome = dispatch(sandbox, { program, transaction: name, input: record, controls, lateMs: 0 });
    return v2Result(findTransaction(sandbox.tables, program, name), name, record, outcome, controls);
  });
  const notProcessed = results.filter((result) => result.notProcessed).length;
  const failed = results.filter((result) => result.errorType !== undefined).length;
  return jsonReply({
    results,
    wasTerminated: notProcessed > 0,
    ...(notProcessed > 0
      ? { terminationReason: paddedMessage('The M3 job ended'), terminationErrorType: 'SystemError' }
      : {}),
    nrOfSuccessfullTransactions: results.length - failed - notProcessed,
    nrOfFailedTransactions: failed,
    nrOfNotProcessedTransactions: notProcessed,
  });
}

function takeCut(sandbox: Sandbox, program: string): number | undefined {
  const { bulkCut } = sandbox;
  if (!bulkCut || bulkCut.program !== program || bulkCut.times <= 0) return undefined;
  bulkCut.times -= 1;
  return bulkCut.after;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

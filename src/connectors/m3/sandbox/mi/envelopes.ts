import type { MiField, MiTransaction } from '../../metadata/tables.ts';
import type { MiRecord } from '../state/effects.ts';
import type { MiOutcome } from './call.ts';
import type { Controls } from './controls.ts';

/** Width M3 pads its messages to; hosts do not trim it, not even in v2. */
const MESSAGE_WIDTH = 78;

export interface V2Result {
  transaction: string;
  parameters?: MiRecord;
  errorMessage?: string;
  errorCode?: string;
  errorField?: string;
  errorType?: string;
  notProcessed?: boolean;
  records?: MiRecord[];
}

export function paddedMessage(message: string): string {
  return message.padEnd(MESSAGE_WIDTH);
}

/** Picks, orders, fills and pads the output fields of one record as the controls ask. */
function projectRecord(record: MiRecord, transaction: MiTransaction, controls: Controls): MiRecord {
  const wanted = outputsOf(transaction, record, controls.columns);
  const projected: MiRecord = {};
  for (const { name, type, length } of wanted) {
    const value = record[name];
    if (value === undefined && controls.excludeEmpty) continue;
    const text = value ?? (type === 'N' ? '0' : '');
    if (controls.excludeEmpty && text === '') continue;
    projected[name] = controls.rightTrim ? text : text.padEnd(length);
  }
  return projected;
}

type Shape = Pick<MiField, 'name' | 'type' | 'length'>;

function outputsOf(transaction: MiTransaction, record: MiRecord, columns: readonly string[]): readonly Shape[] {
  const { outputs } = transaction;
  const extra = transaction.outputsLeftOut > 0 ? extraFields(record, outputs) : [];
  const all = extra.length > 0 ? [...outputs, ...extra] : outputs;
  return columns.length === 0 ? all : all.filter(({ name }) => columns.includes(name));
}

/** Fields that M3 returns beside the ones in our table; their length is not known, so they are not padded. */
function extraFields(record: MiRecord, outputs: readonly MiField[]): Shape[] {
  const known = new Set(outputs.map(({ name }) => name));
  return Object.keys(record)
    .filter((name) => !known.has(name))
    .map((name) => ({ name, type: 'A', length: 0 }));
}

/** One element of `results` in v2. */
export function v2Result(
  transaction: MiTransaction | undefined,
  name: string,
  input: MiRecord,
  outcome: MiOutcome,
  controls: Controls,
): V2Result {
  const result: V2Result = { transaction: name };
  if (controls.echoInput) result.parameters = input;
  if (outcome.kind !== 'done') {
    result.errorMessage = paddedMessage(outcome.message);
    result.errorCode = outcome.kind === 'refused' ? outcome.code : '';
    result.errorField = outcome.field;
    result.errorType = outcome.kind === 'refused' ? 'ServerReturnedNOK' : outcome.type;
  }
  const records = outcome.kind === 'request-fault' ? [] : outcome.records;
  if (transaction && (outcome.kind === 'done' || records.length > 0)) {
    const limited = controls.maxRecords === 0 ? records : records.slice(0, controls.maxRecords);
    result.records = limited.map((record) => projectRecord(record, transaction, controls));
  }
  return result;
}

/** The body of a v2 answer for a single transaction. */
export function v2Body(
  transaction: MiTransaction | undefined,
  name: string,
  input: MiRecord,
  outcome: MiOutcome,
  controls: Controls,
): unknown {
  if (outcome.kind === 'request-fault') {
    return {
      results: [],
      wasTerminated: true,
      terminationErrorType: outcome.type,
      terminationReason: paddedMessage(outcome.message),
      nrOfSuccessfullTransactions: 0,
      nrOfFailedTransactions: 0,
    };
  }
  const failed = outcome.kind === 'refused' ? 1 : 0;
  return {
    results: [v2Result(transaction, name, input, outcome, controls)],
    wasTerminated: false,
    nrOfSuccessfullTransactions: 1 - failed,
    nrOfFailedTransactions: failed,
  };
}

/** The body of a v1 answer; errors come with HTTP 200 too. */
export function v1Body(
  transaction: MiTransaction | undefined,
  program: string,
  name: string,
  outcome: MiOutcome,
  controls: Controls,
): unknown {
  const records = outcome.kind === 'request-fault' ? [] : outcome.records;
  const limited = controls.maxRecords === 0 ? records : records.slice(0, controls.maxRecords);
  const padded = { ...controls, rightTrim: false };
  const list = transaction ? limited.map((record) => projectRecord(record, transaction, padded)) : [];
  const rows = {
    Program: program,
    Transaction: name,
    ...(controls.metadata && transaction ? { Metadata: { Field: transaction.outputs.map(v1Field) } } : {}),
    MIRecord: list.map((record, index) => ({
      RowIndex: String(index),
      NameValue: Object.entries(record).map(([Name, Value]) => ({ Name, Value })),
    })),
  };
  if (outcome.kind === 'done') return rows;
  const fault = {
    '@type': outcome.kind === 'refused' ? 'ServerReturnedNOK' : outcome.type,
    '@code': outcome.kind === 'refused' ? outcome.code : '',
    '@field': outcome.field,
    '@cfg': '',
  };
  if (records.length > 0) return { ...rows, ErrorMessage: { ...fault, Message: paddedMessage(outcome.message) } };
  return { ...fault, Message: paddedMessage(outcome.message) };
}

function v1Field({ name, type, length }: MiField): Record<string, string> {
  return { '@name': name, '@type': type, '@length': String(length), '@description': name };
}

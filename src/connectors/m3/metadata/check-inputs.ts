import type { MiField, MiTransaction } from './tables.ts';

/** What is wrong with one input field of a call. */
export interface InputFault {
  kind: 'missing' | 'too-long' | 'not-a-number' | 'not-a-date' | 'unknown-field';
  field: string;
  /** Longest accepted text; 0 for an unknown field. */
  length: number;
}

type Check = Map<string, MiField>;

const fieldsOf = new WeakMap<MiTransaction, Check>();

/**
 * Compares the fields of a call with the table of its transaction: mandatory, length, type, and fields it does not have.
 * Faults come in the order M3 looks: missing ones first. An empty text counts as not given.
 */
export function checkInputs(
  transaction: MiTransaction,
  record: Readonly<Record<string, string | undefined>>,
): InputFault[] {
  const faults: InputFault[] = [];
  for (const { name, mandatory, length } of transaction.inputs) {
    if (mandatory && (record[name] ?? '').trim() === '') faults.push({ kind: 'missing', field: name, length });
  }
  const fields = inputFields(transaction);
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (value === undefined || value === '') continue;
    const field = fields.get(name);
    const kind = field ? valueFault(field, value) : 'unknown-field';
    if (kind) faults.push({ kind, field: name, length: field?.length ?? 0 });
  }
  return faults;
}

function inputFields(transaction: MiTransaction): Check {
  const known = fieldsOf.get(transaction);
  if (known) return known;
  const fields = new Map(transaction.inputs.map((field) => [field.name, field]));
  fieldsOf.set(transaction, fields);
  return fields;
}

function valueFault({ type, length }: MiField, value: string): InputFault['kind'] | undefined {
  if (value.length > length && value.trimEnd().length > length) return 'too-long';
  if (type === 'N' && !isNumber(value)) return 'not-a-number';
  if (type === 'D' && !isDate(value)) return 'not-a-date';
  return undefined;
}

/** True for a number as M3 takes it: an optional sign, digits, at most one decimal point, no exponent. */
export function isNumber(value: string): boolean {
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(value.trim());
}

/** True for a day that exists, written YYYYMMDD; `0` is M3's empty date. */
export function isDate(value: string): boolean {
  if (value === '0') return true;
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(value);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= lastDay;
}

import type { Failure } from '../../../core/failure.ts';
import { m3Failure } from '../errors.ts';
import { checkInputs, type InputFault } from '../metadata/check-inputs.ts';
import { findTransaction, type MiTables } from '../metadata/tables.ts';
import type { M3Request } from './request.ts';

/**
 * Compares a request with the MI tables before it is sent: mandatory fields, lengths, types, unknown fields. Programs and
 * transactions that the tables do not hold pass unchecked, because a customer may have their own. `extraFields` are
 * input fields this M3 has beyond the tables, as `AddBatchHead.UDF1`.
 */
export function findRequestFault(
  tables: MiTables,
  { program, transactions }: M3Request,
  extraFields: ReadonlySet<string>,
): Failure | undefined {
  for (const [index, { transaction, record }] of transactions.entries()) {
    const known = findTransaction(tables, program, transaction);
    if (!known) continue;
    const fault = checkInputs(known, record).find(
      ({ kind, field }) => !(kind === 'unknown-field' && extraFields.has(`${transaction}.${field}`)),
    );
    if (fault) return describe(fault, program, transaction, index, record[fault.field] ?? '');
  }
  return undefined;
}

const WORDS: Readonly<Record<InputFault['kind'], (fault: InputFault) => string>> = {
  missing: ({ field }) => `needs ${field}`,
  'too-long': ({ field, length }) => `takes at most ${length} characters in ${field}`,
  'not-a-number': ({ field }) => `takes a number with a decimal point in ${field}`,
  'not-a-date': ({ field }) => `takes a date as YYYYMMDD in ${field}`,
  'unknown-field': ({ field }) => `has no field ${field}`,
};

function describe(fault: InputFault, program: string, transaction: string, index: number, value: string): Failure {
  return m3Failure('m3.call-invalid', {
    message: `${program}/${transaction} ${WORDS[fault.kind](fault)}${value ? `, not "${value.slice(0, 60)}"` : ''}.`,
    evidence: { transaction: `${program}/${transaction}`, index, m3Field: fault.field, fault: fault.kind },
  });
}

import { checkInputs, type InputFault } from '../../metadata/check-inputs.ts';
import { findTransaction, type MiTransaction } from '../../metadata/tables.ts';
import { handlers } from '../programs/index.ts';
import type { Sandbox } from '../sandbox.ts';
import type { MiRecord } from '../state/effects.ts';
import { COMPANY, DIVISIONS } from '../state/reference.ts';
import type { MiCall, MiOutcome, Refusal, RequestFault } from './call.ts';
import type { Controls } from './controls.ts';
import { refuse } from './refusals.ts';
import { lockedFor } from './triggers.ts';

/** Key fields; M3 turns them to upper case. */
const KEYS = new Set(
  'CUNO CUTM ITNO ORNO WHLO FACI ORTP CUCD CSCD TEDL MODL TEPY PYCD PYNO INRC DECU DIVI ADID CRID ECAR'.split(' '),
);

/** One transaction of a request. */
export interface Request {
  program: string;
  transaction: string;
  input: MiRecord;
  controls: Controls;
  lateMs: number;
}

/** Runs one transaction: finds it, checks company, fields and authority, then lets its handler answer. */
export function dispatch(
  sandbox: Sandbox,
  { program, transaction: name, input, controls, lateMs }: Request,
): MiOutcome {
  const { tables, settings } = sandbox;
  const transaction = findTransaction(tables, program, name);
  if (!transaction || (transaction.cloudEditionOnly && settings.olderRelease))
    return notFound(program, name, !transaction);
  const company = controls.company || input['CONO'] || COMPANY;
  if (Number(company) !== Number(COMPANY)) return refuse('XAU0008', 'CONO', company);
  const division = controls.division ?? (input['DIVI'] || 'AAA');
  if (division !== '' && !Object.hasOwn(DIVISIONS, division)) return refuse('WDIVI03', 'DIVI', division);
  for (const fault of checkInputs(transaction, input)) {
    if (fault.kind === 'unknown-field' && settings.unknownFields === 'ignore') continue;
    return inputFault(fault, input);
  }
  const call: MiCall = {
    sandbox,
    transaction,
    input: given(transaction, input),
    company: COMPANY,
    division,
    maxRecords: controls.maxRecords === 0 ? Number.POSITIVE_INFINITY : controls.maxRecords,
    lateMs,
  };
  const fullName = `${program}/${name}`;
  const handler = handlers[fullName] ?? handlers[`*/${name}`];
  // What this company never set up looks like missing authority, so that nobody takes silence for success.
  if (!handler || settings.unauthorized.includes(fullName)) return refuse('XAU0001', '', fullName);
  return lockedFor(call) ?? handler(call);
}

function notFound(program: string, name: string, whole: boolean): RequestFault {
  const message = whole ? `Program or transaction ${program}/${name} not found` : `Transaction ${name} not found`;
  return { kind: 'request-fault', type: 'TransactionNotFound', message, field: '' };
}

function inputFault({ kind, field, length }: InputFault, input: MiRecord): Refusal | RequestFault {
  const value = input[field] ?? '';
  switch (kind) {
    case 'missing':
      return requestFault('MandatoryInputFieldNotFound', `Mandatory input field ${field} is missing`, field);
    case 'too-long':
      return requestFault('InputFieldTooLong', `Input field ${field} is longer than ${length} characters`, field);
    case 'unknown-field':
      return requestFault('InputFieldNotFound', `Input field ${field} does not exist`, field);
    case 'not-a-number':
      return refuse('XNU0000', field, value);
    case 'not-a-date':
      return refuse('XDT0001', field, value);
  }
}

function requestFault(type: RequestFault['type'], message: string, field: string): RequestFault {
  return { kind: 'request-fault', type, message, field };
}

function given({ inputs }: MiTransaction, input: MiRecord): MiRecord {
  const record: MiRecord = {};
  for (const { name } of inputs) {
    const value = input[name]?.trimEnd();
    if (value) record[name] = KEYS.has(name) ? value.toUpperCase() : value;
  }
  return record;
}

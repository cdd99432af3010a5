import type { ConnectionCheck } from '../../kit/connector.ts';
import { findTransaction, type MiTables } from '../metadata/tables.ts';
import type { MiRecord, MiTransactionCall } from '../wire/request.ts';
import type { M3Settings } from './settings.ts';

/** A program with the transactions that the connection's settings make us call. */
export interface ProgramUse {
  readonly program: string;
  readonly transactions: readonly string[];
}

const DRAFT = [
  'AddBatchHead',
  'AddBatchLine',
  'AddBatchAddress',
  'AddBatchText',
  'AddBatchHeadChg',
  'Confirm',
  'GetOrderNo',
  'LstErrMsgOrder',
  'DelBatchHead',
];
const DIRECT = ['AddOrderHead', 'AddOrderLine', 'AddConnCOCharge', 'AddText', 'DelHead'];
const READS = ['GetHead', 'LstHead', 'LstLine', 'LstLineBOD'];

/** What the operations call, by the settings. */
export function programsInUse({ orderEntry, itemCheck, statusSource }: M3Settings): ProgramUse[] {
  const draft = orderEntry === 'draft';
  return [
    { program: 'OIS100MI', transactions: [...(draft ? DRAFT : DIRECT), ...READS] },
    ...(draft ? [{ program: 'OIS275MI', transactions: ['GetTmpOrderStat', 'GetBatchHead', 'LstBatchLine'] }] : []),
    { program: 'CRS610MI', transactions: ['Add', 'GetBasicData', 'LstBySearchKey', 'AddAddress', 'GetAddress'] },
    { program: 'MMS200MI', transactions: ['GetItmBasic', ...(itemCheck === 'warehouse' ? ['GetItmWhsBasic'] : [])] },
    ...(statusSource === 'export' ? [{ program: 'EXPORTMI', transactions: ['Select'] }] : []),
  ];
}

/** The questions that tell the input fields of the writes this M3 has. */
export function fieldListsToAsk(use: ProgramUse, there: ReadonlySet<string>): MiTransactionCall[] {
  return writesOf(use, there).map((TRNM) => ({
    transaction: 'LstFields',
    record: { MINM: use.program, TRNM, TRTP: 'I' },
    columns: ['FLNM', 'MAND', 'LENG'],
  }));
}

/**
 * Compares one program of the tenant with the built-in tables: a transaction that is missing, a field that has become
 * mandatory, a field that has become shorter. `fields` are the answers to {@link fieldListsToAsk}, in its order.
 */
export function compareProgram(
  tables: MiTables,
  use: ProgramUse,
  there: ReadonlySet<string>,
  fields: readonly (readonly MiRecord[])[],
): ConnectionCheck[] {
  const missing = use.transactions.filter((name) => !there.has(name));
  const findings = missing.map((name) => missingFinding(use.program, name));
  for (const [index, name] of writesOf(use, there).entries()) {
    const known = findTransaction(tables, use.program, name);
    for (const { FLNM = '', MAND = '', LENG = '' } of fields[index] ?? []) {
      const field = known?.inputs.find((candidate) => candidate.name === FLNM.trim());
      if (MAND.trim() === '1' && !field?.mandatory) findings.push(mandatoryFinding(use.program, name, FLNM));
      if (field && Number(LENG) > 0 && Number(LENG) < field.length) {
        findings.push(shorterFinding(use.program, name, FLNM, LENG));
      }
    }
  }
  return findings;
}

function writesOf({ transactions }: ProgramUse, there: ReadonlySet<string>): string[] {
  return transactions.filter((name) => name.startsWith('Add') && there.has(name));
}

function missingFinding(program: string, name: string): ConnectionCheck {
  const direct = DIRECT.includes(name);
  return {
    name: `${program}/${name}`,
    result: 'fail',
    message: `This M3 does not have ${program}/${name}.`,
    remedy: direct
      ? 'Enter orders as drafts: direct entry needs CloudEdition.'
      : 'Ask the M3 administrator whether the program is installed and the service user may see it.',
  };
}

function mandatoryFinding(program: string, name: string, field: string): ConnectionCheck {
  return {
    name: `${program}/${name}`,
    result: 'warn',
    message: `${field} is mandatory in ${program}/${name} of this M3, which our tables do not know.`,
    remedy: `Give ${field} a value in the mapping (extra fields), or the call will be refused.`,
  };
}

function shorterFinding(program: string, name: string, field: string, length: string): ConnectionCheck {
  return {
    name: `${program}/${name}`,
    result: 'warn',
    message: `${field} in ${program}/${name} takes only ${length} characters in this M3.`,
    remedy: 'Shorten the value in the mapping.',
  };
}

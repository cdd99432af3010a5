import { meaningOf } from '../wire/meanings.ts';
import type { MiResult } from '../wire/decode.ts';
import type { M3Request, MiRecord } from '../wire/request.ts';
import type { SimulatedSystem } from './network.ts';

interface Batch {
  readonly lines: Map<string, MiRecord>;
  posted: boolean;
}

/** A voucher or payment as it stands in a ledger of the model. */
export interface ModelPosting {
  readonly rows: readonly MiRecord[];
}

type Answer = readonly MiRecord[] | { readonly refused: string; readonly field?: string };

/**
 * As much of receivables and ledger as the protocols depend on. It is as unkind as M3 may be: it checks no balance, and
 * each UpdBatch and ControlBatch posts once more, whatever was posted before.
 */
export class FinanceModel implements SimulatedSystem {
  readonly ledgerBatches = new Map<string, Batch>();
  readonly paymentBatches = new Map<string, Batch>();
  readonly vouchers: ModelPosting[] = [];
  readonly payments: ModelPosting[] = [];

  run({ program, transactions }: M3Request): MiResult[] {
    return transactions.map(({ transaction, record }) => {
      const handler = HANDLERS[`${program}/${transaction}`];
      if (!handler) throw new Error(`the model has no ${program}/${transaction}`);
      const answer = handler(this, record);
      if (!('refused' in answer)) return { transaction, records: answer };
      const { refused: messageId, field = '' } = answer;
      const error = { messageId, field, message: messageId, meaning: meaningOf(messageId, 'ServerReturnedNOK') };
      return { transaction, records: [], error };
    });
  }
}

type Handler = (model: FinanceModel, record: MiRecord) => Answer;
type Batches = 'ledgerBatches' | 'paymentBatches';

const addHead =
  (batches: Batches, key: string): Handler =>
  (model, record) => {
    const number = record[key] ?? '';
    if (model[batches].has(number)) return { refused: 'XRE0104', field: key };
    model[batches].set(number, { lines: new Map(), posted: false });
    return [{ [key]: number }];
  };

const addLine =
  (batches: Batches, key: string, place: string): Handler =>
  (model, record) => {
    const batch = model[batches].get(record[key] ?? '');
    if (!batch) return { refused: 'XRE0103', field: key };
    const number = record[place] ?? '';
    if (batch.lines.has(number)) return { refused: 'XRE0104', field: place };
    if (batch.posted) return { refused: 'WST0301', field: key };
    batch.lines.set(number, record);
    return [];
  };

const post =
  (batches: Batches, key: string, ledger: 'vouchers' | 'payments'): Handler =>
  (model, record) => {
    const batch = model[batches].get(record[key] ?? '');
    if (!batch) return { refused: 'XRE0103', field: key };
    batch.posted = true;
    const number = String(70_000_001 + model[ledger].length);
    const rows = [...batch.lines.values()].map((line): MiRecord => ({ ...line, VONO: number, YEA4: '2026' }));
    model[ledger].push({ rows });
    return [];
  };

const HANDLERS: Readonly<Record<string, Handler>> = {
  'GLS840MI/AddBatchHead': addHead('ledgerBatches', 'KEY1'),
  'GLS840MI/AddBatchLineFld': addLine('ledgerBatches', 'KEY1', 'LINE'),
  'GLS840MI/CtrlBatch': () => [],
  'GLS840MI/UpdBatch': post('ledgerBatches', 'KEY1', 'vouchers'),
  'ARS040MI/AddBatchHead': addHead('paymentBatches', 'PBID'),
  'ARS040MI/AddBatchLine': addLine('paymentBatches', 'PBID', 'TRNO'),
  'ARS040MI/ControlBatch': post('paymentBatches', 'PBID', 'payments'),
  'EXPORTMI/Select': (model, { QERY = '' }) => select(model, QERY),
};

/** Rows of one table by equal values; company and division are not told apart here. */
function select(model: FinanceModel, query: string): Answer {
  const [, columns = '', table = '', where = ''] = /^(\S+) from (\w+) where (.+)$/.exec(query) ?? [];
  const wanted = where.split(' and ').flatMap((condition) => {
    const [, name = '', value = ''] = /^..(\w{4}) = '(.*)'$/.exec(condition) ?? [];
    return name === '' || name === 'DIVI' ? [] : [[name, value] as const];
  });
  const tables: Readonly<Record<string, () => readonly MiRecord[]>> = {
    FGLINL: () => [...(model.ledgerBatches.get(wanted[0]?.[1] ?? '')?.lines.values() ?? [])],
    FGLEDG: () => model.vouchers.flatMap(({ rows }) => rows),
    FSLEDG: () => model.payments.flatMap(({ rows }) => rows.map((row) => ({ ...row, CUAM: `-${row['PYAM'] ?? ''}` }))),
  };
  const rows = tables[table]?.() ?? [];
  const found = rows.filter((row) => wanted.every(([name, value]) => row[name] === value));
  return found.map((row) => ({
    REPL: columns
      .split(',')
      .map((name) => row[name.slice(2)] ?? '')
      .join(';'),
  }));
}

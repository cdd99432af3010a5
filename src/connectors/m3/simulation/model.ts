import type { MiResult } from '../wire/decode.ts';
import { meaningOf } from '../wire/meanings.ts';
import type { M3Request, MiRecord, MiTransactionCall } from '../wire/request.ts';

interface ModelDraft {
  readonly head: MiRecord;
  readonly lines: MiRecord[];
  charges: number;
  orderNumber: string;
}

/** A live order as it stands in the model. */
export interface ModelOrder {
  readonly head: MiRecord;
  readonly lines: MiRecord[];
  charges: number;
}

type Answer = readonly MiRecord[] | { readonly refused: string; readonly field?: string };

/**
 * As much of M3 as the protocols depend on, in memory and without time. It is as unkind as M3 may be: it takes a second
 * order with the same customer order number, a second customer with the same search key, and a confirmation that comes
 * late makes an order whether or not another one was made of the draft meanwhile.
 */
export class M3Model {
  readonly drafts = new Map<string, ModelDraft>();
  readonly orders = new Map<string, ModelOrder>();
  readonly customers = new Map<string, MiRecord>();
  #numbers = 0;

  /** Runs the transactions of a call one after the other, as a bulk call does. */
  run({ transactions }: M3Request, isLate: boolean): MiResult[] {
    return transactions.map((call) => {
      const handler = HANDLERS[call.transaction];
      if (!handler) throw new Error(`the model has no transaction ${call.transaction}`);
      return resultOf(call, handler(this, call.record, isLate));
    });
  }

  nextNumber(prefix: string): string {
    this.#numbers += 1;
    return prefix + String(this.#numbers).padStart(9 - prefix.length, '0');
  }

  makeOrder(head: MiRecord, lines: readonly MiRecord[], charges: number): string {
    const number = this.nextNumber('8');
    this.orders.set(number, { head, lines: lines.map((line) => ({ ...line })), charges });
    return number;
  }
}

type Handler = (model: M3Model, record: MiRecord, isLate: boolean) => Answer;

const NO_ORDER = { refused: 'WOR0303', field: 'ORNO' } as const;

function onDraft(change: (draft: ModelDraft, record: MiRecord) => Answer): Handler {
  return ({ drafts }, record) => {
    const draft = drafts.get(record['ORNO'] ?? '');
    if (!draft) return NO_ORDER;
    return draft.orderNumber ? { refused: 'WST0301', field: 'ORNO' } : change(draft, record);
  };
}

function onOrder(use: (order: ModelOrder, record: MiRecord) => Answer): Handler {
  return ({ orders }, record) => {
    const order = orders.get(record['ORNO'] ?? '');
    return order ? use(order, record) : NO_ORDER;
  };
}

const HANDLERS: Readonly<Record<string, Handler>> = {
  GetServerTime: () => [{ DATE: '20260302', TIME: '120000' }],
  GetItmBasic: (_model, { ITNO = '' }) => [{ ITNO, STAT: '20', UNMS: 'EA' }],
  AddBatchHead: (model, record) => {
    const number = model.nextNumber('1');
    model.drafts.set(number, { head: record, lines: [], charges: 0, orderNumber: '' });
    return [{ ORNO: number }];
  },
  AddBatchLine: onDraft((draft, record) => {
    draft.lines.push({ ...record, PONR: String(draft.lines.length + 1) });
    return [{ PONR: String(draft.lines.length) }];
  }),
  AddBatchHeadChg: onDraft((draft) => {
    draft.charges += 1;
    return [];
  }),
  DelBatchHead: (model, record) => {
    const number = record['ORNO'] ?? '';
    if (!model.drafts.has(number)) return NO_ORDER;
    model.drafts.delete(number);
    return [];
  },
  GetBatchHead: ({ drafts }, { ORNO = '' }) => {
    const draft = drafts.get(ORNO);
    return draft ? [{ ...draft.head, ORNO, STAT: draft.orderNumber ? '90' : '10' }] : NO_ORDER;
  },
  LstBatchLine: ({ drafts }, { ORNO = '' }) => drafts.get(ORNO)?.lines ?? NO_ORDER,
  Confirm: (model, { ORNO = '' }, isLate) => {
    const draft = model.drafts.get(ORNO);
    if (!draft) return NO_ORDER;
    if (draft.orderNumber && !isLate) return { refused: 'WST0301', field: 'ORNO' };
    draft.orderNumber = model.makeOrder(draft.head, draft.lines, draft.charges);
    return [{ ORNO: draft.orderNumber, STAT: '90' }];
  },
  GetTmpOrderStat: ({ drafts }, { ORNO = '' }) => {
    const draft = drafts.get(ORNO);
    return draft ? [{ ORNO, ORNR: draft.orderNumber, STAT: draft.orderNumber ? '90' : '10' }] : NO_ORDER;
  },
  GetHead: onOrder(({ head, charges }, { ORNO = '' }) => [
    { ...head, ORNO, ORSL: '22', ORST: '22', OBLC: '0', EXAM: String(charges) },
  ]),
  LstLine: onOrder(({ lines }) => lines),
  ChgOrderRef: onOrder((order, { ORNO: _number, ...fields }) => {
    Object.assign(order.head, fields);
    return [];
  }),
  LstHead: ({ orders }, { CUNO }) =>
    Array.from(orders, ([ORNO, { head }]): MiRecord => ({ ...head, ORNO })).filter((head) => head['CUNO'] === CUNO),
  LstBatchHead: ({ drafts }, { CUNO }) =>
    Array.from(drafts, ([ORNO, { head, orderNumber }]): MiRecord => ({ ...head, ORNO, ORNR: orderNumber })).filter(
      (head) => head['CUNO'] === CUNO,
    ),
  AddOrderHead: (model, record) => [{ ORNO: model.makeOrder(record, [], 0) }],
  AddOrderLine: onOrder(({ lines }, record) => {
    if (lines.some(({ PONR }) => PONR === record['PONR'])) return { refused: 'XRE0104', field: 'PONR' };
    lines.push(record);
    return [{ PONR: record['PONR'] ?? '' }];
  }),
  AddConnCOCharge: onOrder((order) => {
    order.charges += 1;
    return [];
  }),
  Add: (model, record) => {
    const number = record['CUNO'] ?? model.nextNumber('C');
    if (model.customers.has(number)) return { refused: 'XRE0104', field: 'CUNO' };
    model.customers.set(number, { ...record, CUNO: number, STAT: '20' });
    return [{ CUNO: number }];
  },
  LstBySearchKey: ({ customers }, { ALCU = '' }) =>
    [...customers.values()].filter((customer) => (customer['ALCU'] ?? '') >= ALCU),
  GetBasicData: ({ customers }, { CUNO = '' }) => {
    const customer = customers.get(CUNO);
    return customer ? [customer] : { refused: 'WCU0203', field: 'CUNO' };
  },
};

function resultOf({ transaction }: MiTransactionCall, answer: Answer): MiResult {
  if (!('refused' in answer)) return { transaction, records: answer };
  const { refused: messageId, field = '' } = answer;
  const error = { messageId, field, message: messageId, meaning: meaningOf(messageId, 'ServerReturnedNOK') };
  return { transaction, records: [], error };
}

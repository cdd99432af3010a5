import { done, doneList, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import { dayOf, timeOf } from '../state/dates.ts';
import type { Draft } from '../state/drafts.ts';
import type { MiRecord } from '../state/effects.ts';
import { isRefusal } from './checks.ts';
import { amountText, totalsOf } from './money.ts';

/** Reads of the staging tables: OIS275MI and the batch part of OIS100MI. They see the database at once. */
export const stagedReadHandlers: Handlers = {
  'OIS100MI/GetOrderNo': (call) => {
    const draft = draftOf(call);
    return isRefusal(draft) ? draft : done({ ORNR: draft.orderNumber });
  },
  'OIS100MI/LstErrMsgOrder': (call) => {
    const draft = draftOf(call);
    if (isRefusal(draft)) return draft;
    return doneList(
      draft.messages.map(({ id, text, data, level }) => ({
        LEVL: level,
        MDTA: data,
        TX60: text.slice(0, 60),
        MSID: id,
      })),
    );
  },
  'OIS100MI/LstBatchHead': ({ sandbox, input, maxRecords }) => {
    const { CUNO = '', ORSL = '', ORST = '99' } = input;
    const records: MiRecord[] = [];
    for (const draft of sandbox.world.draftsByCustomer.get(CUNO) ?? []) {
      if (records.length >= maxRecords) break;
      if (draft.status >= ORSL && draft.status <= ORST) records.push(headRecord(draft));
    }
    return doneList(records);
  },
  'OIS275MI/GetTmpOrderStat': (call) => {
    const draft = draftOf(call);
    if (isRefusal(draft)) return draft;
    return done({ ORNO: draft.temporaryNumber, ORNR: draft.orderNumber, STAT: draft.status });
  },
  'OIS275MI/GetBatchHead': (call) => {
    const draft = draftOf(call);
    if (isRefusal(draft)) return draft;
    const { goods, tax, total } = totalsOf(
      call.sandbox,
      draft.customer,
      draft.addresses['1'],
      draft.lines,
      draft.charges,
    );
    const amounts = { NTAM: amountText(goods), VTAM: amountText(tax), BRAM: amountText(total) };
    return done({ ...headRecord(draft), ...amounts, OBLC: '0', RGTM: timeOf(draft.createdAt) });
  },
  'OIS275MI/LstBatchLine': (call) => {
    const draft = draftOf(call);
    if (isRefusal(draft)) return draft;
    return doneList(
      draft.lines.map(({ number, fields }) => {
        const item = call.sandbox.world.items.get(fields['ITNO'] ?? '')?.fields ?? {};
        const known = { ITDS: item['ITDS'] ?? '', ITTY: item['ITTY'] ?? '', NEWE: item['NEWE'] ?? '0' };
        return { ...known, ...fields, PONR: String(number), POSX: '0', ATNR: '0' };
      }),
    );
  },
};

function draftOf({ sandbox, input }: MiCall): Draft | Refusal {
  const number = input['ORNO'] ?? '';
  return sandbox.world.drafts.get(number) ?? refuse('WOR0303', 'ORNO', number);
}

function headRecord({ temporaryNumber, orderNumber, status, head, createdAt }: Draft): MiRecord {
  return {
    ...head,
    ORNO: temporaryNumber,
    ORNR: orderNumber,
    STAT: status,
    ORSL: status,
    ORST: status,
    RGDT: dayOf(createdAt),
  };
}

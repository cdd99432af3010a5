import { done, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { Draft, DraftLine } from '../state/drafts.ts';
import { badNumber, customerOf, isRefusal, unknownCode } from './checks.ts';
import { confirmDraft } from './confirm.ts';
import { buildLine, fillHead } from './order-input.ts';

/** OIS100MI, batch entry: writes to the staging tables. Nothing here is live before Confirm. */
export const stagedOrderHandlers: Handlers = {
  'OIS100MI/AddBatchHead': ({ sandbox, input }) => {
    const customer = customerOf(sandbox, input['CUNO']);
    if (isRefusal(customer)) return customer;
    if (customer.fields['STAT'] === '90') return refuse('OICUST1', 'CUNO', customer.customerNumber);
    const bad = unknownCode(input) ?? unknownAddress(customer.addresses, input['ADID']);
    if (bad) return bad;
    const temporaryNumber = String(sandbox.world.series.draft + 1).padStart(10, '0');
    sandbox.commit({ kind: 'draft.created', temporaryNumber, head: fillHead(customer, input, sandbox.now()) });
    return done({ ORNO: temporaryNumber });
  },
  'OIS100MI/AddBatchLine': (call) => {
    const draft = openDraft(call);
    if (isRefusal(draft)) return draft;
    const { sandbox, input } = call;
    const fields = buildLine(sandbox, draft.head, input, sandbox.settings.itemCheck === 'confirm');
    if (isRefusal(fields)) return fields;
    const number = 1 + draft.lines.reduce((highest, line) => Math.max(highest, line.number), 0);
    sandbox.commit({ kind: 'draft.line-added', temporaryNumber: draft.temporaryNumber, number, fields });
    return done({ PONR: String(number), POSX: '0', ATNR: '0' });
  },
  'OIS100MI/ChgBatchLine': (call) => {
    const draft = openDraft(call);
    if (isRefusal(draft)) return draft;
    const line = draftLine(draft, call.input['PONR']);
    if (isRefusal(line)) return line;
    const { PONR: _number, ...rest } = call.input;
    // The line stands in basic units; what was asked for, in which unit, is in ORQA and ALUN.
    const asked = { ...line.fields, ORQT: line.fields['ORQA'] ?? line.fields['ORQT'] ?? '1' };
    const changed = buildLine(call.sandbox, draft.head, { ...asked, ...rest }, false);
    if (isRefusal(changed)) return changed;
    const { temporaryNumber } = draft;
    call.sandbox.commit({ kind: 'draft.line-changed', temporaryNumber, number: line.number, fields: changed });
    return done();
  },
  'OIS100MI/AddBatchAddress': (call) => {
    const draft = openDraft(call);
    if (isRefusal(draft)) return draft;
    const { ORNO: _order, CONO: _company, ADRT = '1', ...fields } = call.input;
    const bad = unknownCode(fields);
    if (bad) return bad;
    const type = String(Number(ADRT));
    call.sandbox.commit({ kind: 'draft.address-set', temporaryNumber: draft.temporaryNumber, type, fields });
    return done();
  },
  'OIS100MI/AddBatchText': (call) => {
    const draft = openDraft(call);
    if (isRefusal(draft)) return draft;
    const { TYPE = '1', TYTR = '1', PARM = '', PONR = '0' } = call.input;
    if (TYPE === '2' && PONR === '0') return refuse('WPONR02', 'PONR');
    const text = { level: TYPE, line: Number(PONR), position: TYTR, text: PARM };
    call.sandbox.commit({ kind: 'draft.text-added', temporaryNumber: draft.temporaryNumber, text });
    return done();
  },
  'OIS100MI/AddBatchHeadChg': (call) => addCharge(call, false),
  'OIS100MI/AddBatchLineChg': (call) => addCharge(call, true),
  'OIS100MI/DelBatchHead': (call) => {
    const draft = openDraft(call);
    if (isRefusal(draft)) return draft;
    call.sandbox.commit({ kind: 'draft.removed', temporaryNumber: draft.temporaryNumber });
    return done();
  },
  'OIS100MI/DelBatchLine': (call) => {
    const draft = openDraft(call);
    if (isRefusal(draft)) return draft;
    const line = draftLine(draft, call.input['PONR']);
    if (isRefusal(line)) return line;
    const { temporaryNumber } = draft;
    call.sandbox.commit({ kind: 'draft.line-removed', temporaryNumber, number: line.number });
    return done();
  },
  'OIS100MI/Confirm': (call) => {
    const draft = openDraft(call);
    return isRefusal(draft) ? draft : done(confirmDraft(call.sandbox, draft, call.lateMs));
  },
};

/** The staged order of a call as long as it is not converted. */
function openDraft({ sandbox, input }: MiCall): Draft | Refusal {
  const number = input['ORNO'] ?? '';
  const draft = sandbox.world.drafts.get(number);
  if (!draft) return refuse('WOR0303', 'ORNO', number);
  return draft.status === '90' ? refuse('WST0301', 'ORNO', draft.status) : draft;
}

function draftLine({ lines }: Draft, number: string | undefined): DraftLine | Refusal {
  return lines.find((line) => line.number === Number(number)) ?? refuse('WPO0303', 'PONR', number ?? '');
}

function addCharge(call: MiCall, onLine: boolean): ReturnType<typeof done> | Refusal {
  const draft = openDraft(call);
  if (isRefusal(draft)) return draft;
  const { CRID = '', CRAM = '0', CRD0 = '', PONR } = call.input;
  const line = onLine ? draftLine(draft, PONR) : { number: 0 };
  if ('kind' in line) return line;
  const bad = badNumber(call.input) ?? unknownCode(call.input) ?? unknownCharge(CRID);
  if (bad) return bad;
  const charge = { id: CRID, amount: CRAM, text: CRD0 };
  call.sandbox.commit({
    kind: 'draft.charge-added',
    temporaryNumber: draft.temporaryNumber,
    line: line.number,
    charge,
  });
  return done();
}

/** Charges are free to name here, but for one that never exists. */
export function unknownCharge(id: string): Refusal | undefined {
  return id === 'ZZZ' ? refuse('WCRID03', 'CRID', id) : undefined;
}

/** Refuses an address number that no delivery address of the customer has. */
export function unknownAddress(addresses: ReadonlyMap<string, unknown>, id: string | undefined): Refusal | undefined {
  return id === undefined || addresses.has(`1/${id}`) ? undefined : refuse('WAD1003', 'ADID', id);
}

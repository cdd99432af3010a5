import { randomUUID } from 'node:crypto';
import { messageText } from '../mi/refusals.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Draft, DraftMessage, DraftStatus } from '../state/drafts.ts';
import type { MiRecord } from '../state/effects.ts';
import { breaksLimit } from './credit.ts';
import { isRefusal, itemOf, notForSale } from './checks.ts';
import { totalsOf } from './money.ts';
import { completeLine } from './order-input.ts';

interface Verdict {
  status: Exclude<DraftStatus, '10' | '90'>;
  messages: DraftMessage[];
}

const REFUSAL_TEXTS: Readonly<Record<string, string>> = {
  '15': 'The order head has an error',
  '25': 'An order line has an error',
  '30': 'Credit limit 1 exceeded',
  '55': 'The transfer was interrupted',
};

/**
 * Starts the conversion of a staged order. Synchronous: it is over when this returns. Delayed or late: a job ends
 * later, and until then nothing keeps a second Confirm from starting a second job, which makes a second order.
 * @param lateMs above 0 when nobody hears the answer and the effect is to come that much later
 * @returns the output of OIS100MI/Confirm
 */
export function confirmDraft(sandbox: Sandbox, draft: Draft, lateMs: number): MiRecord {
  const { settings } = sandbox;
  const { temporaryNumber } = draft;
  const jobId = randomUUID();
  const delayMs = lateMs || (settings.confirmMode === 'delayed' ? settings.confirmDelayMs : 0);
  if (delayMs > 0) {
    sandbox.commit({ kind: 'draft.confirm-started', temporaryNumber, jobId, dueAt: sandbox.now() + delayMs });
    sandbox.schedule(delayMs, () => convertDraft(sandbox, temporaryNumber, jobId));
    return { ORNO: '', STAT: '20' };
  }
  convertDraft(sandbox, temporaryNumber, jobId);
  return { ORNO: draft.orderNumber, STAT: draft.status };
}

/** Takes up the conversions that were running when the sandbox went down. */
export function resumeConfirms(sandbox: Sandbox): void {
  for (const { temporaryNumber, runningJobs } of sandbox.world.drafts.values()) {
    for (const { jobId, dueAt } of runningJobs) {
      sandbox.schedule(Math.max(0, dueAt - sandbox.now()), () => convertDraft(sandbox, temporaryNumber, jobId));
    }
  }
}

function convertDraft(sandbox: Sandbox, temporaryNumber: string, jobId: string): void {
  const draft = sandbox.world.drafts.get(temporaryNumber);
  if (!draft) return;
  const verdict = judgeDraft(sandbox, draft);
  if (verdict && verdict.status !== '90') {
    sandbox.commit({
      kind: 'draft.refused',
      temporaryNumber,
      jobId,
      status: verdict.status,
      messages: verdict.messages,
    });
    return;
  }
  const { head, lines, addresses, texts, charges } = draft;
  const orderNumber = String(sandbox.world.series.order + 1).padStart(10, '0');
  sandbox.commit({
    kind: 'order.created',
    orderNumber,
    temporaryNumber,
    head,
    lines: lines.map((line) => ({ ...line, fields: completed(sandbox, line.fields, head['CUCD'] ?? 'USD') })),
    addresses,
    texts,
    charges,
    stop: overLimit(sandbox, draft) ? '3' : '0',
  });
  sandbox.commit({ kind: 'draft.confirmed', temporaryNumber, jobId, orderNumber });
}

/** What M3 checks when a staged order is to become a live one; undefined when all is well. */
function judgeDraft(sandbox: Sandbox, draft: Draft): (Verdict | { status: '90'; messages: [] }) | undefined {
  const { refuseStatus, creditMode } = sandbox.settings;
  if (refuseStatus)
    return refusedWith(refuseStatus, 'CPF9898', REFUSAL_TEXTS[refuseStatus] ?? '', draft.temporaryNumber);
  const customer = sandbox.world.customers.get(draft.customer);
  if (!customer) return refusedWith('15', 'WCU0203', messageText('WCU0203', draft.customer), draft.customer);
  if (customer.fields['STAT'] !== '20') {
    return refusedWith('15', 'OICUST1', messageText('OICUST1', draft.customer), draft.customer);
  }
  if (draft.lines.length === 0) return refusedWith('20', 'WPONR02', 'The order has no lines', draft.temporaryNumber);
  const faults = draft.lines.flatMap(({ fields, number }): DraftMessage[] => {
    const item = itemOf(sandbox, fields['ITNO']);
    const refusal = isRefusal(item) ? item : notForSale(item);
    if (!refusal) return [];
    return [{ id: refusal.code, text: refusal.message, data: `${number} ${fields['ITNO'] ?? ''}`, level: '2' }];
  });
  if (faults.length > 0) return { status: '25', messages: faults };
  if (creditMode === 'staged' && overLimit(sandbox, draft)) {
    return refusedWith('30', 'WCRLM01', messageText('WCRLM01', draft.customer), draft.customer);
  }
  return undefined;
}

function refusedWith(status: Verdict['status'], id: string, text: string, data: string): Verdict {
  return { status, messages: [{ id, text, data, level: '1' }] };
}

function overLimit(sandbox: Sandbox, { customer: number, head, addresses, lines, charges }: Draft): boolean {
  const customer = sandbox.world.customers.get(number);
  if (!customer) return false;
  if (!customer.fields['CRLM']) return false;
  const currency = head['CUCD'] ?? 'USD';
  const priced = lines.map((line) => ({ ...line, fields: completed(sandbox, line.fields, currency) }));
  return breaksLimit(customer, totalsOf(sandbox, number, addresses['1'], priced, charges).total, currency);
}

function completed({ world }: Sandbox, fields: MiRecord, currency: string): MiRecord {
  const item = world.items.get(fields['ITNO'] ?? '');
  return item ? completeLine(item, fields, currency) : fields;
}

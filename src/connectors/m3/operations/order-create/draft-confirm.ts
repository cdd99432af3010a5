import type { Failure } from '../../../../core/failure.ts';
import type { CallRecord } from '../../../../core/operation.ts';
import { type M3ErrorCode, m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import { type Ask, callM3, type Fail, failWith, type HistoryView, resultsOf } from '../history.ts';
import type { Draft } from './drafts.ts';
import { confirmCall } from './contents.ts';
import { findExistingOrder, lookupOf } from './find-existing.ts';

/** What a draft that was sent to be confirmed came to. */
export type Settled =
  | Ask
  | Fail
  | { readonly do: 'live'; readonly orderNumber: string }
  /** Nothing came of it and nothing can come of it any more: a new draft may be begun. */
  | { readonly do: 'go-on' };

const MOST_CONFIRMS = 3;
const MOST_DISCARDS = 3;
const FIRST_ASK_PAUSE_MS = 1_000;
const LONGEST_ASK_PAUSE_MS = 60_000;

/** Staging statuses in which M3 has refused (docs.infor.com cois002, ois276): what each means to us. */
const REFUSED_STATUSES: Readonly<Record<string, M3ErrorCode>> = {
  '15': 'm3.order-refused',
  '20': 'm3.order-refused',
  '25': 'm3.order-refused',
  '30': 'm3.order-over-credit',
  '55': 'm3.order-interrupted',
};

/** What M3 says about a draft when asked. */
type Answer =
  | { readonly is: 'live'; readonly orderNumber: string }
  | { readonly is: 'gone' }
  | { readonly is: 'open'; readonly status: string };

/**
 * Finds out what became of a confirmation. Only a permanent number counts as success. While nobody knows, M3 is asked;
 * a second Confirm comes only after the quiet time, because the first may still take effect until then.
 */
export function confirmDraft(view: HistoryView, draft: Draft, settings: M3Settings): Settled {
  const { temporaryNumber = '' } = draft;
  const last = draft.confirms.at(-1) as CallRecord;
  const number = last.outcome === 'applied' ? confirmedNumber(last) : undefined;
  if (number) return { do: 'live', orderNumber: number };
  const asks = draft.asks.filter(
    (ask) => ask.round === view.round && view.calls.indexOf(ask) > view.calls.indexOf(last),
  );
  const known = draft.asks.map(readAsk).find((answer) => answer.is === 'live');
  if (known?.is === 'live') return { do: 'live', orderNumber: known.orderNumber };
  const latest = asks.at(-1);
  if (!latest) return ask(temporaryNumber);
  const quietUntil = quietEnd(draft, settings);
  const answer = readAsk(latest);
  if (answer.is === 'gone') return afterGone(view, draft, quietUntil, settings);
  if (answer.is === 'live') return { do: 'live', orderNumber: answer.orderNumber };
  const refusedAs = REFUSED_STATUSES[answer.status];
  if (refusedAs) {
    const judged = judgeRefused(view, draft, answer.status, refusedAs, settings);
    if (judged) return judged;
  }
  if (last.outcome === 'refused') {
    return draft.round === view.round ? failWith(last.failure as Failure) : retire(view, draft, settings);
  }
  if (latest.sentAt < quietUntil) return pollUntil(view, asks, quietUntil, temporaryNumber, answer.status);
  if (last.round < view.round) return retire(view, draft, settings);
  if (draft.confirms.length < MOST_CONFIRMS) {
    return callM3('confirm', 'write', { program: 'OIS100MI', transactions: [confirmCall(temporaryNumber, settings)] });
  }
  const message = `Draft ${temporaryNumber} was confirmed ${draft.confirms.length} times without an answer, and M3 made no order of it that we know of.`;
  return failWith(m3Failure('m3.order-outcome-unknown', { record: `draft ${temporaryNumber}`, message }));
}

/** A refusal is explained in M3's own words, in the round it happened; in a later round the draft is put away. */
function judgeRefused(
  view: HistoryView,
  draft: Draft,
  status: string,
  code: M3ErrorCode,
  settings: M3Settings,
): Settled | undefined {
  const { temporaryNumber = '' } = draft;
  const told = draft.messages.filter(({ round }) => round === view.round);
  if (told.length === 0) {
    const columns = ['LEVL', 'MDTA', 'TX60', 'MSID'];
    const transactions = [{ transaction: 'LstErrMsgOrder', record: { ORNO: temporaryNumber }, columns }];
    return callM3('messages', 'read', { program: 'OIS100MI', transactions, maxRecords: 0 });
  }
  const messages = resultsOf(told).flatMap(({ records }) => records);
  // "Lines missing" without any message, on a draft that was read back complete, is how M3 calls one in work.
  if (status === '20' && messages.length === 0) return undefined;
  if (draft.round < view.round) return retire(view, draft, settings);
  const texts = messages.map(({ MSID = '', TX60 = '', MDTA = '' }) =>
    [TX60, MDTA, MSID && `(${MSID})`].filter(Boolean).join(' '),
  );
  const reason = texts.length > 0 ? texts.join('; ') : 'M3 gave no message';
  return failWith(
    m3Failure(code, {
      record: `draft ${temporaryNumber}`,
      message: `M3 did not make an order of draft ${temporaryNumber} (status ${status}): ${reason}.`,
      evidence: { status, messages: messages.map((record) => ({ ...record })) },
    }),
  );
}

/**
 * Makes sure that nothing can come of a draft any more, before another one is begun: the quiet time is over, M3 says
 * that it has no order of it, and the draft is deleted.
 */
function retire(view: HistoryView, draft: Draft, settings: M3Settings): Settled {
  const { temporaryNumber = '' } = draft;
  const quietUntil = quietEnd(draft, settings, ['ambiguous']);
  if (view.now < quietUntil) {
    return {
      do: 'wait',
      until: quietUntil,
      why: `an earlier confirmation of draft ${temporaryNumber} may still take effect`,
    };
  }
  const asked = draft.asks.filter(({ round, sentAt }) => round === view.round && sentAt >= quietUntil).at(-1);
  if (!asked) return ask(temporaryNumber);
  const discards = draft.discards.filter(({ round }) => round === view.round);
  const lastDiscard = discards.at(-1);
  if (lastDiscard?.outcome === 'applied') return { do: 'go-on' };
  if (lastDiscard && view.calls.indexOf(asked) < view.calls.indexOf(lastDiscard)) return ask(temporaryNumber);
  if (discards.length >= MOST_DISCARDS || lastDiscard?.outcome === 'refused') {
    const message = `Draft ${temporaryNumber} can neither be confirmed nor deleted in M3.`;
    return failWith(m3Failure('m3.order-outcome-unknown', { record: `draft ${temporaryNumber}`, message }));
  }
  const transactions = [{ transaction: 'DelBatchHead', record: { ORNO: temporaryNumber } }];
  return callM3('discard', 'write', { program: 'OIS100MI', transactions });
}

/**
 * M3 does not know the draft any more: somebody deleted it, or M3 cleans up what it has converted. Once the quiet time
 * is over, the customer's orders tell.
 */
function afterGone(view: HistoryView, draft: Draft, quietUntil: number, settings: M3Settings): Settled {
  if (view.now < quietUntil) {
    const why = `draft ${draft.temporaryNumber} is gone; M3 may still be making an order of it`;
    return { do: 'wait', until: quietUntil, why };
  }
  const found = findExistingOrder(view, lookupOf(draft.stage, settings), settings, quietUntil);
  if ('next' in found) return found.next;
  if ('failure' in found) return failWith(found.failure);
  return found.orderNumber ? { do: 'live', orderNumber: found.orderNumber } : { do: 'go-on' };
}

function pollUntil(
  view: HistoryView,
  asks: readonly CallRecord[],
  quietUntil: number,
  temporaryNumber: string,
  status: string,
): Settled {
  const answeredAt = asks.at(-1)?.answeredAt ?? view.now;
  const pause = Math.min(FIRST_ASK_PAUSE_MS * 2 ** (asks.length - 1), LONGEST_ASK_PAUSE_MS);
  const until = Math.min(answeredAt + pause, Math.max(quietUntil, answeredAt));
  if (view.now >= until) return ask(temporaryNumber);
  return { do: 'wait', until, why: `M3 has draft ${temporaryNumber} in status ${status}; no order of it is known yet` };
}

function ask(ORNO: string): Ask {
  const transactions = [{ transaction: 'GetTmpOrderStat', record: { ORNO }, columns: ['ORNO', 'ORNR', 'STAT'] }];
  return callM3('ask', 'read', { program: 'OIS275MI', transactions });
}

function readAsk(call: CallRecord): Answer {
  const [result] = resultsOf([call]);
  const record = result?.records[0];
  if (!record) {
    const isGone = result?.error?.meaning === 'm3.order-not-found' || result?.error?.meaning === 'm3.record-missing';
    return isGone ? { is: 'gone' } : { is: 'open', status: '' };
  }
  const orderNumber = (record['ORNR'] ?? '').trim();
  if (orderNumber && Number(orderNumber) !== 0) return { is: 'live', orderNumber };
  return { is: 'open', status: (record['STAT'] ?? '').trim() };
}

/** The permanent number, when Confirm says itself that the order was made. */
function confirmedNumber(call: CallRecord): string | undefined {
  const record = resultsOf([call])[0]?.records[0];
  return record?.['STAT'] === '90' ? record['ORNO'] || undefined : undefined;
}

/** When the last confirmation that may still take effect is out of time. One that M3 has answered may be in work. */
function quietEnd(
  { confirms }: Draft,
  { quietTimeMs }: M3Settings,
  outcomes: readonly CallRecord['outcome'][] = ['ambiguous', 'applied'],
): number {
  const open = confirms.filter(({ outcome }) => outcomes.includes(outcome));
  return Math.max(0, ...open.map(({ sentAt }) => sentAt + quietTimeMs));
}

import type { DraftStatus } from '../state/drafts.ts';
import { isStopped } from '../state/orders.ts';
import { type Html, html } from './html.ts';

/** Line and head status in words (docs.infor.com slsmgmths/snu1567548879451). */
const STATUS_WORDS: Readonly<Record<string, string>> = {
  '22': 'To allocate',
  '23': 'Partly allocated',
  '24': 'Partly on pick list',
  '26': 'Partly delivered',
  '27': 'Partly invoiced',
  '33': 'Allocated',
  '34': 'Partly on pick list',
  '36': 'Partly delivered',
  '37': 'Partly invoiced',
  '44': 'On pick list',
  '46': 'Partly delivered',
  '47': 'Partly invoiced',
  '66': 'Delivered',
  '67': 'Partly invoiced',
  '77': 'Invoiced',
  '99': 'Closed',
};

const DRAFT_WORDS: Readonly<Record<DraftStatus, string>> = {
  '10': 'Being entered',
  '15': 'Error in head',
  '20': 'Lines missing',
  '25': 'Error in a line',
  '30': 'Credit stop',
  '55': 'Interrupted',
  '90': 'Order created',
};

const DELIVERY_WORDS: Readonly<Record<string, string>> = { '05': 'Pick list open', '60': 'Shipped', '70': 'Invoiced' };

const CUSTOMER_WORDS: Readonly<Record<string, string>> = {
  '10': 'Preliminary',
  '12': 'Incomplete',
  '20': 'Active',
  '90': 'Blocked',
};

const ITEM_WORDS: Readonly<Record<string, string>> = {
  '10': 'Preliminary',
  '20': 'Active',
  '30': 'Ending',
  '50': 'To be phased out',
  '80': 'Blocked',
  '90': 'Finished',
};

export function itemStatusChip(code: string): Html {
  return chip(code, ITEM_WORDS[code], code === '20' ? 'gone' : code === '10' ? 'new' : 'stop');
}

export function orderStatusChip(code: string): Html {
  return chip(code, STATUS_WORDS[code], code === '77' || code === '66' ? 'gone' : code === '22' ? 'new' : 'going');
}

export function draftStatusChip(code: DraftStatus): Html {
  return chip(code, DRAFT_WORDS[code], code === '90' ? 'gone' : code === '10' ? 'new' : 'stop');
}

export function deliveryStatusChip(code: string): Html {
  return chip(code, DELIVERY_WORDS[code], code === '05' ? 'going' : 'gone');
}

export function customerStatusChip(code: string): Html {
  return chip(code, CUSTOMER_WORDS[code], code === '20' ? 'gone' : 'stop');
}

/** Shows an order stop or a lock; nothing when the order is free. */
export function stopChip(stop: string, locked: boolean): Html | undefined {
  if (locked) return html`<span class="chip stop">Locked</span>`;
  if (!isStopped(stop)) return undefined;
  const why = Number(stop) <= 4 ? `credit limit ${stop}` : `code ${stop}`;
  return html`<span class="chip stop">Stopped: ${why}</span>`;
}

function chip(code: string, words: string | undefined, look: string): Html {
  return html`<span class="chip ${look}"><b>${code}</b> ${words ?? ''}</span>`;
}

/** A moment as a clerk reads it, in UTC. */
export function moment(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** A day in M3's writing, made readable. */
export function day(text: string | undefined): string {
  return text && text.length === 8 ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : '';
}

import { type Html, html } from './html.ts';

/** An amount with its currency, `1,234.50 USD`. */
export function money(amount: number, currency: string): string {
  return `${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${currency}`;
}

/** A UTC time for people, `4 Mar 2025, 14:05:12`. */
export function moment(iso: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' } as const;
  return new Date(iso).toLocaleString('en-GB', options);
}

const TAGS: Readonly<Record<string, string>> = {
  Confirmed: 'good',
  Shipped: 'good',
  Completed: 'good',
  Processing: 'brand',
  'On Hold': 'warn',
  Backordered: 'warn',
  Void: 'bad',
  delivered: 'good',
  pending: 'warn',
  failed: 'bad',
  dropped: 'bad',
};

/** A status as a coloured label; the word itself always stands there. */
export function statusTag(status: string): Html {
  return html`<span class="tag ${TAGS[status] ?? ''}">${status}</span>`;
}

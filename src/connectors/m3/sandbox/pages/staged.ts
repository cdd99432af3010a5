import type { Reply } from '../gateway/reply.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Draft, DraftLine, DraftMessage } from '../state/drafts.ts';
import { type Html, html } from './html.ts';
import { actionButton, page, searchBox, table } from './layout.ts';
import { addressCards, headFacts } from './order-parts.ts';
import { draftStatusChip, moment } from './words.ts';

const SHOWN = 100;

/** The list of staged orders; those that became orders are left out unless searched for. */
export function stagedListPage({ world }: Sandbox, search: string): Reply {
  const wanted = search.trim().toLowerCase();
  const all = [...world.drafts.values()].reverse();
  const text = ({ temporaryNumber, orderNumber, customer, head, status }: Draft): string =>
    [temporaryNumber, orderNumber, customer, head['CUOR'], head['YREF'], status].join(' ').toLowerCase();
  const found = all.filter((draft) => (wanted === '' ? draft.status !== '90' : text(draft).includes(wanted)));
  const rows = table<Draft>(
    [
      {
        name: 'Temporary number',
        cell: ({ temporaryNumber }) => html`<a href="/staged/${temporaryNumber}">${temporaryNumber}</a>`,
      },
      { name: 'Their number', cell: ({ head }) => head['CUOR'] ?? '' },
      { name: 'Your reference', cell: ({ head }) => head['YREF'] ?? '' },
      { name: 'Customer', cell: ({ customer }) => customer },
      { name: 'Entered', cell: ({ createdAt }) => moment(createdAt) },
      { name: 'Lines', numeric: true, cell: ({ lines }) => lines.length },
      { name: 'Order', cell: ({ orderNumber }) => orderLink(orderNumber) },
      { name: 'Status', cell: ({ status }) => draftStatusChip(status) },
    ],
    found.slice(0, SHOWN),
    wanted === ''
      ? 'No staged orders wait. Search to see those that became orders.'
      : 'No staged order matches this search.',
  );
  const count = `${Math.min(SHOWN, found.length)} of ${found.length} shown`;
  return page(
    'Staged orders',
    '/staged',
    html`<div class="top"><h1>Staged orders</h1>${searchBox('/staged', search, 'Number, customer or reference')}</div>
${rows}<p class="more">${count}</p>`,
  );
}

/** One staged order with its messages, and the clerk's two choices: release it or throw it away. */
export function stagedPage(sandbox: Sandbox, draft: Draft, notice: string): Reply {
  const { temporaryNumber, status, messages, lines, head, charges } = draft;
  const base = `/staged/${temporaryNumber}`;
  const body = html`<p class="back"><a href="/staged">Staged orders</a></p>
${notice === '' ? undefined : html`<p class="notice" role="alert">${notice}</p>`}
<div class="top">
<div class="title"><h1>Staged order ${temporaryNumber}</h1>${draftStatusChip(status)}</div>
<div class="actions">${
    status === '90'
      ? undefined
      : html`${actionButton(`${base}/confirm`, 'Release', {}, 'main')}${actionButton(`${base}/remove`, 'Delete', {}, 'danger')}`
  }</div>
</div>
${
  messages.length === 0
    ? undefined
    : html`<h2>Messages</h2>${table<DraftMessage>(
        [
          { name: 'Message', cell: ({ id }) => id },
          { name: 'Text', wide: true, cell: ({ text }) => text },
          { name: 'Concerns', cell: ({ data }) => data },
        ],
        messages,
        '',
      )}`
}
${headFacts(sandbox, draft.customer, head, [
  ['Entered', moment(draft.createdAt)],
  ['Became order', orderLink(draft.orderNumber)],
])}
<h2>Lines</h2>${table<DraftLine>(
    [
      { name: 'Line', numeric: true, cell: ({ number }) => number },
      { name: 'Their line', numeric: true, cell: ({ fields }) => fields['CUPO'] ?? '' },
      { name: 'Item', cell: ({ fields }) => fields['ITNO'] ?? '' },
      { name: 'Warehouse', cell: ({ fields }) => fields['WHLO'] ?? '' },
      { name: 'Quantity', numeric: true, cell: ({ fields }) => fields['ORQT'] ?? '' },
      { name: 'Price', numeric: true, cell: ({ fields }) => fields['SAPR'] ?? '' },
    ],
    lines,
    'No lines yet.',
  )}
${
  charges.length === 0
    ? undefined
    : html`<h2>Charges</h2>${charges.map(({ id, amount, text }) => html`<div class="card">${id} ${text}: ${amount}</div>`)}`
}
${addressCards(sandbox, draft)}`;
  return page(`Staged order ${temporaryNumber}`, '/staged', body, notice === '' ? 200 : 400);
}

function orderLink(orderNumber: string): Html | string {
  return orderNumber === '' ? '' : html`<a href="/orders/${orderNumber}">${orderNumber}</a>`;
}

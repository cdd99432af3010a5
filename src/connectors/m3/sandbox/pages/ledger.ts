import type { Reply } from '../gateway/reply.ts';
import { openAmount } from '../programs/receivables.ts';
import type { Sandbox } from '../sandbox.ts';
import { ACCOUNTS } from '../state/accounts.ts';
import type { Invoice } from '../state/deliveries.ts';
import type { LedgerBatch, PostedVoucher } from '../state/finance.ts';
import { type Html, html } from './html.ts';
import { page, searchBox, table } from './layout.ts';
import { moment } from './words.ts';

const SHOWN = 50;

const SERIES = { GLI: 'Ledger interface', ARP: 'Customer payment', CSH: 'Cash desk' } as const;

/** Where finance looks: posted vouchers, batches that wait, and what invoices are still open. */
export function ledgerPage({ world }: Sandbox, search: string): Reply {
  const wanted = search.trim().toLowerCase();
  const { vouchers, ledgerBatches } = world.finance;
  const text = ({ number, text: words, source, lines }: PostedVoucher): string =>
    [number, words, source, ...lines.map(({ account, amount }) => `${account} ${amount}`)].join(' ').toLowerCase();
  const found = vouchers.toReversed().filter((voucher) => wanted === '' || text(voucher).includes(wanted));
  const waiting = [...ledgerBatches.values()].filter(({ status }) => status !== '90');
  const open = [...world.invoices.values()].filter((invoice) => openAmount(world, invoice).gt(0)).toReversed();
  const body = html`<div class="top"><h1>Ledger</h1>${searchBox('/ledger', search, 'Voucher, text, batch, account')}</div>
<h2>Vouchers</h2>${voucherTable(found)}<p class="more">${Math.min(SHOWN, found.length)} of ${found.length} shown</p>
<h2>Batches not posted</h2>${batchTable(waiting)}
<h2>Open invoices</h2>${invoiceTable(world, open)}`;
  return page('Ledger', '/ledger', body);
}

function voucherTable(vouchers: readonly PostedVoucher[]): Html {
  return table<PostedVoucher>(
    [
      { name: 'Voucher', cell: ({ series, number }) => `${series} ${number}` },
      { name: 'From', cell: ({ series }) => SERIES[series] },
      { name: 'Text', wide: true, cell: ({ text }) => text },
      { name: 'Day', cell: ({ day }) => day },
      { name: 'Posted', cell: ({ postedAt }) => moment(postedAt) },
      { name: 'Debit', wide: true, cell: (voucher) => sideOf(voucher, 'D') },
      { name: 'Credit', wide: true, cell: (voucher) => sideOf(voucher, 'C') },
    ],
    vouchers.slice(0, SHOWN),
    'No voucher was posted.',
  );
}

function sideOf({ lines }: PostedVoucher, wanted: 'D' | 'C'): Html {
  const shown = lines.filter(({ side }) => side === wanted);
  return html`${shown.map(
    ({ account, amount, currency }) => html`<div>${account} ${ACCOUNTS[account] ?? ''}: ${amount} ${currency}</div>`,
  )}`;
}

function batchTable(batches: readonly LedgerBatch[]): Html {
  const words = { '10': 'entered', '20': 'checked', '30': 'with errors', '90': 'posted' } as const;
  return table<LedgerBatch>(
    [
      { name: 'Key', cell: ({ key }) => key },
      { name: 'Interface', cell: ({ interfaceName }) => interfaceName },
      { name: 'Text', wide: true, cell: ({ text }) => text },
      { name: 'Lines', numeric: true, cell: ({ lines }) => lines.size },
      { name: 'Status', cell: ({ status }) => words[status] },
    ],
    batches.slice(0, SHOWN),
    'No batch waits.',
  );
}

function invoiceTable(world: Sandbox['world'], invoices: readonly Invoice[]): Html {
  return table<Invoice>(
    [
      { name: 'Invoice', cell: ({ invoiceNumber }) => invoiceNumber },
      { name: 'Order', cell: ({ orderNumber }) => html`<a href="/orders/${orderNumber}">${orderNumber}</a>` },
      { name: 'Customer', cell: ({ customer }) => customer },
      { name: 'Total', numeric: true, cell: ({ total, currency }) => `${total} ${currency}` },
      { name: 'Open', numeric: true, cell: (invoice) => openAmount(world, invoice).toFixed() },
    ],
    invoices.slice(0, SHOWN),
    'Nothing is open.',
  );
}

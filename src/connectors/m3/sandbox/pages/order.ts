import type { Reply } from '../gateway/reply.ts';
import { amountText, lineAmount, orderTotals } from '../programs/money.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Delivery, Invoice } from '../state/deliveries.ts';
import type { Charge, OrderText } from '../state/drafts.ts';
import { isStopped, type Order, type OrderLine } from '../state/orders.ts';
import { headStatus, lineStatus, quantityText, roundQuantity, STAGES } from '../state/quantities.ts';
import { addressCards, headFacts } from './order-parts.ts';
import { type Html, html } from './html.ts';
import { actionButton, page, table } from './layout.ts';
import { deliveryStatusChip, moment, orderStatusChip, stopChip } from './words.ts';

const STEP_WORDS: Readonly<Record<string, string>> = {
  open: 'Allocate',
  allocated: 'Pick',
  picked: 'Deliver',
  delivered: 'Invoice',
};

/** One live order: head, addresses, lines, charges, texts, deliveries, invoices, and the buttons a clerk has. */
export function orderPage(sandbox: Sandbox, order: Order, notice: string): Reply {
  const { orderNumber, head, lines, stop, locked, texts, charges } = order;
  const base = `/orders/${orderNumber}`;
  const stopped = isStopped(stop);
  const held = stopped || locked;
  const step = nextStep(lines);
  const { goods, charges: extra, tax, total } = orderTotals(sandbox, order);
  const currency = head['CUCD'] ?? '';
  const deliveries = [...sandbox.world.deliveries.values()].filter((each) => each.orderNumber === orderNumber);
  const invoices = [...sandbox.world.invoices.values()].filter((each) => each.orderNumber === orderNumber);
  const body = html`<p class="back"><a href="/">Orders</a></p>
${notice === '' ? undefined : html`<p class="notice" role="alert">${notice}</p>`}
<div class="top">
<div class="title"><h1>Order ${orderNumber}</h1>${orderStatusChip(headStatus(lines).lowest)}${stopChip(stop, locked)}</div>
<div class="actions">${step && !held ? actionButton(`${base}/advance`, `${step} all`, {}, 'main') : undefined}
${stopped ? actionButton(`${base}/release`, 'Release', {}, 'main') : actionButton(`${base}/stop`, 'Stop')}</div>
</div>
${headFacts(sandbox, order.customer, head, [
  ['Entered', moment(order.createdAt)],
  [
    'From staged order',
    order.temporaryNumber === '' ? '' : html`<a href="/staged/${order.temporaryNumber}">${order.temporaryNumber}</a>`,
  ],
])}
<h2>Lines</h2>${lineTable(base, lines, held)}
<div class="columns"><div>${addressCards(sandbox, order)}</div>
<div><h2>Totals in ${currency}</h2>
<table class="totals"><tbody>
<tr><td>Goods</td><td class="number">${amountText(goods)}</td></tr>
<tr><td>Charges</td><td class="number">${amountText(extra)}</td></tr>
<tr><td>Tax</td><td class="number">${amountText(tax)}</td></tr>
<tr><td>To pay</td><td class="number">${amountText(total)}</td></tr>
</tbody></table></div></div>
${chargeSection(charges, lines)}${textSection(texts)}
<h2>Deliveries</h2>${deliveryTable(deliveries)}
<h2>Invoices</h2>${invoiceTable(invoices)}`;
  return page(`Order ${orderNumber}`, '/', body, notice === '' ? 200 : 400);
}

function nextStep(lines: readonly OrderLine[]): string | undefined {
  return STEP_WORDS[STAGES.find(({ stage }) => lines.some(({ stages }) => stages[stage] > 0))?.stage ?? ''];
}

function lineTable(base: string, lines: readonly OrderLine[], held: boolean): Html {
  return table<OrderLine>(
    [
      { name: 'Line', numeric: true, cell: ({ number }) => number },
      { name: 'Their line', numeric: true, cell: ({ fields }) => fields['CUPO'] ?? '' },
      {
        name: 'Item',
        wide: true,
        cell: ({ fields }) => html`<span>${fields['ITNO']} <span class="quiet">${fields['ITDS']}</span></span>`,
      },
      { name: 'Warehouse', cell: ({ fields }) => fields['WHLO'] ?? '' },
      { name: 'Ordered', numeric: true, cell: ({ fields }) => `${fields['ORQT'] ?? ''} ${fields['UNMS'] ?? ''}` },
      {
        name: 'Delivered',
        numeric: true,
        cell: ({ stages }) => quantityText(roundQuantity(stages.delivered + stages.invoiced)),
      },
      { name: 'Price', numeric: true, cell: ({ fields }) => fields['SAPR'] ?? '' },
      { name: 'Amount', numeric: true, cell: ({ fields }) => amountText(lineAmount(fields)) },
      { name: 'Status', cell: ({ stages }) => orderStatusChip(lineStatus(stages)) },
      {
        name: 'Next',
        cell: (line) => {
          const step = nextStep([line]);
          return step && !held ? actionButton(`${base}/advance`, step, { line: String(line.number) }) : '';
        },
      },
    ],
    lines,
    'This order has no lines.',
  );
}

function chargeSection(charges: readonly Charge[], lines: readonly OrderLine[]): Html | undefined {
  const onLines = lines.flatMap((line) => line.charges.map((charge) => ({ ...charge, where: `Line ${line.number}` })));
  const all = [...charges.map((charge) => ({ ...charge, where: 'Order' })), ...onLines];
  if (all.length === 0) return undefined;
  return html`<h2>Charges</h2>${table(
    [
      { name: 'Charge', cell: ({ id }) => id },
      { name: 'Text', cell: ({ text }) => text },
      { name: 'On', cell: ({ where }) => where },
      { name: 'Amount', numeric: true, cell: ({ amount }) => amount },
    ],
    all,
    '',
  )}`;
}

function textSection(texts: readonly OrderText[]): Html | undefined {
  if (texts.length === 0) return undefined;
  return html`<h2>Texts</h2>${texts.map(
    ({ level, line, text }) =>
      html`<div class="card"><p class="quiet">${level === '2' ? `Line ${line}` : 'Order'}</p><p>${text}</p></div>`,
  )}`;
}

function deliveryTable(deliveries: readonly Delivery[]): Html {
  return table<Delivery>(
    [
      { name: 'Delivery', cell: ({ deliveryNumber }) => deliveryNumber },
      { name: 'Warehouse', cell: ({ warehouse }) => warehouse },
      {
        name: 'Lines',
        cell: ({ lines }) => lines.map(({ line, quantity }) => `${line}: ${quantityText(quantity)}`).join(', '),
      },
      { name: 'Shipped', cell: ({ shippedAt }) => (shippedAt === 0 ? '' : moment(shippedAt)) },
      { name: 'Tracking', wide: true, cell: ({ trackingNumber }) => trackingNumber },
      { name: 'Status', cell: ({ status }) => deliveryStatusChip(status) },
    ],
    deliveries,
    'Nothing is on a pick list yet.',
  );
}

function invoiceTable(invoices: readonly Invoice[]): Html {
  return table<Invoice>(
    [
      { name: 'Invoice', cell: ({ invoiceNumber }) => invoiceNumber },
      { name: 'Date', cell: ({ createdAt }) => moment(createdAt) },
      { name: 'Goods', numeric: true, cell: ({ goods }) => goods },
      { name: 'Charges', numeric: true, cell: ({ charges }) => charges },
      { name: 'Tax', numeric: true, cell: ({ tax }) => tax },
      { name: 'Total', numeric: true, cell: ({ total, currency }) => `${total} ${currency}` },
    ],
    invoices,
    'Nothing is invoiced yet.',
  );
}

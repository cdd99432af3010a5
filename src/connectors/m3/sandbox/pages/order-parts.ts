import type { Sandbox } from '../sandbox.ts';
import type { MiRecord } from '../state/effects.ts';
import { DELIVERY_METHODS, DELIVERY_TERMS, ORDER_TYPES, PAYMENT_TERMS } from '../state/reference.ts';
import { type Html, html } from './html.ts';
import { facts } from './layout.ts';
import { day } from './words.ts';

const ADDRESS_WORDS: Readonly<Record<string, string>> = {
  '1': 'Delivery',
  '2': 'Location',
  '3': 'Invoice',
  '4': 'Payment',
};

/** The head of an order or staged order, as pairs with codes spelled out. */
export function headFacts(
  { world }: Sandbox,
  customer: string,
  head: MiRecord,
  own: readonly (readonly [string, string | Html])[],
): Html {
  const name = world.customers.get(customer)?.fields['CUNM'] ?? '';
  const coded = (code: string | undefined, text: string | undefined): string => [code, text].filter(Boolean).join(' ');
  const { TEDL = '', MODL = '', TEPY = '', ORTP = '' } = head;
  return facts([
    ['Customer', html`<a href="/customers/${encodeURIComponent(customer)}">${customer}</a> ${name}`],
    ['Their order number', head['CUOR'] ?? ''],
    ['Order reference', head['OREF'] ?? ''],
    ['Your reference', head['YREF'] ?? ''],
    ...own,
    ['Order date', day(head['ORDT'])],
    ['Requested', day(head['RLDT'])],
    ['Order type', coded(ORTP, ORDER_TYPES[ORTP])],
    ['Facility', head['FACI'] ?? ''],
    ['Delivery terms', coded(TEDL, DELIVERY_TERMS[TEDL])],
    ['Delivery method', coded(MODL, DELIVERY_METHODS[MODL])],
    ['Payment terms', coded(TEPY, PAYMENT_TERMS[TEPY]?.text)],
    ['Payment reference', head['PYRE'] ?? ''],
    ['Currency', head['CUCD'] ?? ''],
  ]);
}

/** The addresses an order carries, or the customer's own when it has none. */
export function addressCards(
  { world }: Sandbox,
  { customer, head, addresses }: { customer: string; head: MiRecord; addresses: Record<string, MiRecord> },
): Html {
  const own = Object.entries(addresses);
  const master = world.customers.get(customer);
  const stored = master?.addresses.get(`1/${head['ADID'] ?? ''}`);
  const shown: [string, MiRecord][] = own.length > 0 ? own : stored ? [['1', stored]] : [['', master?.fields ?? {}]];
  return html`${shown.map(
    ([
      type,
      address,
    ]) => html`<h2>${type === '' ? 'Customer address' : `${ADDRESS_WORDS[type] ?? `Type ${type}`} address`}</h2>
<div class="card">${addressLines(address).map((line) => html`<p>${line}</p>`)}</div>`,
  )}`;
}

function addressLines(address: MiRecord): string[] {
  const { CUNM, CUA1, CUA2, CUA3, CUA4, PONO, TOWN, ECAR, CSCD, PHNO, PHN2, YREF, MAIL } = address;
  const place = [PONO, TOWN, ECAR, CSCD].filter(Boolean).join(' ');
  return [CUNM, CUA1, CUA2, CUA3, CUA4, place, YREF, PHNO, PHN2, MAIL].filter((line): line is string => Boolean(line));
}

import { choices, inGroup } from './field-helpers.ts';

/** Deliveries and invoices to the store, and what becomes of changes that come from it. */
export const FULFILMENT = inGroup('Deliveries, invoices, changes', [
  {
    name: 'deliveriesEverySeconds',
    label: 'Seconds between two looks at deliveries and invoices',
    type: 'number',
    default: 120,
    minimum: 1,
    maximum: 86_400,
    help: 'How often M3 is asked for deliveries, tracking numbers and invoices of open web orders.',
  },
  {
    name: 'trackingDays',
    label: 'Days to wait for tracking and invoice',
    type: 'number',
    default: 14,
    minimum: 0,
    maximum: 365,
    help: 'A delivery without a tracking number is looked at again for so many days after the goods left.',
  },
  {
    name: 'invoiceLink',
    label: 'Address of printed invoices',
    type: 'text',
    default: '',
    help: 'Where the PDF stands, with {number}, {year}, {printed}, {order} and {customer} filled in. Empty: no link.',
  },
  {
    name: 'changeUntil',
    label: 'Change or cancel orders until',
    type: 'choice',
    default: '33',
    choices: choices({ '33': 'Picking starts (status 33, default)', '22': 'Goods are allocated (status 22)' }),
    help: 'Past this status of a line a person decides what becomes of a change or cancellation in the store.',
  },
]);

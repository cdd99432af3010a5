import { choices, inGroup } from './field-helpers.ts';

/** Where each field stands in the fixed-position record, as an example that an interface can be set up by. */
const EXAMPLE_LAYOUT = [
  '1-2 INRI',
  '3-12 GRNR',
  '13-22 AIT1',
  '23-32 AIT2',
  '33-35 CUCD',
  '36-52 CUAM right',
  '53-53 DBCR',
  '54-61 ACDT',
  '62-101 VTXT',
];

/** How payments and vouchers reach receivables and the general ledger. */
export const FINANCE = inGroup('Payments and the ledger', [
  {
    name: 'ledgerInterface',
    label: 'Ledger interface',
    type: 'text',
    default: '',
    help: 'Interface (INTN) that GLS850 defines for vouchers of the store. Needed for vouchers.',
  },
  {
    name: 'voucherLines',
    label: 'Lines of vouchers',
    type: 'choice',
    default: 'fields',
    choices: choices({
      fields: 'Named fields (usage type 2, default)',
      packed: 'Fixed positions (usage type 1, all releases)',
    }),
    help: 'What the interface takes.',
  },
  {
    name: 'voucherRecord',
    label: 'Record id of voucher lines',
    type: 'text',
    default: 'I1',
    help: 'The record (INRI) of the interface that a voucher line is.',
  },
  {
    name: 'voucherLayout',
    label: 'Positions of the record',
    type: 'list',
    default: EXAMPLE_LAYOUT,
    help: 'Entries such as “36-52 CUAM right”: first and last position, field, side. “54-56 =WEB” is a fixed text.',
    when: { setting: 'voucherLines', is: 'packed' },
  },
  {
    name: 'ledgerCurrencies',
    label: 'Currencies of the ledger',
    type: 'list',
    default: [],
    help: 'Payments in other currencies are held. Empty: whatever M3 takes.',
  },
  {
    name: 'paymentBatchType',
    label: 'Type of payment batches',
    type: 'text',
    default: '',
    help: 'Batch payment type (BOPE) with which invoices are settled (ARS040). Needed for settling.',
  },
  {
    name: 'bankAccount',
    label: 'Bank account of payment batches',
    type: 'text',
    default: '',
    help: 'Our bank account id (BAAN), where the batch payment type asks for one.',
  },
  {
    name: 'paymentMarkField',
    label: 'Field that carries our mark of a payment',
    type: 'choice',
    default: 'CKNO',
    choices: choices({ CKNO: 'Check number (CKNO)', IRNO: 'Invoice reference number (IRNO)' }),
    help: 'The receivables ledger (FSLEDG) must show it: by it a payment is found again after a lost answer.',
  },
  {
    name: 'cashDesk',
    label: 'Cash desk',
    type: 'text',
    default: '',
    help: 'Cash desk (CSHD of OIS215) for payments on account. Needed for prepayments.',
  },
  {
    name: 'receivables',
    label: 'Look for changed receivables',
    type: 'choice',
    default: 'off',
    choices: choices({ off: 'No (default)', export: 'One query on the receivables ledger (EXPORTMI)' }),
    help: 'Tells flows when an invoice is paid or a payment is entered in M3.',
  },
  {
    name: 'receivablesEverySeconds',
    label: 'Seconds between two looks at receivables',
    type: 'number',
    default: 300,
    minimum: 1,
    maximum: 86_400,
    help: 'How often M3 is asked for changed receivables.',
  },
]);

import { choices, inGroup } from './field-helpers.ts';

/** How customers are kept alike with the store. */
export const CUSTOMER_CHANGES = inGroup('Customers both ways', [
  {
    name: 'customersEverySeconds',
    label: 'Seconds between two looks at customers',
    type: 'number',
    default: 60,
    minimum: 1,
    maximum: 86_400,
    help: 'How often M3 is asked for changed customers. Events make it faster.',
  },
  {
    name: 'customerPageSize',
    label: 'Customers in a page of a full reading',
    type: 'number',
    default: 500,
    minimum: 10,
    maximum: 10_000,
    help: 'A full reading goes through all customers in pages of this size.',
  },
  {
    name: 'addressChanges',
    label: 'Changes of addresses',
    type: 'choice',
    default: 'off',
    choices: choices({
      off: 'Only with the customer itself (default)',
      export: 'One query on the address table (EXPORTMI)',
    }),
    help: 'A changed delivery address does not show in the list of changed customers; some tenants do not allow the query.',
  },
  {
    name: 'customerSearch',
    label: 'Look for customers without a number by',
    type: 'choice',
    default: 'export',
    choices: choices({
      export: 'One query on the customer table (EXPORTMI, default)',
      index: 'The search index (SearchCustomer); it may lag behind',
    }),
    help: 'VAT number, e-mail and postal code have no list of their own in M3.',
  },
  {
    name: 'blankOut',
    label: 'To empty a field of a customer',
    type: 'choice',
    default: '?',
    choices: choices({ '?': 'Send a question mark (usual)', leave: 'Leave the field as it is' }),
    help: 'An empty value leaves a field of M3 as it is; most programs empty it for a question mark.',
  },
]);

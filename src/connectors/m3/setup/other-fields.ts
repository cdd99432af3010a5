import { choices, inGroup } from './field-helpers.ts';

/** How web customers become customers of M3. */
export const CUSTOMERS = inGroup('Customers', [
  {
    name: 'customerTemplate',
    label: 'Customer template',
    type: 'text',
    required: true,
    help: 'Template (CUTM) for new customers; CRS610 lists them.',
  },
  {
    name: 'customerNumberPrefix',
    label: 'Prefix of customer numbers',
    type: 'text',
    default: '',
    help: 'With a prefix the number is made of it and the web customer number, so that no customer can be made twice. Empty: M3 gives the number.',
  },
  {
    name: 'guestPolicy',
    label: 'Guests',
    type: 'choice',
    default: 'shared',
    choices: choices({ shared: 'One customer number for all (default)', 'per-email': 'One customer for each e-mail' }),
    help: 'Addresses of guests stand on their orders.',
  },
  {
    name: 'guestCustomer',
    label: 'Customer number of guests',
    type: 'text',
    default: '',
    when: { setting: 'guestPolicy', is: 'shared' },
    help: 'The customer in M3 that all guest orders go to.',
  },
  {
    name: 'customerMatch',
    label: 'Match existing customers by',
    type: 'list',
    default: ['number'],
    help: 'number: the customer number the store knows. searchKey: whoever carries the web customer number as search key (ALCU) is the customer, whatever the name; only where no earlier system and no other store has written there. Anything weaker is left to people.',
  },
  { name: 'addressType', label: 'Address type', type: 'text', default: '1', help: 'ADRT of delivery addresses.' },
  {
    name: 'language',
    label: 'Language',
    type: 'text',
    default: '',
    help: 'M3 language code (LNCD) of new customers; empty for that of the template.',
  },
]);

/** How changes come back. */
export const STATUS = inGroup('Status back to the store', [
  {
    name: 'statusSource',
    label: 'Find changes by',
    type: 'choice',
    default: 'open-orders',
    choices: choices({
      'open-orders': 'Asking for open orders (default)',
      export: 'One query on the order table (EXPORTMI)',
    }),
    help: 'The query is lighter with many open orders; some tenants do not allow it.',
  },
  {
    name: 'statusEverySeconds',
    label: 'Seconds between two looks',
    type: 'number',
    default: 60,
    minimum: 1,
    maximum: 86_400,
    help: 'How often M3 is asked for changed orders.',
  },
]);

/** How much and how long. */
export const LIMITS = inGroup('Limits and times', [
  {
    name: 'quietTime',
    label: 'Quiet time',
    type: 'text',
    default: '10m',
    help: 'After a write without an answer nothing is written again before this much time. It must be longer than the longest time-out of the gateway and of M3 together; at least 2 minutes.',
  },
  { name: 'readTimeout', label: 'Time-out of reads', type: 'text', default: '30s', help: 'Longest time for one read.' },
  {
    name: 'writeTimeout',
    label: 'Time-out of writes',
    type: 'text',
    default: '60s',
    help: 'Longest time for one write.',
  },
  {
    name: 'concurrency',
    label: 'Calls at the same time',
    type: 'number',
    default: 4,
    minimum: 1,
    maximum: 256,
    help: 'Each takes one M3 job. More than 8 is rarely good for M3.',
  },
  {
    name: 'ratePerSecond',
    label: 'Calls per second',
    type: 'number',
    default: 0,
    minimum: 0,
    maximum: 10_000,
    help: 'Most calls in a second; 0 for no limit of our own.',
  },
]);

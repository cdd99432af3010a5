import { choices, inGroup } from './field-group.ts';

/** What happens when card data turns up. */
export const SAFETY_FIELDS = inGroup('Card data', [
  {
    name: 'cardDataInWebhooks',
    label: 'Card data in a webhook',
    type: 'choice',
    default: 'reject',
    choices: choices({ reject: 'Refuse the delivery', blank: 'Mask it and go on' }),
    help: 'Nothing with card data is ever stored. A refused order is still found by the next look.',
  },
  {
    name: 'cardDataInOrders',
    label: 'Card data in an order',
    type: 'choice',
    default: 'hold',
    choices: choices({ hold: 'Hold the order', blank: 'Mask it and go on with a warning' }),
    help: 'For numbers that shoppers write into notes and the like.',
  },
  {
    name: 'digitFields',
    label: 'Fields that are no card numbers',
    type: 'list',
    default: [],
    help: 'Fields whose long numbers are something else, for example paymentTransactionId.',
  },
]);

/** How hard the store may be asked, and where it may stand. */
export const LIMITS_FIELDS = inGroup('Limits', [
  {
    name: 'concurrency',
    label: 'Calls at one time',
    type: 'number',
    default: 4,
    minimum: 1,
    maximum: 64,
    help: 'At most.',
  },
  {
    name: 'ratePerSecond',
    label: 'Calls per second',
    type: 'number',
    default: 5,
    minimum: 0.1,
    maximum: 10_000,
    help: 'On average. The store publishes no limit of its own.',
  },
  {
    name: 'burst',
    label: 'Calls in a burst',
    type: 'number',
    default: 10,
    minimum: 1,
    maximum: 10_000,
    help: 'At most.',
  },
  {
    name: 'callTimeoutSeconds',
    label: 'Longest single call',
    type: 'number',
    default: 30,
    minimum: 1,
    maximum: 600,
    help: 'Seconds.',
  },
  {
    name: 'listTimeoutSeconds',
    label: 'Longest list',
    type: 'number',
    default: 100,
    minimum: 1,
    maximum: 600,
    help: 'Seconds.',
  },
  {
    name: 'ca',
    label: 'Own certificate authority',
    type: 'text',
    default: '',
    help: 'PEM text, when the store has a certificate of your own authority.',
  },
  {
    name: 'allowInsecure',
    label: 'Allow plain http',
    type: 'boolean',
    default: false,
    help: 'For sandboxes only. A store on this machine needs no permission.',
  },
  {
    name: 'allowPrivateNetwork',
    label: 'Allow private addresses',
    type: 'boolean',
    default: false,
    help: 'For stores in your own network.',
  },
]);

import { choices, inGroup } from './field-group.ts';

/** How webhooks are checked and read. */
export const HOOKS_FIELDS = inGroup('Webhooks', [
  {
    name: 'webhookSecret',
    label: 'Webhook secret',
    type: 'secret',
    help: 'whsec_ and base64, as the sender shows it. During a rotation the old and the new one, with a blank between.',
  },
  {
    name: 'webhookAuth',
    label: 'Check deliveries by',
    type: 'choice',
    default: 'signature',
    choices: choices({ signature: 'Signature (Standard Webhooks)', header: 'Fixed header (weak)' }),
    help: 'A fixed header proves little: use it only together with an IP allow list.',
  },
  {
    name: 'webhookHeader',
    label: 'Header with the secret',
    type: 'text',
    default: 'X-Webhook-Secret',
    help: 'Name of the header; it must carry the webhook secret.',
    when: { setting: 'webhookAuth', is: 'header' },
  },
  {
    name: 'webhookToleranceMinutes',
    label: 'Tolerance of clocks',
    type: 'number',
    default: 5,
    minimum: 1,
    maximum: 15,
    help: 'Minutes by which the sender’s clock may differ from ours.',
  },
  {
    name: 'webhookKilobytes',
    label: 'Largest webhook',
    type: 'number',
    default: 1_000,
    minimum: 20,
    maximum: 10_000,
    help: 'Kilobytes of the body.',
  },
  {
    name: 'webhookTypePath',
    label: 'Path of the event type',
    type: 'text',
    default: 'type',
    help: 'Where the type stands in the body.',
  },
  {
    name: 'webhookIdPath',
    label: 'Path of the record’s id',
    type: 'text',
    default: 'data.id',
    help: 'Where the id of the order (or other record) stands in the body.',
  },
  {
    name: 'webhookTimePath',
    label: 'Path of the time',
    type: 'text',
    default: 'timestamp',
    help: 'Where the time of the event stands in the body.',
  },
  {
    name: 'webhookTypes',
    label: 'Other names of events',
    type: 'list',
    default: [],
    help: 'Entries such as OrderPlaced=order.created, for senders with names of their own.',
  },
]);

/** The look that finds what no webhook told. */
export const POLL_FIELDS = inGroup('Polling', [
  {
    name: 'lookForPayments',
    label: 'Look for payments',
    type: 'boolean',
    default: false,
    help: 'Switch on when finance has set up accounts and flows: captures, refunds and chargebacks are then told.',
  },
  {
    name: 'pollSeconds',
    label: 'Seconds between two looks',
    type: 'number',
    default: 300,
    minimum: 1,
    maximum: 86_400,
    help: 'The look that finds what no webhook told.',
  },
  {
    name: 'overlapMinutes',
    label: 'Overlap',
    type: 'number',
    default: 10,
    minimum: 1,
    maximum: 1_440,
    help: 'Minutes before the last look that are listed again, once a minute, for changes that came late.',
  },
  {
    name: 'firstLook',
    label: 'First look',
    type: 'text',
    default: '10m',
    help: 'How far back the very first look goes, for example 2h. Older orders count as history.',
  },
]);

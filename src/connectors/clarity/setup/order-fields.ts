import { choices, inGroup } from './field-group.ts';
import { DEFAULT_STATUSES } from './statuses.ts';

/** Which orders go out, and how they are marked and moved. */
export const ORDERS_FIELDS = inGroup('Orders', [
  {
    name: 'exportedMarker',
    label: 'Field that holds the ERP’s order number',
    type: 'text',
    default: 'CustomKey',
    help: 'CustomKey, or the name of an attribute where the store gives keys of its own. An order with a value there counts as exported.',
  },
  {
    name: 'groupedOrders',
    label: 'Grouped orders',
    type: 'choice',
    default: 'subs',
    choices: choices({ subs: 'Export the parts', master: 'Export the master' }),
    help: 'A cart with several destinations makes one master order and one part for each. Only one side is exported.',
  },
  {
    name: 'guestOrders',
    label: 'Orders of guests',
    type: 'choice',
    default: 'export',
    choices: choices({ export: 'Export', hold: 'Hold for a person' }),
    help: 'Orders without an account.',
  },
  {
    name: 'readAccount',
    label: 'Read the account of an order',
    type: 'choice',
    default: 'new',
    choices: choices({
      new: 'When it has no customer number yet, or the order is on hold',
      always: 'Always',
      never: 'Never',
    }),
    help: 'An order names its account; hold, tax and VAT number stand on the account itself and cost one call more.',
  },
  {
    name: 'statuses',
    label: 'Statuses',
    type: 'list',
    default: DEFAULT_STATUSES,
    help: 'One entry for each status: name = rank, and how it is set: an action of the store, “update” (silent), or “never”.',
  },
  {
    name: 'statusesOfPeople',
    label: 'Statuses that people set',
    type: 'list',
    default: ['On Hold', 'Void'],
    help: 'An order that stands here is left alone until a person moves it.',
  },
  {
    name: 'quietTime',
    label: 'Quiet time',
    type: 'text',
    default: '2m',
    help: 'How long a write without an answer may still take effect. At least 30s, except for a store on this machine.',
  },
]);

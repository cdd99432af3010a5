import { choices, inGroup } from './field-group.ts';

const forPhoenix = { when: { setting: 'dialect', is: 'phoenix' } } as const;

/** The store and how it writes. */
export const STORE_FIELDS = inGroup('Store', [
  {
    name: 'baseUrl',
    label: 'Base URL',
    type: 'url',
    required: true,
    help: 'Address of the store’s API with its path. An address without a path gets the usual one of the older generation.',
  },
  {
    name: 'dialect',
    label: 'Generation',
    type: 'choice',
    default: 'cef',
    choices: choices({ cef: 'CEF (2015 to 2023)', phoenix: 'Phoenix (current), reading orders' }),
    help: 'Ask the store’s team. Both give the same records to flows.',
  },
  {
    name: 'surface',
    label: 'Surface',
    type: 'choice',
    default: 'full',
    choices: choices({ full: 'Full API', portal: 'A portal’s API only' }),
    help: 'Portals lack look-ups by key and the list for integrations, and show master orders only.',
  },
  {
    name: 'storeName',
    label: 'Name of the store in events',
    type: 'text',
    default: 'main',
    help: 'Give each store a name of its own when several are connected.',
  },
  {
    name: 'sourceTimeZone',
    label: 'Zone of the store’s stamps',
    type: 'text',
    default: 'UTC',
    help: 'UTC or a name such as America/Chicago. The store writes times without saying in which zone.',
  },
  {
    name: 'defaultCurrency',
    label: 'Currency of the store',
    type: 'text',
    default: 'USD',
    help: 'For orders that do not name one (ISO 4217).',
  },
  {
    name: 'currencyDecimals',
    label: 'Decimals of currencies',
    type: 'list',
    default: [],
    help: 'Only where the store differs from ISO 4217: entries such as ISK:2.',
  },
  {
    name: 'referer',
    label: 'Referer',
    type: 'text',
    default: '',
    help: 'Address of the storefront, when the store checks where calls come from.',
  },
  {
    name: 'ordersPath',
    label: 'Path of orders',
    type: 'text',
    default: '/sales/salesorder',
    help: 'Plugin and entity, relative to the base URL.',
    ...forPhoenix,
  },
  {
    name: 'accountsPath',
    label: 'Path of accounts',
    type: 'text',
    default: '/connectcore/account',
    help: 'Plugin and entity, relative to the base URL.',
    ...forPhoenix,
  },
  {
    name: 'productsPath',
    label: 'Path of products',
    type: 'text',
    default: '/products/product',
    help: 'Plugin and entity, relative to the base URL.',
    ...forPhoenix,
  },
]);

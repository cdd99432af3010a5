import { choices, inGroup } from './field-helpers.ts';

/** How the connection signs in. */
export const LOGIN = inGroup('Login', [
  {
    name: 'ionapi',
    label: 'Credentials file',
    type: 'file',
    help: 'The .ionapi file of a Backend Service app with a service account. It fills the fields below.',
  },
  {
    name: 'gatewayUrl',
    label: 'ION API Gateway',
    type: 'url',
    required: true,
    help: 'Base address of the gateway (iu in the file).',
  },
  {
    name: 'tenantId',
    label: 'Tenant',
    type: 'text',
    required: true,
    help: 'Tenant id (ti in the file), for example ACME_TST.',
  },
  {
    name: 'tokenUrl',
    label: 'Token address',
    type: 'url',
    required: true,
    help: 'Address that gives access tokens (pu and ot in the file).',
  },
  {
    name: 'clientId',
    label: 'Client id',
    type: 'text',
    required: true,
    help: 'Id of the authorised app (ci in the file).',
  },
  {
    name: 'clientSecret',
    label: 'Client secret',
    type: 'secret',
    required: true,
    help: 'Secret of the authorised app (cs in the file).',
  },
  {
    name: 'grant',
    label: 'Login by',
    type: 'choice',
    default: 'password',
    choices: choices({ password: 'Service account (default)', client_credentials: 'Client credentials only' }),
    help: 'Infor documents the service account for unattended use.',
  },
  {
    name: 'accountKey',
    label: 'Service account key',
    type: 'secret',
    required: true,
    when: { setting: 'grant', is: 'password' },
    help: 'Access key of the service account (saak in the file).',
  },
  {
    name: 'accountSecret',
    label: 'Service account secret',
    type: 'secret',
    required: true,
    when: { setting: 'grant', is: 'password' },
    help: 'Secret key of the service account (sask in the file).',
  },
  {
    name: 'clientAuthentication',
    label: 'Send the client secret',
    type: 'choice',
    default: 'body',
    choices: choices({ body: 'In the form', basic: 'In the header (Basic)' }),
    help: 'How the token address wants the client secret.',
  },
  { name: 'scope', label: 'Scope', type: 'text', help: 'Only when the app enforces scopes: the suites it may use.' },
]);

/** Where in M3 the orders belong. */
export const COMPANY = inGroup('Company', [
  { name: 'company', label: 'Company', type: 'text', required: true, help: 'M3 company (CONO), for example 100.' },
  {
    name: 'division',
    label: 'Division',
    type: 'text',
    default: '',
    help: 'M3 division (DIVI), for example AAA. Empty for the company level.',
  },
  {
    name: 'facility',
    label: 'Facility',
    type: 'text',
    required: true,
    help: 'Facility (FACI) of web orders, unless the mapping gives another.',
  },
  {
    name: 'warehouse',
    label: 'Warehouse',
    type: 'text',
    required: true,
    help: 'Warehouse (WHLO) of web orders, unless the mapping gives another.',
  },
  {
    name: 'currencyDecimals',
    label: 'Decimals of currencies',
    type: 'list',
    default: [],
    help: 'Only where M3 differs from ISO 4217: entries such as ISK:2.',
  },
]);

/** What the tenant's m3api-rest is like. */
export const INTERFACE = inGroup('Interface', [
  { name: 'suite', label: 'Application suite', type: 'text', default: 'M3', help: 'Name of M3 in the gateway.' },
  {
    name: 'apiVersion',
    label: 'm3api-rest',
    type: 'choice',
    default: 'v2',
    choices: choices({ v2: 'Version 2 (default)', v1: 'Version 1, for older hosts' }),
    help: 'Version 1 has no calls of several transactions, so everything is sent one by one.',
  },
  {
    name: 'dateFormat',
    label: 'Date format',
    type: 'text',
    default: 'YMD8',
    help: 'Format that dates are asked in; keep YMD8.',
  },
  {
    name: 'decimalMark',
    label: 'Decimal mark of the service user',
    type: 'choice',
    default: '.',
    choices: choices({ '.': 'Point (default)', ',': 'Comma' }),
    help: 'As set for the user in M3 (MNS150). A point is recommended.',
  },
  {
    name: 'extraFields',
    label: 'Fields beyond the tables',
    type: 'list',
    default: [],
    help: 'Input fields a newer M3 has, as AddBatchHead.UDF1.',
  },
  {
    name: 'ca',
    label: 'Own certificate authority',
    type: 'text',
    default: '',
    help: 'PEM text, when the gateway has a certificate of your own authority.',
  },
  { name: 'allowInsecure', label: 'Allow plain http', type: 'boolean', default: false, help: 'For sandboxes only.' },
  {
    name: 'allowPrivateNetwork',
    label: 'Allow private addresses',
    type: 'boolean',
    default: false,
    help: 'For sandboxes and on-premises hosts.',
  },
  {
    name: 'sandbox',
    label: 'This is a sandbox',
    type: 'boolean',
    default: false,
    help: 'Allows a quiet time below two minutes. Never for a system that matters.',
  },
]);

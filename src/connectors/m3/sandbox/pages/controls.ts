import type { Reply } from '../gateway/reply.ts';
import type { Sandbox } from '../sandbox.ts';
import { html } from './html.ts';
import { page, table } from './layout.ts';

interface Control {
  address: string;
  body: string;
  does: string;
}

/** The control addresses, as a person who writes a test wants them. */
const CONTROLS: readonly Control[] = [
  {
    address: 'GET /sandbox/ledger',
    body: '',
    does: 'What stands in M3: orders, drafts, customers, calls by name, tokens given',
  },
  { address: 'GET /sandbox/customers', body: '', does: 'Customers alone, with every change of them' },
  { address: 'GET /sandbox/effects', body: '', does: 'The newest effects' },
  { address: 'GET /sandbox/settings', body: '', does: 'The settings below' },
  { address: 'POST /sandbox/settings', body: '{"confirmMode": "delayed"}', does: 'Changes settings' },
  { address: 'POST /sandbox/faults', body: '{"level": "harsh"}', does: 'Chances of faults: none, light, harsh' },
  {
    address: 'POST /sandbox/faults',
    body: '{"rule": {"call": "OIS100MI/Confirm", "kind": "drop-after", "times": 1}}',
    does: 'The next calls of that name get the fault; bulk calls are named OIS100MI/bulk, sign-in as/token.oauth2, * is any',
  },
  {
    address: 'POST /sandbox/faults',
    body: '{"bulkCut": {"program": "OIS100MI", "after": 3, "times": 1}}',
    does: 'A bulk call breaks off after some transactions',
  },
  { address: 'POST /sandbox/faults', body: '{"clear": true}', does: 'No faults any more' },
  {
    address: 'POST /sandbox/feed',
    body: '{"hook": {"url": "http://127.0.0.1:4600/hooks/m3", "subscriptions": ["M3:MITBAL:CUD"]}, "modes": {"drop": 0.05}}',
    does: 'Who is told of changes (hook: CMS049, ims: ION), and which share gets lost, doubled or late; GET tells how it goes',
  },
  { address: 'GET /sandbox/goods', body: '', does: 'Items, prices, stock and deliveries as they stand' },
  {
    address: 'POST /sandbox/life',
    body: '{"ratePerSecond": 2, "seed": 7}',
    does: 'People work here by themselves; {"stop": true} ends it, GET tells what they did',
  },
  { address: 'POST /sandbox/tokens/revoke', body: '', does: 'Ends all tokens' },
  {
    address: 'POST /sandbox/orders/0010004711/advance',
    body: '{"lines": [1], "from": "33", "to": "66", "quantity": 2}',
    does: 'Moves an order on; without a body one step for all lines',
  },
  {
    address: 'POST /sandbox/orders/0010004711/stop',
    body: '{"code": "5"}',
    does: 'Stops an order; release lets it go',
  },
  {
    address: 'POST /sandbox/items',
    body: '{"itemNumber": "PUMP-1001", "fields": {"STAT": "90"}, "onHand": {"001": 12}}',
    does: 'Changes or makes an item and its stock',
  },
  {
    address: 'POST /sandbox/customers',
    body: '{"customerNumber": "C100001", "fields": {"PHNO": "+1 512 555 0100"}}',
    does: 'Changes a customer as a clerk does',
  },
  {
    address: 'POST /sandbox/prices',
    body: '{"rows": [{"itemNumber": "PUMP-1001", "price": "249.00"}]}',
    does: 'Sets rows of price lists; the base list when none is named. `validTo` ends the whole list',
  },
];

/** What can be steered from outside, and how the sandbox is set at this moment. */
export function controlsPage({ settings }: Sandbox): Reply {
  const controls = table<Control>(
    [
      { name: 'Address', wide: true, cell: ({ address }) => html`<code>${address}</code>` },
      { name: 'Body', wide: true, cell: ({ body }) => (body === '' ? '' : html`<code>${body}</code>`) },
      { name: 'Does', wide: true, cell: ({ does }) => does },
    ],
    CONTROLS,
    '',
  );
  const values = table<[string, unknown]>(
    [
      { name: 'Setting', cell: ([name]) => html`<code>${name}</code>` },
      { name: 'Now', cell: ([, value]) => html`<code>${JSON.stringify(value)}</code>` },
    ],
    Object.entries(settings),
    '',
  );
  const note = html`<p class="more">They answer this machine only and need no sign-in.</p>`;
  return page(
    'Controls',
    '/controls',
    html`<div class="top"><h1>Controls for tests</h1></div>${controls}${note}<h2>Settings</h2>${values}`,
  );
}

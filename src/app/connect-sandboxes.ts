import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../core/json.ts';
import { CONNECTORS } from '../connectors/index.ts';
import type { ConnectionStore } from '../engine/read-ports.ts';
import { connectFeed } from './connect-feed.ts';
import type { SandboxReach } from './sandboxes.ts';

/** What a demo may set apart from the defaults. */
export interface SandboxConnectionSettings {
  readonly m3?: JsonObject;
  readonly clarity?: JsonObject;
  /** Secret of the store's webhooks, for who sends some of his own; else the one that is kept, or a fresh one. */
  readonly webhookSecret?: string;
  /** Secret of M3's change feed, for the same purpose. */
  readonly feedSecret?: string;
}

export interface ConnectSandboxes {
  readonly tenant: string;
  readonly store: ConnectionStore;
  readonly reach: SandboxReach;
  /** Where the store sends its webhooks: `http://127.0.0.1:4600`. */
  readonly serverUrl: string;
  readonly settings?: SandboxConnectionSettings;
  /** Shortens the pauses between the store's webhook retries, for demos: 0.01 makes 5 minutes 3 seconds. */
  readonly retryScale?: number;
  /** Have both systems tell of all that flows want to know; without it the store tells of orders and returns only. */
  readonly feed?: boolean;
}

/**
 * Makes the connections `m3` and `clarity` lead to the sandboxes, as an integration lead would in the console, and
 * tells the store where to send its webhooks. A connection that leads there already stays as it is.
 */
export async function connectSandboxes(wish: ConnectSandboxes): Promise<void> {
  const { tenant, store, reach, serverUrl, settings } = wish;
  const imported = CONNECTORS['m3']?.importFile?.(reach.m3.ionapi);
  if (!imported || 'code' in imported)
    throw new Error(`The sandbox's .ionapi file is refused: ${imported?.message ?? ''}`);
  const feedSecret = wish.feed === true ? (settings?.feedSecret ?? (await keptFeedSecret(tenant, store))) : undefined;
  await save({
    tenant,
    store,
    name: 'm3',
    title: 'Infor M3 (sandbox)',
    settings: {
      ...imported.settings,
      ...LOOPBACK,
      ...M3_SANDBOX,
      ...(wish.feed === true ? FINANCE : {}),
      ...settings?.m3,
    },
    secrets: { ...imported.secrets, ...(feedSecret === undefined ? {} : { feedSecret }) },
  });
  if (feedSecret !== undefined) await connectFeed(reach, serverUrl, feedSecret);
  const known = await store.get(tenant, 'clarity');
  const kept = known && (await store.openSecrets(tenant, 'clarity'))['webhookSecret'];
  const webhookSecret = settings?.webhookSecret ?? kept ?? `whsec_${randomBytes(32).toString('base64')}`;
  await save({
    tenant,
    store,
    name: 'clarity',
    title: 'Clarity store (sandbox)',
    settings: {
      ...LOOPBACK,
      ...STORE_SANDBOX,
      ...(wish.feed === true ? PAYMENTS : {}),
      baseUrl: reach.store.apiUrl,
      username: reach.store.credentials.userName,
      ...settings?.clarity,
    },
    secrets: { password: reach.store.credentials.password, webhookSecret },
  });
  await tellStore(`${reach.store.url}/sandbox/webhook`, {
    url: `${serverUrl}/hooks/clarity`,
    secret: webhookSecret,
    ...(wish.feed === true ? { eventTypes: STORE_EVENTS } : {}),
  });
  if (wish.retryScale !== undefined)
    await tellStore(`${reach.store.url}/sandbox/settings`, { retryScale: wish.retryScale });
}

async function keptFeedSecret(tenant: string, store: ConnectionStore): Promise<string> {
  const known = await store.get(tenant, 'm3');
  const kept = known && (await store.openSecrets(tenant, 'm3'))['feedSecret'];
  return kept ?? randomBytes(32).toString('base64url');
}

/** What only a sandbox on this machine needs. */
const LOOPBACK: JsonObject = { allowInsecure: true, allowPrivateNetwork: true, concurrency: 16 };

/** What an integration lead would set for the sandbox's company. */
const M3_SANDBOX: JsonObject = {
  sandbox: true,
  company: '100',
  division: 'AAA',
  facility: '001',
  warehouse: '001',
  orderType: 'WEB',
  customerTemplate: 'WEBTEMPL',
  customerNumberPrefix: 'W',
  guestCustomer: 'WEBGUEST',
  statusEverySeconds: 5,
};

/** What finance of the sandbox's company has set up for web payments. */
const FINANCE: JsonObject = { ledgerInterface: 'LANDBRIDGE', paymentBatchType: 'WEB', cashDesk: 'WEB' };

/** With accounts set up, a payment that no webhook told of is found as well. */
const PAYMENTS: JsonObject = { lookForPayments: true };

/** What the prebuilt flows want to hear of from a store. */
const STORE_EVENTS = [
  'order.created',
  'order.updated',
  'order.status_changed',
  'order.cancelled',
  'return.created',
  'return.status_changed',
  'customer.created',
  'customer.updated',
  'contact.created',
  'contact.updated',
  'address.updated',
  'payment.authorized',
  'payment.captured',
  'payment.refunded',
  'payment.voided',
  'payment.chargeback',
];

const STORE_SANDBOX: JsonObject = { auth: 'session', pollSeconds: 10, ratePerSecond: 1_000, burst: 1_000 };

async function save(connection: {
  tenant: string;
  store: ConnectionStore;
  name: 'm3' | 'clarity';
  title: string;
  settings: JsonObject;
  secrets: Readonly<Record<string, string>>;
}): Promise<void> {
  const { tenant, store, name, title, settings, secrets } = connection;
  const known = await store.get(tenant, name);
  const kept = known ? await store.openSecrets(tenant, name) : {};
  const merged = { ...known?.settings, ...settings };
  const same =
    known !== undefined &&
    sameMembers(known.settings, merged) &&
    Object.entries(secrets).every(([key, value]) => kept[key] === value);
  if (same) return;
  await store.save({ tenant, name, connector: name, title, settings: merged, secrets, by: 'sandbox' });
}

function sameMembers(a: JsonObject, b: JsonObject): boolean {
  const text = (value: JsonObject): string =>
    JSON.stringify(Object.entries(value).toSorted(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}

async function tellStore(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The store sandbox refused ${url}: ${response.status} ${await response.text()}`);
}

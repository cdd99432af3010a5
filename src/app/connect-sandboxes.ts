import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../core/json.ts';
import { CONNECTORS } from '../connectors/index.ts';
import type { ConnectionStore } from '../engine/read-ports.ts';
import type { SandboxReach } from './sandboxes.ts';

/** What a demo may set apart from the defaults. */
export interface SandboxConnectionSettings {
  readonly m3?: JsonObject;
  readonly clarity?: JsonObject;
}

export interface ConnectSandboxes {
  readonly tenant: string;
  readonly store: ConnectionStore;
  readonly reach: SandboxReach;
  /** Where the store sends its webhooks: `http://127.0.0.1:4600`. */
  readonly serverUrl: string;
  readonly settings?: SandboxConnectionSettings;
}

/**
 * Makes the connections `m3` and `clarity` lead to the sandboxes, as an integration lead would in the console, and
 * tells the store where to send its webhooks. A connection that leads there already stays as it is.
 */
export async function connectSandboxes({ tenant, store, reach, serverUrl, settings }: ConnectSandboxes): Promise<void> {
  const imported = CONNECTORS['m3']?.importFile?.(reach.m3.ionapi);
  if (!imported || 'code' in imported)
    throw new Error(`The sandbox's .ionapi file is refused: ${imported?.message ?? ''}`);
  const local = { allowInsecure: true, allowPrivateNetwork: true, sandbox: true, concurrency: 16 };
  await save({
    tenant,
    store,
    name: 'm3',
    title: 'Infor M3 (sandbox)',
    settings: {
      ...imported.settings,
      ...local,
      customerTemplate: 'WEBTEMPL',
      customerNumberPrefix: 'W',
      ...settings?.m3,
    },
    secrets: imported.secrets,
  });

  const known = await store.get(tenant, 'clarity');
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const keptSecret = known && (await store.openSecrets(tenant, 'clarity'))['webhookSecrets'];
  await save({
    tenant,
    store,
    name: 'clarity',
    title: 'Clarity store (sandbox)',
    settings: {
      ...withoutSandboxFlag(local),
      baseUrl: reach.store.apiUrl,
      credentialKind: 'session',
      userName: reach.store.credentials.userName,
      ratePerSecond: 2_000,
      burst: 2_000,
      pollSeconds: 10,
      ...settings?.clarity,
    },
    secrets: { password: reach.store.credentials.password, webhookSecrets: keptSecret ?? secret },
  });
  await tellStore(reach.store.url, { url: `${serverUrl}/hooks/clarity`, secret: keptSecret ?? secret });
}

function withoutSandboxFlag({ sandbox: _, ...rest }: JsonObject & { sandbox: boolean }): JsonObject {
  return rest;
}

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

async function tellStore(storeUrl: string, webhook: { url: string; secret: string }): Promise<void> {
  const response = await fetch(`${storeUrl}/sandbox/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(webhook),
  });
  if (!response.ok)
    throw new Error(`The store sandbox refused the webhook: ${response.status} ${await response.text()}`);
}

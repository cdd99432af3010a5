import { type StoreSandbox, type StoreSandboxOptions, startStoreSandbox } from '../server.ts';

/** An answer with its body read. */
interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; tests look into it freely. */
  body: Record<string, unknown>;
}

/** A running sandbox store with short ways to call it. */
export interface OpenStore extends StoreSandbox {
  /** Calls the full API as the integration's user; paths start with a slash after the base. */
  api(verb: string, path: string, body?: unknown): Promise<Answer>;
  /** Calls any address of the store without a log-in. */
  plain(verb: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The full record of an order, past the cache. */
  order(id: number): Promise<Record<string, unknown>>;
  /** Places one order of a kind and tells its ID. */
  place(kind: string, lines?: string): Promise<number>;
  ledgerOrder(id: number): Promise<Record<string, unknown>>;
  emails(id: number): Promise<string[]>;
}

/** Starts a store in memory (or in the given folder) and logs in. */
export async function openStore(options: StoreSandboxOptions = {}): Promise<OpenStore> {
  const store = await startStoreSandbox(options);
  const plain: OpenStore['plain'] = (verb, path, body, headers = {}) => call(verb, store.url + path, body, headers);
  const { userName, password } = store.credentials;
  const login = await call('POST', `${store.apiUrl}/auth/identity`, { UserName: userName, Password: password });
  const session = { 'x-ss-pid': String(login.body['SessionId']), 'x-ss-opt': 'perm' };
  const api: OpenStore['api'] = (verb, path, body) => call(verb, store.apiUrl + path, body, session);
  const ledger = async (): Promise<Record<string, Record<string, unknown>[]>> =>
    (await plain('GET', '/sandbox/ledger')).body as Record<string, Record<string, unknown>[]>;
  let reads = 0;
  return {
    ...store,
    api,
    plain,
    order: async (id) => (await api('GET', `/Ordering/SalesOrder/ID/${id}?noCache=${(reads += 1)}`)).body,
    place: async (kind, lines) => {
      const placed = await plain('POST', '/sandbox/shop/one', { kind, seed: 7, ...(lines && { lines }) });
      return (placed.body['orders'] as { id: number }[])[0]?.id ?? 0;
    },
    ledgerOrder: async (id) => (await ledger())['orders']?.find((order) => order['id'] === id) ?? {},
    emails: async (id) =>
      ((await ledger())['emails'] ?? [])
        .filter((email) => email['orderId'] === id)
        .map((email) => String(email['template'])),
  };
}

async function call(verb: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: verb,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

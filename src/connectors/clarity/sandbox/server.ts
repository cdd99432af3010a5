import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SeedSize } from '../../kit/sandbox/catalogue.ts';
import type { FaultLevelName } from '../../kit/sandbox/faults.ts';
import type { LifeSettings } from '../../kit/sandbox/life.ts';
import type { StoreCredentials } from './auth/credentials.ts';
import { tokenReply } from './auth/routes.ts';
import { controlReply } from './control/routes.ts';
import { readBody, sendReply } from './http/exchange.ts';
import { isLocalCall, isSameOrigin } from './http/local.ts';
import { parseForm, parseQuery } from './http/jsv.ts';
import { json, type Reply } from './http/reply.ts';
import type { Surface } from './http/router.ts';
import { showPage } from './pages/routes.ts';
import { visitOf } from './pages/visit.ts';
import { Sandbox } from './sandbox.ts';
import { createEndpoint } from './webhooks/endpoints.ts';

export interface StoreSandboxOptions {
  /** 0 or absent takes a free one. */
  port?: number;
  /** Where state and credentials are kept; absent means in memory. */
  dataFolder?: string;
  faults?: FaultLevelName;
  seed?: number;
  /** Delay of each API answer. */
  latencyMs?: number;
  /** Address to listen on, 127.0.0.1 unless given. */
  host?: string;
  /** How much there is at the first start; a folder keeps what it was started with. */
  size?: Partial<SeedSize>;
  /** Start without products, for a first full load. */
  empty?: boolean;
  /** Let people shop and work in it from the start. */
  life?: LifeSettings;
  /** Where to tell of orders; the secret is `whsec_` and base64. */
  webhook?: { url: string; secret: string };
}

export interface StoreSandbox {
  /** Root of the storefront, without a trailing slash. */
  url: string;
  /** Base of the store's full API. */
  apiUrl: string;
  credentials: StoreCredentials;
  close(): Promise<void>;
}

const API_BASE = '/DesktopModules/ClarityEcommerce/API';
const KEEP_ALIVE_MS = 65_000;

/** The surfaces by what follows the base; the full API has nothing there. */
const SURFACES: readonly (readonly [string, Surface])[] = [
  ['-Admin/', 'admin'],
  ['-Storefront/', 'storefront'],
  ['/', 'full'],
];

/**
 * Starts a store that behaves like Clarity eCommerce for what the connector needs, on a real socket. State survives a
 * restart when a data folder is given. Throws when the port is taken or the folder cannot be used.
 */
export async function startStoreSandbox(options: StoreSandboxOptions = {}): Promise<StoreSandbox> {
  const sandbox = await Sandbox.open(options.dataFolder, {
    level: options.faults ?? 'none',
    seed: options.seed ?? 1,
    size: options.size ?? {},
    withProducts: options.empty !== true,
  });
  sandbox.state.changeSettings({ latencyMs: options.latencyMs ?? 0 });
  if (options.life) sandbox.life.start(options.life);
  if (options.webhook) useWebhook(sandbox, options.webhook);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    answer(sandbox, request, response).catch((error: unknown) => {
      sendReply(response, json({ Code: 'UnhandledException', LogID: '', Message: String(error) }, 500), false);
    });
  });
  try {
    await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  } catch (error) {
    await sandbox.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${reachable(options.host)}:${port}`;
  return {
    url,
    apiUrl: url + API_BASE,
    credentials: sandbox.credentials,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await sandbox.close();
    },
  };
}

async function answer(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? '' : url.slice(mark + 1);
  if (startsWith(path, API_BASE)) {
    const rest = path.slice(API_BASE.length);
    const surface = SURFACES.find(([prefix]) => rest.toLowerCase().startsWith(prefix.toLowerCase()));
    if (surface) {
      const inner = rest.slice(surface[0].length - 1);
      if (inner === '/oauth/token') return await answerToken(sandbox, request, response);
      return await sandbox.api.answer(request, response, surface[1], inner, query);
    }
  }
  if (path === '/oauth/token') return await answerToken(sandbox, request, response);
  if (path.startsWith('/phoenix/')) return await sandbox.api.answer(request, response, 'phoenix', path, query);
  if (path.startsWith('/webhooks/')) return await sandbox.api.answer(request, response, 'full', path, query);
  if (path.startsWith('/sandbox/')) return await answerControl(sandbox, request, response, path.slice(8), query);
  await answerPage(sandbox, request, response, path, query);
}

async function answerToken(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = await readBody(request);
  const known = sandbox.state.settings.assumed && request.method === 'POST' && typeof form === 'object';
  const reply = known
    ? tokenReply(sandbox.sessions, form, request.headers.authorization)
    : json({ message: 'Not found' }, 404);
  sendReply(response, reply, true);
}

/** Control has no log-in: it answers this machine only, and no page of another site. */
async function answerControl(
  sandbox: Sandbox,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: string,
): Promise<void> {
  const body = await readBody(request);
  const control = async (): Promise<Reply> => {
    if (!isLocalCall(request)) return json({ message: 'The control paths answer this machine only' }, 403);
    if (typeof body === 'string') return json({ message: 'The body must be a JSON object' }, 400);
    const reply = await controlReply(sandbox, request.method ?? 'GET', path, parseQuery(query), body);
    return reply ?? json({ message: 'Not found' }, 404);
  };
  sendReply(response, await control(), false);
}

/** Pages take forms from their own site only. */
async function answerPage(
  sandbox: Sandbox,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: string,
): Promise<void> {
  const form = await readBody(request);
  const verb = request.method ?? 'GET';
  if (typeof form === 'string' || (verb !== 'GET' && !isSameOrigin(request))) {
    sendReply(response, json({ message: 'This form was not sent from a page of the store' }, 403), false);
    return;
  }
  const { cookie: cookies } = request.headers;
  const local = isLocalCall(request);
  const visit = visitOf(sandbox, { verb, path, query: parseForm(query), form, cookies, local });
  sendReply(response, showPage(visit), false);
}

/** The endpoint given at start replaces one with the same address and leaves others alone. */
function useWebhook(sandbox: Sandbox, { url, secret }: { url: string; secret: string }): void {
  for (const endpoint of [...sandbox.state.endpoints.rows.values()]) {
    if (endpoint.description === 'given at start') sandbox.state.endpoints.remove(endpoint.ID);
  }
  createEndpoint(sandbox.state, { url, secret, description: 'given at start' });
}

/** The name under which this machine reaches the address listened on. */
function reachable(host = '127.0.0.1'): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function startsWith(path: string, base: string): boolean {
  return path.startsWith(base) || path.slice(0, base.length).toLowerCase() === base.toLowerCase();
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

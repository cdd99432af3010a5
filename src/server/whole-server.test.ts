import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../api/client.ts';
import { OPERATIONS } from '../api/operations.ts';
import { createAuditStore } from '../store/audit-store.ts';
import { createConnectionStore } from '../store/connection-store.ts';
import { isUnavailable } from '../store/database-errors.ts';
import { createFlowStore } from '../store/flow-store.ts';
import { createInboxStore } from '../store/inbox-store.ts';
import { silentLog } from '../store/log.ts';
import { createRunCommands } from '../store/run-commands.ts';
import { createRunReads } from '../store/run-reads.ts';
import { loadKeyRing } from '../store/secrets/key-file.ts';
import { createTestDatabase, type TestDatabase } from '../store/test-database.ts';
import type { ServerDeps } from './deps.ts';
import { listen, type Listening } from './listen.ts';
import { createServer, type HttpServer } from './server.ts';
import { prepareOperatorToken, prepareSignInSecret, readOperatorToken } from './sign-in/secret-files.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { createFakeWorld, RUN_ID, sign } from './testing/fake-deps.ts';

/** The server on the real database and a real socket, used as a browser, a command and a store would. */

let database: TestDatabase;
let pool: pg.Pool;
let narrow: pg.Pool;
let folder: string;
let server: HttpServer;
let listening: Listening;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 8 });
  narrow = new pg.Pool({ connectionString: database.connectionString, max: 1, connectionTimeoutMillis: 200 });
  folder = await mkdtemp(join(tmpdir(), 'landbridge-server-'));
  await runMigrations({ pgPool: pool });
  await pool.query('SELECT ensure_day_partitions((now() AT TIME ZONE $$UTC$$)::date - 1, 3)');
  const inbox = createInboxStore(narrow);
  const deployment = randomUUID();
  const accept: ServerDeps['webhooks']['accept'] = (event) => {
    const facts = { order: event.subject, name: 'Ada Lind', amount: '19.90', currency: 'EUR' };
    return inbox.accept({ event, runs: [{ deployment, flow: 'order-to-cash', dedupeKey: event.subject, facts }] });
  };
  const token = await prepareOperatorToken(folder);
  const fake = createFakeWorld();
  server = createServer({
    ...fake.deps,
    runs: createRunReads(pool),
    commands: createRunCommands(pool),
    connections: createConnectionStore(pool, loadKeyRing({ environment: {}, dataFolder: folder, log: silentLog })),
    flows: createFlowStore(pool),
    audit: createAuditStore(pool),
    webhooks: { receive: fake.receive, accept },
    signIn: createSignIn({ pool, tenant: 'acme', secret: await prepareSignInSecret(folder), secure: false }),
    checkToken: token.check,
    isUnavailable,
    now: () => Date.now(),
    trustedProxies: ['127.0.0.1'],
  });
  listening = await listen(server.app, { host: '127.0.0.1', port: 0 });
  ({ url } = listening);
});
afterAll(async () => {
  server.endStreams();
  await listening.close(100);
  await Promise.all([pool.end(), narrow.end()]);
  await database.drop();
  await rm(folder, { recursive: true });
});

/** A browser: keeps cookies and sends its origin. `from` is what a proxy in front says of where it is. */
function browser(from = '198.51.100.7') {
  let cookie = '';
  return async (
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const proxied = { 'x-forwarded-for': `1.2.3.4, ${from}` };
    const headers = { origin: url, 'sec-fetch-site': 'same-origin', cookie, ...proxied, ...json };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(`${url}/api/v1${path}`, init);
    for (const line of response.headers.getSetCookie()) cookie = line.split(';')[0] ?? '';
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, body: (isJson ? JSON.parse(text) : { text }) as Record<string, unknown> };
  };
}

function webhook(id: string): Promise<Response> {
  const body = JSON.stringify({ id, type: 'order.created', data: { ID: id } });
  const headers = { 'content-type': 'application/json', 'x-signature': sign(body) };
  return fetch(`${url}/hooks/store`, { method: 'POST', headers, body });
}

const password = 'correct horse battery 7';
const admin = { name: 'Ann', email: 'ann@example.com', password };

test('the first admin signs in by the printed link, and signs out again', async () => {
  const links = createSignIn({ pool, tenant: 'acme', secret: 'not used for links', secure: false }).links;
  const token = (await links.forFirstAdmin())?.path.split('=')[1];
  const ask = browser();
  expect((await ask('GET', '/session')).status).toBe(401);
  expect((await ask('POST', '/welcome/check', { token })).body).toMatchObject({ purpose: 'first-admin' });
  expect((await ask('POST', '/welcome', { token, ...admin, password: 'short' })).status).toBe(400);
  expect((await ask('POST', '/welcome', { token, ...admin })).status).toBe(201);
  expect((await ask('GET', '/session')).body).toMatchObject({ user: { email: admin.email, role: 'admin' } });
  expect((await ask('POST', '/welcome', { token, ...admin })).body['code']).toBe('welcome.gone');
  expect((await ask('DELETE', '/session')).status).toBe(204);
  expect((await ask('GET', '/session')).status).toBe(401);
  expect((await ask('POST', '/session', { email: admin.email, password })).status).toBe(200);
  expect((await ask('GET', '/users')).body['items']).toMatchObject([{ email: admin.email, state: 'active' }]);
  const elsewhere = browser('203.0.113.20');
  await elsewhere('POST', '/session', { email: admin.email, password });
  const entries = (await ask('GET', '/audit')).body['items'] as { action: string; detail: { address?: string } }[];
  const addresses = entries.filter(({ action }) => action === 'sign-in').map(({ detail }) => detail.address);
  expect(addresses).toEqual(['203.0.113.20', '198.51.100.7']);
});

test('an order that comes in by webhook is found, canceled and audited', async () => {
  const ask = browser();
  await ask('POST', '/session', { email: admin.email, password });
  const events = await fetch(`${url}/api/v1/events`, {
    headers: { authorization: `Bearer ${await readOperatorToken(folder)}` },
  });
  const reader = (events.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 700));

  const first = await webhook('1042');
  expect(first.status).toBe(202);
  expect((await webhook('1042')).status).toBe(200);
  const found = await ask('GET', '/runs?search=1042');
  expect(found.body['items']).toMatchObject([
    { state: 'queued', facts: { order: '1042', name: 'Ada Lind' }, match: 'exact' },
  ]);
  const { id } = (found.body['items'] as { id: string }[])[0] ?? { id: '' };
  expect((await ask('GET', `/runs?search=${id}`)).body['items']).toMatchObject([{ id, match: 'exact' }]);
  expect((await ask('GET', '/runs?search=104')).body['items']).toMatchObject([{ id, match: 'begins' }]);
  expect((await ask('GET', `/runs?search=1042&cursor=exact~${id}`)).body['items']).toEqual([]);
  expect((await ask('GET', '/runs?search=1042&cursor=exact~1')).status).toBe(400);

  let heard = '';
  while (!heard.includes(id)) heard += Buffer.from((await reader.read()).value ?? []).toString();
  await reader.cancel();

  expect((await ask('GET', `/runs/${id}`)).body).toMatchObject({
    event: { type: 'clarity.order.created', via: 'webhook' },
  });
  const client = createClient({ baseUrl: url, token: await readOperatorToken(folder) });
  const cancels = await Promise.all(
    Array.from({ length: 20 }, () => client.cancelRun({ params: { id }, body: { reason: 'ordered twice' } })),
  );
  expect(cancels.filter((answer) => answer.ok)).toHaveLength(1);
  expect((await ask('GET', `/runs/${id}`)).body).toMatchObject({ state: 'canceled' });
  expect((await ask('GET', '/audit?subject=run%20' + id)).body['items']).toMatchObject([
    { by: 'operator token', action: 'run.cancel', detail: { reason: 'ordered twice' } },
  ]);
  expect((await ask('GET', '/today')).status).toBe(200);
  for (const unknown of [randomUUID(), 'ffffffff-ffff-4fff-bfff-ffffffffffff']) {
    expect((await ask('GET', `/runs/${unknown}`)).status).toBe(404);
  }
});

test('lists page to their end', async () => {
  const client = createClient({ baseUrl: url, token: await readOperatorToken(folder) });
  await Promise.all(Array.from({ length: 7 }, (_, n) => webhook(`page-${n}`)));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listRuns({
      query: { limit: 3, state: 'queued', ...(cursor === undefined ? {} : { cursor }) },
    });
    if (!page.ok) throw new Error(page.problem.detail);
    seen.push(...page.data.items.map(({ id }) => id));
    cursor = page.data.next;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(7);
});

test('S12 S24: secrets of a connection are sealed, only their ends are told, and no answer carries them on', async () => {
  const ask = browser();
  await ask('POST', '/session', { email: admin.email, password });
  const body = {
    connector: 'm3',
    settings: { baseUrl: 'https://m3.example' },
    secrets: { password: 'canary-secret-9876' },
  };
  const saved = await ask('PUT', '/connections/m3', body);
  expect(saved.body['secrets']).toMatchObject({ password: { lastFour: '9876' } });
  // Whatever can be read and carried to another house.
  for (const [name, { method, path, permission }] of Object.entries(OPERATIONS)) {
    if (method !== 'get' || permission === 'anyone' || name === 'streamEvents') continue;
    const address = path
      .replace('{name}', 'm3')
      .replace('{connection}', 'm3')
      .replaceAll(/\{\w+\}/g, RUN_ID);
    const answer = JSON.stringify(await ask('GET', address.replace('/api/v1', '')));
    expect([name, answer.includes('canary')]).toEqual([name, false]);
  }
  const { rows } = await pool.query('SELECT * FROM connection_secrets, audit');
  expect(JSON.stringify(rows)).not.toContain('canary');
  expect((await ask('POST', '/connections/m3/pause', { reason: 'upgrade' })).body).toMatchObject({ state: 'paused' });
  expect((await ask('DELETE', '/connections/m3')).status).toBe(204);
});

test('C23: with the pool of the intake exhausted webhooks get 503, and 202 as soon as it is free', async () => {
  const blocker = await narrow.connect();
  const refused = await webhook('pool-1');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  blocker.release();
  expect((await webhook('pool-1')).status).toBe(202);
});

test('S06: statements in every text of a request stay text', async () => {
  const client = createClient({ baseUrl: url, token: await readOperatorToken(folder) });
  for (const text of ["'; DROP TABLE runs; --", "1' OR '1'='1", '%', '\\', '") ; select pg_sleep(5)--']) {
    for (const query of [{ search: text }, { flow: text }, { queue: text }, { code: text }]) {
      const begin = performance.now();
      const page = await client.listRuns({ query });
      expect(page.ok, JSON.stringify(query)).toBe(true);
      expect(performance.now() - begin).toBeLessThan(2_000);
    }
  }
  expect((await client.listRuns({ query: { search: "1' OR '1'='1" } })).ok).toBe(true);
  expect((await pool.query('SELECT count(*)::int AS n FROM runs')).rows).toMatchObject([{ n: 8 }]);
});

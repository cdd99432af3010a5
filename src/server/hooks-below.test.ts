import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { Delivery, Received } from './deps.ts';
import { listen, type Listening } from './listen.ts';
import { createServer } from './server.ts';
import { createFakeWorld, type FakeWorld } from './testing/fake-deps.ts';

const event = (id: string, data = {}) => ({
  type: 'm3.item.changed',
  id,
  subject: 'PUMP-1001',
  time: '2025-01-14T09:30:00.000Z',
  data,
});
const accepted = (more: Partial<Extract<Received, { accepted: true }>> = {}): Received => ({
  accepted: true,
  events: [event('e1')],
  ...more,
});

function open(answer: (delivery: Delivery) => Received = () => accepted()) {
  const deliveries: Delivery[] = [];
  const world: FakeWorld = createFakeWorld();
  world.receive = (connection, delivery) => {
    if (connection !== 'm3') return undefined;
    deliveries.push(delivery);
    return answer(delivery);
  };
  const limitBytes = (_: string, path: string) =>
    Promise.resolve(path.startsWith('/service/v3') ? 10_000_000 : undefined);
  const deps = { ...world.deps, webhooks: { ...world.deps.webhooks, limitBytes } };
  const { app } = createServer(deps);
  return { world, app, deliveries };
}

describe('a call below a hook', () => {
  test('reaches the connector with path, query and method, and is answered as the connector says', async () => {
    const reply = { status: 200, body: '{"status":"OK"}', headers: { 'content-type': 'application/json' } };
    const { app, deliveries, world } = open(() => accepted({ events: [], reply }));
    const response = await app.request('/hooks/m3/service/ping?logicalId=lid%3A%2F%2Fx', { method: 'GET' });
    expect([response.status, await response.text()]).toEqual([200, '{"status":"OK"}']);
    expect(deliveries[0]).toMatchObject({ method: 'GET', path: '/service/ping', query: { logicalId: 'lid://x' } });
    expect(world.inbox.size).toBe(0);
  });

  test('of any content type is stored before it is answered', async () => {
    const { app, world } = open(() => accepted({ reply: { status: 201, body: '', headers: {} } }));
    const send = (): Promise<Response> =>
      Promise.resolve(
        app.request('/hooks/m3/service/v3/message/multipart', {
          method: 'POST',
          headers: { 'content-type': 'multipart/form-data; boundary=x' },
          body: '--x--',
        }),
      );
    expect((await send()).status).toBe(201);
    expect(world.inbox.get('m3/e1')).toMatchObject({ connection: 'm3', via: 'webhook' });
    world.accept = () => Promise.reject(new Error('database is away'));
    expect((await send()).status).toBe(503);
  });

  test('of a connection that is not there is 404; a secret in the path is not repeated', async () => {
    const { app, world } = open(() => ({
      accepted: false,
      status: 401,
      failure: { kind: 'rejected', code: 'webhook.signature-wrong', message: 'No.' },
    }));
    expect((await app.request('/hooks/nobody/service/ping')).status).toBe(404);
    const refused = await app.request('/hooks/m3/s3cret-in-path', { method: 'POST', body: '{}' });
    expect([refused.status, (await refused.text()).includes('s3cret')]).toEqual([401, false]);
    expect(world.logLines.join('\n')).not.toContain('s3cret');
  });

  test('S13: card data in what would be kept is refused', async () => {
    const { app, world } = open(() => accepted({ events: [event('e1', { note: 'card 4111 1111 1111 1111' })] }));
    expect((await app.request('/hooks/m3/x', { method: 'POST', body: 'anything' })).status).toBe(422);
    expect(world.inbox.size).toBe(0);
  });

  test('W07: a note is told in the log once, however often it comes', async () => {
    const { app, world } = open(() => accepted({ notes: ['M3 sent a Sync.PurchaseOrder'] }));
    for (let n = 0; n < 5; n += 1) await app.request('/hooks/m3/x', { method: 'POST', body: '{}' });
    expect(world.logLines.filter((line) => line.includes('PurchaseOrder'))).toHaveLength(1);
  });
});

describe('large bodies', () => {
  let listening: Listening | undefined;
  afterEach(() => listening?.close(0));

  const post = async (path: string, bytes: number): Promise<{ status: number; body: string }> => {
    const url = new URL(path, listening?.url);
    return await new Promise((resolve, reject) => {
      const call = request(url, { method: 'POST', headers: { 'content-length': bytes } }, (response) => {
        let body = '';
        response
          .on('data', (chunk: Buffer) => (body += chunk.toString()))
          .on('end', () => {
            resolve({ status: response.statusCode ?? 0, body });
          });
      });
      call.on('error', reject);
      call.end(Buffer.alloc(bytes, 97));
    });
  };

  test('W17: one of 9 MB is taken where the connector allows it, one of 20 MB is refused with the limit', async () => {
    const { app, world, deliveries } = open();
    listening = await listen(app, { host: '127.0.0.1', port: 0 });
    expect((await post('/hooks/m3/service/v3/message/multipart', 9_000_000)).status).toBe(202);
    expect(deliveries[0]?.body.byteLength).toBe(9_000_000);
    const refused = await post('/hooks/m3/service/v3/message/multipart', 20_000_000);
    expect(refused.status).toBe(413);
    expect(refused.body).toContain('10 MB');
    expect((await post('/hooks/m3/service/v2/discovery', 2_000_000)).status).toBe(413);
    expect(world.inbox.size).toBe(1);
  });
});

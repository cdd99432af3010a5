import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createClient } from '../api/client.ts';
import { listen, listenMetrics, type ListenOptions, type Listening } from './listen.ts';
import { createServer, type HttpServer } from './server.ts';
import { cookieOf, createFakeWorld, type FakeWorld, OPERATOR_TOKEN, sign, RUN_ID } from './testing/fake-deps.ts';

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Running extends Listening {
  readonly world: FakeWorld;
  readonly server: HttpServer;
}

async function start(options: Partial<ListenOptions> = {}): Promise<Running> {
  const world = createFakeWorld();
  const server = createServer(world.deps);
  const listening = await listen(server.app, { host: '127.0.0.1', port: 0, ...options });
  ends.push(() => {
    server.endStreams();
    return listening.close(100);
  });
  return { ...listening, world, server };
}

function send(url: string, id: string, note = 'x'): Promise<Response> {
  const body = JSON.stringify({ id, type: 'order.created', data: { note } });
  const headers = { 'content-type': 'application/json', 'x-signature': sign(body) };
  return fetch(`${url}/hooks/store`, { method: 'POST', headers, body });
}

/** Opens a socket, writes, and collects what comes back until the other side closes it. */
async function raw(port: number, text: string): Promise<{ socket: Socket; closed: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  ends.push(() => void socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(answer)));
  socket.write(text);
  return { socket, closed };
}

describe('over a real socket', () => {
  test('webhooks, API with the client, and problems', async () => {
    const { url, world } = await start();
    expect((await send(url, 'e1')).status).toBe(202);
    expect((await send(url, 'e1')).status).toBe(200);
    expect(world.inbox.size).toBe(1);
    const client = createClient({ baseUrl: url, token: OPERATOR_TOKEN });
    const holds = await client.listHolds();
    expect(holds).toMatchObject({
      ok: true,
      data: { items: [{ order: '1042', code: 'm3.item-not-found', state: 'held' }] },
    });
    expect(await client.cancelRun({ params: { id: RUN_ID }, body: { reason: 'x' } })).toMatchObject({ ok: true });
    expect(world.commands).toMatchObject([{ tenant: 'acme', runId: RUN_ID, by: 'operator token', reason: 'x' }]);
    expect(world.audit).toMatchObject([{ by: 'operator token', action: 'run.cancel', subject: `run ${RUN_ID}` }]);
    expect(await client.getRun({ params: { id: 'a/b?c' } })).toMatchObject({
      ok: false,
      problem: { code: 'run.not-found', status: 404, record: 'run a/b?c' },
    });
    expect(await client.listUsers()).toMatchObject({ ok: false, problem: { code: 'session.forbidden' } });
  });

  test('the client makes problems of a server that is not there or talks nonsense', async () => {
    const { url, close } = await start();
    await close(10);
    expect(await createClient({ baseUrl: url }).getToday()).toMatchObject({
      ok: false,
      problem: { code: 'client.unreachable', retryable: true },
    });
    const html = () => Promise.resolve(new Response('<html>', { status: 502 }));
    expect(await createClient({ fetch: html }).getToday()).toMatchObject({
      ok: false,
      problem: { code: 'client.unexpected-answer', status: 502, retryable: true },
    });
    const login = () => Promise.resolve(new Response('<html>', { headers: { 'content-type': 'text/html' } }));
    expect(await createClient({ fetch: login }).getToday()).toMatchObject({
      ok: false,
      problem: { code: 'client.unexpected-answer', status: 200 },
    });
  });

  test('live changes reach a listener within a second and end with the server', async () => {
    const { url, world, server } = await start();
    const response = await fetch(`${url}/api/v1/events`, { headers: { cookie: cookieOf('viewer') } });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    await new Promise((resolve) => setTimeout(resolve, 100));
    world.changed.push('run-7');
    const begin = performance.now();
    while (!text.includes('run-7')) text += Buffer.from((await reader.read()).value ?? []).toString();
    expect(performance.now() - begin).toBeLessThan(1_000);
    server.endStreams();
    while (!(await reader.read()).done);
  });

  test('W06: a burst is stored in full, quickly', async () => {
    const { url, world } = await start();
    await Promise.all(Array.from({ length: 20 }, (_, n) => send(url, `warm-${n}`)));
    const times: number[] = [];
    let next = 0;
    const sender = async (): Promise<void> => {
      for (let n = next++; n < 1_000; n = next++) {
        const begin = performance.now();
        const { status } = await send(url, `e${n}`, 'n'.repeat(3_000));
        times.push(performance.now() - begin);
        expect(status).toBe(202);
      }
    };
    await Promise.all(Array.from({ length: 16 }, sender));
    expect(world.inbox.size).toBe(1_020);
    expect(times.toSorted((a, b) => a - b)[990]).toBeLessThan(500);
  });

  test('N09: 200 connections that send their headers slowly do not keep others out, and are cut', async () => {
    const { url, port } = await start({ headersTimeoutMs: 600, requestTimeoutMs: 1_200 });
    const slow = await Promise.all(
      Array.from({ length: 200 }, () => raw(port, 'POST /hooks/store HTTP/1.1\r\nHost: x\r\nX-A: ')),
    );
    const drip = setInterval(() => {
      for (const { socket } of slow) socket.write('b');
    }, 100);
    const begin = performance.now();
    expect((await send(url, 'e1')).status).toBe(202);
    expect(performance.now() - begin).toBeLessThan(500);
    const answers = await Promise.all(slow.map(({ closed }) => closed));
    clearInterval(drip);
    expect(performance.now() - begin).toBeLessThan(4_000);
    expect(answers.every((answer) => answer.startsWith('HTTP/1.1 408'))).toBe(true);
  });

  test('N09: a body that drips is cut, and counts as gone', async () => {
    const { port, world } = await start({ headersTimeoutMs: 300, requestTimeoutMs: 600 });
    const head =
      'POST /hooks/store HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{';
    const { closed } = await raw(port, head);
    expect(await closed).toContain('408');
    expect(world.inbox.size).toBe(0);
  });

  test('N21: oversized headers and smuggled lengths are errors', async () => {
    const { port, url } = await start();
    const large = await raw(port, `GET /livez HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(await large.closed).toContain('431');
    const both = 'Content-Length: 5\r\nTransfer-Encoding: chunked';
    const smuggled = await raw(port, `POST /hooks/store HTTP/1.1\r\nHost: x\r\n${both}\r\n\r\n0\r\n\r\n`);
    expect(await smuggled.closed).toContain('400');
    const noHost = await raw(port, 'GET /livez HTTP/1.1\r\n\r\n');
    expect(await noHost.closed).toContain('400');
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  test('a body above the limit is answered 413 on the way, and memory stays flat', async () => {
    const { port, url } = await start();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const upload = request({
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/hooks/store',
        headers: { 'content-type': 'application/json' },
      });
      upload.on('response', (response) => {
        resolve(response.statusCode);
        response.resume();
        upload.destroy();
      });
      upload.on('error', reject);
      const chunk = Buffer.alloc(64_000, 'x');
      const more = (): void => {
        while (!upload.destroyed && upload.write(chunk));
        if (!upload.destroyed) upload.once('drain', more);
      };
      more();
    });
    expect(status).toBe(413);
    expect((await send(url, 'e1')).status).toBe(202);
  });

  test('closing lets running requests end and takes no new ones', async () => {
    const { url, world, close } = await start();
    let finish = (): void => {};
    world.accept = () =>
      new Promise((resolve) => {
        finish = () => resolve({ eventId: 'evt', isNew: true, runIds: [] });
      });
    const running = send(url, 'e1');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closing = close(5_000);
    await expect(send(url, 'e2')).rejects.toThrow();
    finish();
    expect((await running).status).toBe(202);
    await closing;
  });
});

describe('a port that cannot be opened', () => {
  test('in use: says which and what to do', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use. Stop that program, or choose another port`,
    );
  });

  test('on an address of another machine: says so', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toThrow('192.0.2.1 is not an address of this machine');
  });

  test('metrics without sign-in stay on this machine', async () => {
    const { world } = await start();
    await expect(listenMetrics(world.deps.metrics, { host: '0.0.0.0', port: 0 })).rejects.toThrow(
      /Metrics are|Metrics were/,
    );
    const metrics = await listenMetrics(world.deps.metrics, { port: 0 });
    ends.push(() => metrics.close(10));
    const response = await fetch(`${metrics.url}/metrics`);
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringContaining('# TYPE landbridge_events_total counter'),
    ]);
    expect((await fetch(`${metrics.url}/api/v1/runs`)).status).toBe(404);
  });
});

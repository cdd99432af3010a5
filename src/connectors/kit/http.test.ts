import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type Exchange, onExchange } from './exchanges.ts';
import { HttpClient, type HttpRequest, type HttpResult, type HttpSettings } from './http.ts';

const servers: Server[] = [];
const clients: HttpClient[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const server of servers.splice(0)) server.close();
});

/** A bare TCP server that answers each request by hand; counts the requests it has seen. */
async function serve(answer: (socket: Socket, request: string) => void): Promise<{ origin: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      seen.push(chunk.toString('latin1'));
      answer(socket, chunk.toString('latin1'));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`, seen };
}

function openClient(settings: Partial<HttpSettings> = {}): HttpClient {
  const client = new HttpClient({
    connection: 'test',
    connections: 2,
    allowInsecure: true,
    allowPrivateNetwork: true,
    ...settings,
  });
  clients.push(client);
  return client;
}

function call(
  origin: string,
  request: Partial<HttpRequest> = {},
  settings?: Partial<HttpSettings>,
): Promise<HttpResult> {
  return openClient(settings).exchange({
    label: 'test',
    method: 'POST',
    origin,
    path: '/x?y=1',
    headers: { accept: 'application/json' },
    body: '{"a":1}',
    deadlineMs: 2_000,
    ...request,
  });
}

const json = (body: string | Buffer, headers = ''): Buffer =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
    ),
    Buffer.from(body),
  ]);

describe('a complete answer', () => {
  it('comes back decoded, over one kept socket', async () => {
    const { origin, seen } = await serve((socket) => socket.write(json('{"name":"Zoë"}')));
    const client = openClient();
    const request = { label: 'x', method: 'GET', origin, path: '/', headers: {}, deadlineMs: 1_000 } as const;
    const first = await client.exchange(request);
    await client.exchange(request);
    expect(first).toMatchObject({ reached: 'answered', status: 200, body: '{"name":"Zoë"}' });
    expect(seen).toHaveLength(2);
  });

  it('is told to whoever listens, without content', async () => {
    const { origin } = await serve((socket) => socket.write(json('{}')));
    const heard: Exchange[] = [];
    const stop = onExchange((exchange) => heard.push(exchange));
    await call(origin);
    stop();
    await call(origin);
    expect(heard).toMatchObject([{ connection: 'test', label: 'test', reached: 'answered', status: 200 }]);
    expect(JSON.stringify(heard)).not.toContain('y=1');
  });

  it('N23: a redirect is an answer, not followed', async () => {
    const { origin, seen } = await serve((socket) =>
      socket.write('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
    );
    expect(await call(origin)).toMatchObject({ reached: 'answered', status: 302 });
    expect(seen).toHaveLength(1);
  });
});

describe('nothing was sent', () => {
  it('N04: connection refused', async () => {
    const { origin } = await serve(() => undefined);
    servers.splice(0).forEach((server) => server.close());
    expect(await call(origin)).toMatchObject({ reached: 'not-sent', reason: 'connection-refused' });
  });

  it('N10: a name that does not exist', async () => {
    expect(await call('http://does-not-exist.invalid')).toMatchObject({
      reached: 'not-sent',
      reason: 'name-not-found',
    });
  });

  it('S01 S02: a forbidden address, as a number and as a name', async () => {
    const policy = { allowPrivateNetwork: false };
    const { origin, seen } = await serve((socket) => socket.write(json('{}')));
    expect(await call(origin, {}, policy)).toMatchObject({ reached: 'not-sent', reason: 'address-forbidden' });
    const byName = origin.replace('127.0.0.1', 'localhost');
    expect(await call(byName, {}, policy)).toMatchObject({ reached: 'not-sent', reason: 'address-forbidden' });
    expect(seen).toEqual([]);
  });

  it('N11: a peer that does not speak TLS', async () => {
    const { origin } = await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const result = await call(origin.replace('http:', 'https:'));
    expect(result).toMatchObject({ reached: 'not-sent', reason: 'tls-refused' });
  });

  it('a call that waited in vain for a socket, and is not sent later either', async () => {
    const { origin, seen } = await serve((socket, request) => {
      if (request.includes('slow')) setTimeout(() => socket.write(json('{}')), 300);
      else socket.write(json('{}'));
    });
    const client = openClient({ connections: 1 });
    const request = { label: 'x', method: 'GET', origin, headers: {}, deadlineMs: 2_000 } as const;
    const slow = client.exchange({ ...request, path: '/slow' });
    const late = await client.exchange({ ...request, path: '/late', deadlineMs: 50 });
    expect(late).toMatchObject({ reached: 'not-sent', reason: 'deadline' });
    expect(await slow).toMatchObject({ reached: 'answered' });
    expect(await client.exchange({ ...request, path: '/after' })).toMatchObject({ reached: 'answered' });
    expect(seen.filter((text) => text.includes('/late'))).toEqual([]);
  });

  it('a call that was stopped before it began', async () => {
    const { origin } = await serve((socket) => socket.write(json('{}')));
    const result = await call(origin, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ reached: 'not-sent', reason: 'aborted' });
  });
});

describe('something may have been sent', () => {
  const cases: readonly [string, (socket: Socket) => void, Partial<HttpRequest>, object][] = [
    ['N02: the socket closes without an answer', (socket) => socket.end(), {}, { reason: 'connection-lost' }],
    ['N05: reset after the request', (socket) => socket.resetAndDestroy(), {}, { reason: 'connection-lost' }],
    [
      'N06: reset in the middle of the body',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
        setTimeout(() => socket.resetAndDestroy(), 20);
      },
      {},
      { reason: 'connection-lost', status: 200 },
    ],
    ['N07: the peer is silent', () => undefined, { deadlineMs: 80 }, { reason: 'deadline' }],
    [
      'N08: a reply of one byte at a time meets the total deadline',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
        const drip = setInterval(() => socket.write('x'), 10);
        socket.on('close', () => clearInterval(drip));
      },
      { deadlineMs: 150 },
      { reason: 'deadline' },
    ],
    [
      'N19: an announced giant',
      (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 500000000\r\n\r\n'),
      {},
      { reason: 'reply-too-large' },
    ],
    [
      'N19: an endless body',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        const flood = setInterval(() => socket.write(`1000\r\n${'x'.repeat(4096)}\r\n`), 1);
        socket.on('close', () => clearInterval(flood));
      },
      { maxBytes: 20_000 },
      { reason: 'reply-too-large' },
    ],
    [
      'N20: Latin-1 that says UTF-8',
      (socket) => socket.write(json(Buffer.from('{"a":"Malmö"}', 'latin1'))),
      {},
      { reason: 'reply-not-text', status: 200 },
    ],
    [
      'N20: UTF-16',
      (socket) => socket.write(json(Buffer.from('\ufeff{"a":"ö"}', 'utf16le'))),
      {},
      { reason: 'reply-not-text' },
    ],
    ['N21: nonsense instead of HTTP', (socket) => socket.write('HELLO\r\n\r\n'), {}, { reason: 'protocol' }],
    [
      'N21: 40 kB of headers',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nX-Big: ${'x'.repeat(40_000)}\r\n\r\n`),
      {},
      { reason: 'protocol' },
    ],
    [
      'N22: a gzip bomb',
      (socket) => socket.write(json(gzipSync(Buffer.alloc(5_000_000)), 'Content-Encoding: gzip\r\n')),
      { maxBytes: 100_000 },
      { reason: 'reply-too-large' },
    ],
    [
      'an encoding nobody knows',
      (socket) => socket.write(json('x', 'Content-Encoding: zebra\r\n')),
      {},
      { reason: 'reply-encoding-unknown' },
    ],
  ];
  it.each(cases)('%s', async (_name, answer, request, expected) => {
    const { origin, seen } = await serve(answer);
    expect(await call(origin, request)).toMatchObject({ reached: 'maybe-sent', ...expected });
    expect(seen.filter((text) => text.startsWith('POST'))).toHaveLength(1);
  });

  it('a call that is stopped on its way', async () => {
    const stop = new AbortController();
    const { origin } = await serve(() => stop.abort());
    expect(await call(origin, { signal: stop.signal })).toMatchObject({ reached: 'maybe-sent', reason: 'aborted' });
  });

  it('a byte order mark and a packed answer are read', async () => {
    const { origin } = await serve((socket) =>
      socket.write(json(gzipSync('\ufeff{"a":1}'), 'Content-Encoding: gzip\r\n')),
    );
    expect(await call(origin)).toMatchObject({ reached: 'answered', body: '{"a":1}' });
  });
});

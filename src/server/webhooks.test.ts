import { afterEach, describe, expect, test } from 'vitest';
import { createServer, type ServerOptions } from './server.ts';
import { createFakeWorld, type FakeWorld, sign } from './testing/fake-deps.ts';

const order = (id: string, data: object = { ID: 1042 }): string => JSON.stringify({ id, type: 'order.created', data });

function open(options: ServerOptions = {}) {
  const world = createFakeWorld();
  const { app } = createServer(world.deps, options);
  const send = async (body: string | Uint8Array, headers: Record<string, string> = {}, path = '/hooks/store') => {
    const all = { 'content-type': 'application/json', 'x-signature': sign(body), ...headers };
    const response = await app.request(path, { method: 'POST', headers: all, body: body as string });
    const answer = (await response.json()) as { eventIds?: string[]; code?: string; detail?: string; field?: string };
    return { status: response.status, ...answer, retryAfter: response.headers.get('retry-after') };
  };
  return { world, app, send };
}

const counted = async (world: FakeWorld): Promise<string[]> =>
  [...(await world.deps.metrics.print()).matchAll(/landbridge_webhook_duration_seconds_count\{(.*?)\} (\d+)/g)].map(
    ([, labels, count]) => `${labels} ${count}`,
  );

afterEach(() => expect(({} as { polluted?: boolean }).polluted).toBeUndefined());

describe('a good webhook', () => {
  test('is stored, answered 202 with our event id, and keeps the trace', async () => {
    const { world, send } = open();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(await send(order('e1'), { traceparent })).toMatchObject({ status: 202, eventIds: ['evt-e1'] });
    expect(world.inbox.get('store/e1')).toMatchObject({
      tenant: 'acme',
      connection: 'store',
      via: 'webhook',
      type: 'clarity.order.created',
      traceparent,
    });
    expect(await counted(world)).toEqual(['connection="store",outcome="stored" 1']);
  });

  test('W03: sent again it is known: 200, and nothing new', async () => {
    const { world, send } = open();
    await send(order('e1'));
    expect(await send(order('e1'))).toMatchObject({ status: 200, eventIds: ['evt-e1'] });
    expect(world.inbox.size).toBe(1);
  });

  test('W04: fifty at the same time are one', async () => {
    const { world, send } = open();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(order('e1'))));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(world.inbox.size).toBe(1);
  });

  test('W07: an unknown type is answered 200 and counted', async () => {
    const { world, send } = open();
    expect(await send('{"id":"e1","type":"gift.wrapped"}')).toMatchObject({ status: 200, eventIds: [] });
    expect(await counted(world)).toEqual(['connection="store",outcome="nothing" 1']);
  });

  test('W09: is verified on its raw bytes, whatever its spaces and key order', async () => {
    const { send } = open();
    const odd = '{ "type" : "order.created",\n\t"id":"e1", "data":{"b":1.0,"a":"\\u00e9"} }';
    expect((await send(odd)).status).toBe(202);
    expect((await send(odd, { 'x-signature': sign(JSON.stringify(JSON.parse(odd))) })).status).toBe(401);
  });

  test('D02: NUL and half surrogates, which the database cannot keep, are taken out', async () => {
    const { world, send } = open();
    expect((await send('{"id":"e1","type":"order.created","data":{"name":"A\\u0000nn \\ud83d"}}')).status).toBe(202);
    expect(world.inbox.get('store/e1')?.data).toEqual({ name: 'Ann ' });
  });

  test('never waits for a worker: the answer comes as soon as it is stored', async () => {
    const { world, send } = open();
    let stored = (): void => {};
    world.accept = () =>
      new Promise((resolve) => {
        stored = () => resolve({ eventId: 'evt', isNew: true, runIds: [] });
      });
    const answer = send(order('e1'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    stored();
    expect((await answer).status).toBe(202);
  });
});

describe('a webhook is refused', () => {
  test('W01: with a bad or missing signature: 401, counted, nothing stored', async () => {
    const { world, send } = open();
    for (const signature of ['', 'v2,abc', sign('other'), Array.from({ length: 100 }, () => 'v1,x').join(' ')]) {
      expect(await send(order('e1'), { 'x-signature': signature })).toMatchObject({
        status: 401,
        code: 'clarity.webhook-signature',
      });
    }
    expect(world.inbox.size).toBe(0);
    expect(await counted(world)).toEqual(['connection="store",outcome="refused" 4']);
  });

  test('for an unknown connection: 404, and its name is no label', async () => {
    const { world, send } = open();
    expect(await send(order('e1'), {}, '/hooks/nobody')).toMatchObject({ status: 404, code: 'webhook.no-connection' });
    expect(await send('x', { 'content-type': 'text/plain' }, '/hooks/4711')).toMatchObject({ status: 415 });
    expect((await counted(world)).join()).not.toMatch(/nobody|4711/);
  });

  test('larger than the limit, announced or not: 413', async () => {
    const { app, world, send } = open();
    expect(await send(order('e1', { note: 'x'.repeat(1_000_001) }))).toMatchObject({ status: 413 });
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(100_000));
      },
    });
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: endless, duplex: 'half' } as RequestInit;
    expect((await app.request('/hooks/store', request)).status).toBe(413);
    expect(sent).toBeLessThan(20);
    expect(world.inbox.size).toBe(0);
  });

  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['', 415],
    ['application/json; charset=utf-16', 415],
    ['application/json; charset=utf-8', 202],
    ['application/cloudevents+json', 202],
  ])('media type %s: %i', async (type, status) => {
    expect((await open().send(order('e1'), { 'content-type': type })).status).toBe(status);
  });

  test.each([
    ['cut off', '{"id":"e1","type":"order.created"'],
    ['two documents', `${order('e1')}${order('e2')}`],
    ['D21: 100,000 levels', `{"id":"e1","type":"order.created","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['D21: a key twice', '{"id":"e1","id":"e2","type":"order.created"}'],
    ['S05: a prototype', '{"id":"e1","type":"order.created","data":{"__proto__":{"polluted":true}}}'],
    ['N20: not UTF-8', Buffer.from('{"id":"e1","type":"order.created","data":{"name":"M\xfcller"}}', 'latin1')],
    ['empty', ''],
  ])('%s: 400, quickly', async (_, body) => {
    const { world, send } = open();
    const begin = performance.now();
    expect(await send(body)).toMatchObject({ status: 400, code: 'request.malformed' });
    expect(performance.now() - begin).toBeLessThan(200);
    expect(world.inbox.size).toBe(0);
  });

  test('S13: with card data anywhere in it: 422, nothing stored, nothing of it logged', async () => {
    const { world, send } = open();
    for (const data of [
      { notes: 'please charge 4111 1111 1111 1111' },
      { SerializableAttributes: { x: { Key: 'cvv', Value: '123' } } },
    ]) {
      expect(await send(order('e1', data))).toMatchObject({ status: 422, code: 'card-data.found' });
    }
    expect(world.inbox.size).toBe(0);
    expect(world.logLines.join('')).not.toMatch(/4111.?1111/);
    expect(await counted(world)).toEqual(['connection="store",outcome="card-data" 2']);
  });

  test('S13: where the setting says so, card data is masked and the order goes on', async () => {
    const { world, send } = open({ webhooks: { cardData: 'blank' } });
    expect((await send(order('e1', { notes: 'card 4111111111111111, thanks' }))).status).toBe(202);
    expect(JSON.stringify(world.inbox.get('store/e1'))).not.toContain('4111111111111111');
  });
});

describe('a webhook that cannot be stored', () => {
  test('C23, C12: is answered 503 with a pause, never 2xx', async () => {
    const { world, send } = open();
    world.accept = () => Promise.reject(new Error('database is away'));
    expect(await send(order('e1'))).toMatchObject({ status: 503, code: 'webhook.not-stored', retryAfter: '5' });
    world.receive = () => {
      throw new Error('secrets cannot be opened');
    };
    expect(await send(order('e1'))).toMatchObject({ status: 503, retryAfter: '5' });
  });

  test('one of several that fails fails them all', async () => {
    const { world, send } = open();
    const event = { type: 'clarity.order.created', subject: 's', time: '2026-11-21T09:00:00Z', data: {} };
    world.receive = () => ({
      accepted: true,
      events: [
        { ...event, id: 'a' },
        { ...event, id: 'b' },
      ],
    });
    const { accept } = world;
    world.accept = (given) => (given.id === 'b' ? Promise.reject(new Error('full')) : accept(given));
    expect((await send(order('x'))).status).toBe(503);
    world.accept = accept;
    expect(await send(order('x'))).toMatchObject({ status: 202, eventIds: ['evt-a', 'evt-b'] });
  });

  test('is given up after a while, so that the sender comes again', async () => {
    const { world, send } = open({ webhooks: { deadlineMs: 30 } });
    world.accept = () => new Promise(() => {});
    expect(await send(order('e1'))).toMatchObject({ status: 503, retryAfter: '5' });
  });

  test('under overload is turned away before its body is read', async () => {
    const { world, send } = open({ webhooks: { mostAtOnce: 2, deadlineMs: 100 } });
    world.accept = () => new Promise(() => {});
    const running = [send(order('e1')), send(order('e2'))];
    expect(await send(order('e3'))).toMatchObject({ status: 429, code: 'webhook.overload', retryAfter: '1' });
    await Promise.all(running);
    const large = open({ webhooks: { mostBytes: 100 } });
    expect(await large.send(order('e1', { note: 'x'.repeat(200) }))).toMatchObject({ status: 429 });
  });

  test('a flood of refused ones is not a flood of log lines', async () => {
    const { world, send } = open();
    await Promise.all(Array.from({ length: 200 }, () => send(order('e1'), { 'x-signature': 'x' })));
    expect(world.logLines.length).toBeLessThan(60);
  });
});

import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLiveFeed } from './live-feed.ts';
import { createLiveStreams } from './live-stream.ts';
import { createServer } from './server.ts';
import { cookieOf, createFakeWorld, sampleConnection, sampleRun } from './testing/fake-deps.ts';
import type { LiveEvent } from '../api/types.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function listenTo(world = createFakeWorld(), lastEventId?: string) {
  const feed = createLiveFeed(world.deps, { intervalMs: 10 });
  ends.push(() => feed.close());
  const heard: [LiveEvent, string | undefined][] = [];
  const stop = feed.listen((event, id) => heard.push([event, id]), lastEventId);
  return { world, feed, heard, stop, types: () => heard.map(([event]) => event.type) };
}

describe('the feed of changes', () => {
  test('tells runs that changed, where to resume, and that the figures are old', async () => {
    const { world, heard, types } = listenTo();
    await vi.waitFor(async () => expect(await world.deps.runs.changes('acme', undefined, 1)).toBeDefined());
    await new Promise((resolve) => setTimeout(resolve, 30));
    world.changed.push('run-1', 'run-2');
    await vi.waitFor(() => expect(types()).toEqual(['runs', 'today']));
    expect(heard[0]).toEqual([{ type: 'runs', ids: ['run-1', 'run-2'] }, '2']);
  });

  test('tells which connections changed', async () => {
    const { world, heard, types } = listenTo();
    await new Promise((resolve) => setTimeout(resolve, 60));
    world.connections.set('m3', sampleConnection({ paused: true, pausedReason: 'upgrade' }));
    await vi.waitFor(() => expect(types()).toContain('connections'));
    expect(heard.map(([event]) => event)).toContainEqual({ type: 'connections', names: ['m3'] });
  });

  test('resumes: what was missed comes first; an unknown resume point means reading everything again', async () => {
    const world = createFakeWorld();
    world.changed.push('run-1', 'run-2', 'run-3');
    const resumed = listenTo(world, '1');
    await vi.waitFor(() => expect(resumed.heard[0]?.[0]).toEqual({ type: 'runs', ids: ['run-2', 'run-3'] }));
    const lost = listenTo(world, 'from another life');
    await vi.waitFor(() => expect(lost.heard[0]?.[0]).toEqual({ type: 'reload' }));
  });

  test('says reload when too much changed to name', async () => {
    const { world, types } = listenTo();
    await new Promise((resolve) => setTimeout(resolve, 30));
    world.changed.push(...Array.from({ length: 250 }, (_, n) => `run-${n}`));
    await vi.waitFor(() => expect(types()).toContain('reload'));
    expect(types()).not.toContain('runs');
  });

  test('reads only while somebody listens, once for all, and survives a database that is away', async () => {
    const world = createFakeWorld();
    const changes = vi.spyOn(world.deps.runs, 'changes');
    const { feed, stop } = listenTo(world);
    const stops = Array.from({ length: 20 }, () => feed.listen(() => {}, undefined));
    changes.mockRejectedValueOnce(new Error('database is away'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const reads = changes.mock.calls.length;
    expect(reads).toBeGreaterThan(2);
    expect(reads).toBeLessThan(15);
    for (const end of [stop, ...stops]) end();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const settled = changes.mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(changes.mock.calls.length).toBe(settled);
    expect(world.logLines.filter((line) => line.includes('live changes cannot be read'))).toHaveLength(1);
  });
});

describe('the stream', () => {
  const get = (headers: Record<string, string>) => {
    const world = createFakeWorld();
    world.runs.set('run-9', sampleRun({ id: 'run-9' }));
    const server = createServer(world.deps);
    ends.push(() => server.endStreams());
    return { world, server, response: server.app.request('/api/v1/events', { headers }) };
  };

  test('S20: needs a sign-in and the console’s own origin', async () => {
    expect((await get({}).response).status).toBe(401);
    const cookie = cookieOf('viewer');
    expect((await get({ cookie, 'sec-fetch-site': 'cross-site' }).response).status).toBe(403);
    expect((await get({ cookie, 'sec-fetch-site': 'same-origin' }).response).status).toBe(200);
  });

  test('speaks server-sent events and resumes with Last-Event-ID', async () => {
    const { world, response } = get({ cookie: cookieOf('viewer'), 'last-event-id': '0' });
    world.changed.push('run-1');
    const { headers, body } = await response;
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(headers.get('cache-control')).toBe('no-store');
    const reader = (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream() as never).getReader();
    let text = '';
    await vi.waitFor(async () => {
      text += String((await reader.read()).value);
      expect(text).toContain('event: runs\nid: 1\ndata: {"type":"runs","ids":["run-1"]}\n\n');
    });
    expect(text.startsWith('retry: 2000\n\n')).toBe(true);
  });

  test('S19: ends when the sign-in ends, and when the server stops; a reader that hangs is dropped', async () => {
    const world = createFakeWorld();
    let tell: (event: LiveEvent) => void = () => {};
    const feed = {
      listen: (listener: (event: LiveEvent, id: undefined) => void) => {
        tell = (event) => listener(event, undefined);
        return () => {};
      },
      close: () => {},
    };
    const streams = createLiveStreams(world.deps, feed, { heartbeatMs: 5 });
    const openStream = async () => {
      const context = {
        req: {
          header: () => undefined,
          raw: new Request('http://localhost/', { headers: { cookie: cookieOf('viewer') } }),
        },
      };
      const caller = { id: '1', name: 'V', role: 'viewer', via: 'session', by: 'v' } as const;
      const response = await streams.open(context as never, { caller, cookies: [] });
      return ((response as Response).body as ReadableStream<Uint8Array>).getReader();
    };
    const drain = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> => {
      let text = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return text;
        text += Buffer.from(value).toString();
      }
    };
    const signedOut = drain(await openStream());
    world.sessions.delete('viewer');
    expect(await signedOut).toContain(': still here');

    world.sessions.set('viewer', 'viewer');
    const stopped = drain(await openStream());
    streams.endAll();
    expect(await stopped).toBe('retry: 2000\n\n');

    const hanging = await openStream();
    for (let n = 0; n < 600; n += 1) tell({ type: 'today' });
    expect((await drain(hanging)).match(/event: today/g)?.length).toBeLessThan(530);
  });
});

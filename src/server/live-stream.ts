import type { Context } from 'hono';
import type { ServerDeps } from './deps.ts';
import type { Passed } from './gate.ts';
import type { LiveFeed } from './live-feed.ts';
import { refuse, type Refusal } from './refusal.ts';

const HEARTBEAT_MS = 15_000;
/** A sign-in that ended elsewhere must not go on listening. */
const RECHECK_EVERY = 4;
const MOST_STREAMS = 200;
/** Events that may wait for a slow reader before its stream is ended; it then resumes by itself. */
const MOST_WAITING = 500;

/** Open streams of server-sent events. */
export interface LiveStreams {
  open(context: Context, passed: Passed): Promise<Response | Refusal>;
  /** Ends all streams, so that the process can stop. */
  endAll(): void;
}

/** Makes the streams of this process on one feed. */
export function createLiveStreams(
  deps: Pick<ServerDeps, 'signIn' | 'meter'>,
  feed: LiveFeed,
  { heartbeatMs = HEARTBEAT_MS }: { readonly heartbeatMs?: number } = {},
): LiveStreams {
  const streams = new Set<() => void>();
  const encoder = new TextEncoder();

  const open: LiveStreams['open'] = (context, { caller, cookies }) => {
    if (streams.size >= MOST_STREAMS) return Promise.resolve(refuse('server.busy', { retryAfterSeconds: 30 }));
    const lastEventId = context.req.header('last-event-id')?.slice(0, 200);
    const { headers: requestHeaders } = context.req.raw;
    let end = (): void => {};
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          let beats = 0;
          const write = (text: string): void => {
            if ((controller.desiredSize ?? 0) <= -MOST_WAITING) end();
            else controller.enqueue(encoder.encode(text));
          };
          const stop = feed.listen((event, id) => {
            write(`event: ${event.type}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`);
          }, lastEventId);
          const beat = setInterval(() => {
            write(': still here\n\n');
            beats += 1;
            if (beats % RECHECK_EVERY !== 0 || caller?.via !== 'session') return;
            deps.signIn
              .current(requestHeaders, { refresh: false })
              .then((signedIn) => {
                if (signedIn === undefined) end();
              })
              .catch(() => end());
          }, heartbeatMs);
          end = () => {
            if (!streams.delete(end)) return;
            stop();
            clearInterval(beat);
            deps.meter.liveListeners(streams.size);
            try {
              controller.close();
            } catch {
              // The client has gone already.
            }
          };
          streams.add(end);
          deps.meter.liveListeners(streams.size);
          write('retry: 2000\n\n');
        },
        cancel: () => end(),
      },
      new CountQueuingStrategy({ highWaterMark: 16 }),
    );
    const headers = new Headers({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    for (const cookie of cookies) headers.append('set-cookie', cookie);
    return Promise.resolve(new Response(body, { headers }));
  };

  return {
    open,
    endAll() {
      for (const end of streams) end();
    },
  };
}

import { z } from '@hono/zod-openapi';
import { defineRoute } from './route.ts';

/**
 * What the stream of server-sent events says. Events carry ids, not data: read again what the screen shows.
 * `runs`: these runs changed. `connections`: states of connections changed. `today`: figures changed.
 * `reload`: too much changed to name, or the resume point is gone: read everything again.
 */
export const LiveEvent = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('runs'), ids: z.array(z.string()) }),
    z.object({ type: z.literal('connections'), names: z.array(z.string()) }),
    z.object({ type: z.literal('today') }),
    z.object({ type: z.literal('reload') }),
  ])
  .openapi('LiveEvent');

export const eventRoutes = {
  streamEvents: defineRoute('streamEvents', {
    tag: 'events',
    summary: 'Changes as they happen, as server-sent events',
    description:
      'Event names: runs, connections, today, reload; `data` is a LiveEvent. A comment line comes every 15 seconds. ' +
      'Reconnect with Last-Event-ID to miss nothing.',
    answer: LiveEvent,
    answerType: 'text/event-stream',
  }),
} as const;

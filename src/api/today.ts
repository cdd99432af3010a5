import { z } from '@hono/zod-openapi';
import { Money, Timestamp } from './common.ts';
import { ConnectionLight } from './connections.ts';
import { defineRoute } from './route.ts';

export const FlowToday = z
  .object({
    flow: z.string(),
    title: z.string(),
    arrived: z.number().int(),
    completed: z.number().int(),
    waiting: z.number().int(),
    held: z.number().int(),
    failed: z.number().int(),
    running: z.number().int(),
    queued: z.number().int(),
    oldestOpenAt: Timestamp.optional().openapi({ description: 'Arrival of the oldest run that is not final.' }),
    p50Ms: z.number().optional().openapi({ description: 'Median of arrival to completion today, milliseconds.' }),
    p99Ms: z.number().optional(),
  })
  .openapi('FlowToday');

/** Held work of one cause. */
export const HoldGroup = z
  .object({
    queue: z.string(),
    code: z.string(),
    reason: z.string(),
    count: z.number().int(),
    oldestAt: Timestamp,
    amounts: z.array(Money),
  })
  .openapi('HoldGroup');

/** How old the stock figures of a store are. */
export const StockFigures = z
  .object({
    flow: z.string(),
    source: z.string().openapi({ description: 'Connection that counts the stock.' }),
    target: z.string().openapi({ description: 'Connection of the store.' }),
    asOf: Timestamp.optional().openapi({ description: 'The store shows what was known then.' }),
    writtenAt: Timestamp.optional().openapi({ description: 'When the store last took a figure.' }),
    figures: z.number().int(),
    problems: z.number().int().openapi({ description: 'Balances that something keeps from the store.' }),
  })
  .openapi('StockFigures');

/** Whether everything flows, and what needs a person. */
export const Today = z
  .object({
    at: Timestamp,
    flows: z.array(FlowToday),
    holds: z.array(HoldGroup),
    hours: z
      .array(z.object({ from: Timestamp, arrived: z.number(), completed: z.number(), held: z.number() }))
      .openapi({ description: 'The last 24 hours, one bucket an hour, oldest first.' }),
    seenByPoll: z
      .number()
      .int()
      .openapi({ description: 'Orders that no webhook told of today; near zero while webhooks work.' }),
    stock: z.array(StockFigures).optional(),
    connections: z.array(ConnectionLight),
  })
  .openapi('Today');

export const todayRoutes = {
  getToday: defineRoute('getToday', { tag: 'today', summary: 'Whether everything flows', answer: Today }),
} as const;

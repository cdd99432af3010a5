import { z } from '@hono/zod-openapi';
import { defineRoute } from './route.ts';

/** State of this process, for whoever runs it. Never says anything about M3 or the store. */
export const Health = z
  .object({
    status: z.enum(['ok', 'starting', 'draining', 'unavailable']),
    checks: z.record(z.string(), z.boolean()).openapi({ example: { database: true, migrations: true } }),
  })
  .openapi('Health');

export const healthRoutes = {
  getLive: defineRoute('getLive', { tag: 'health', summary: 'Whether the process turns', answer: Health }),
  getReady: defineRoute('getReady', {
    tag: 'health',
    summary: 'Whether this process can take work; 503 when it cannot',
    answer: Health,
  }),
  getStarted: defineRoute('getStarted', {
    tag: 'health',
    summary: 'Whether the start is over; 503 until then',
    answer: Health,
  }),
  getMetrics: defineRoute('getMetrics', {
    tag: 'health',
    summary: 'Figures of this process in the Prometheus text format',
    answer: z.string(),
    answerType: 'text/plain',
  }),
} as const;

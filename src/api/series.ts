import { z } from '@hono/zod-openapi';
import { MEASURES, RANGE_NAMES } from '../core/sight/series.ts';
import { Timestamp } from './common.ts';
import { defineRoute } from './route.ts';

const Point = z
  .object({
    from: Timestamp,
    value: z.number().openapi({ description: 'Things that happened; of a measure of a state the highest sample.' }),
    failures: z.number().openapi({ description: 'Calls without a usable answer.' }),
    p50: z.number().optional().openapi({ description: 'Milliseconds, within 12 %.' }),
    p95: z.number().optional(),
    p99: z.number().optional(),
  })
  .openapi('SeriesPoint');

/** One chart: lines over time, from rows that were added up. */
export const Series = z
  .object({
    measure: z.enum(MEASURES),
    range: z.enum(RANGE_NAMES),
    from: Timestamp,
    until: Timestamp,
    stepSeconds: z.number().int(),
    lines: z.array(z.object({ subject: z.string(), part: z.string(), points: z.array(Point) })),
  })
  .openapi('Series');

export const seriesRoutes = {
  getSeries: defineRoute('getSeries', {
    tag: 'metrics',
    summary: 'How much, how fast, how late, over an hour to 13 months',
    description:
      'arrived and ended: runs by flow (ended also by state, with percentiles of arrival to end). open: runs by flow and state. oldest: seconds, by flow. held: runs that wait for a person, by error code and work queue. calls: by connection and operation.',
    query: z.object({
      measure: z.enum(MEASURES).default('arrived'),
      range: z.enum(RANGE_NAMES).default('24h'),
      by: z.enum(['nothing', 'subject', 'part']).default('nothing').openapi({ description: 'What makes a line.' }),
      subject: z.string().max(200).optional().openapi({ description: 'Only this flow, connection or error code.' }),
      part: z.string().max(200).optional().openapi({ description: 'Only this state, operation or work queue.' }),
    }),
    answer: Series,
  }),
} as const;

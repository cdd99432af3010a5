import { z } from '@hono/zod-openapi';
import { FAILURE_KINDS } from '../core/failure.ts';
import { Money, pageOf, paging, Timestamp } from './common.ts';
import { defineRoute } from './route.ts';

/** One piece of work that stands still until a person acts. */
export const HoldItem = z
  .object({
    order: z
      .string()
      .openapi({ description: 'Web order number; where there is none, the nearest fact or the run id.' }),
    code: z.string().openapi({ example: 'm3.item-not-found' }),
    kind: z.enum(FAILURE_KINDS).optional(),
    reason: z.string(),
    since: Timestamp,
    runId: z.string(),
    flow: z.string(),
    flowTitle: z.string(),
    state: z
      .enum(['held', 'failed', 'queued'])
      .openapi({ description: '`queued`: waits behind a held run with the same ordering key.' }),
    queue: z.string().openapi({ description: 'Work queue; `dead-letter` for failed runs.' }),
    step: z.string(),
    remedy: z.string().optional(),
    record: z.string().optional(),
    field: z.string().optional(),
    amount: Money.optional(),
    customer: z.string().optional(),
    unknownOutcome: z.boolean(),
  })
  .openapi('HoldItem');

export const holdRoutes = {
  listHolds: defineRoute('listHolds', {
    tag: 'holds',
    summary: 'Everything that waits for a person, newest first: held runs and dead letters',
    query: z.object({
      state: z
        .enum(['held', 'failed'])
        .optional()
        .openapi({ description: 'Only held runs, or only dead letters; both when left out.' }),
      queue: z.string().max(100).optional(),
      code: z.string().max(100).optional(),
      flow: z.string().max(100).optional(),
      search: z.string().max(200).optional(),
      ...paging,
    }),
    answer: pageOf(HoldItem, 'HoldPage'),
  }),
} as const;

import { z } from '@hono/zod-openapi';
import { Failure, Timestamp } from './common.ts';
import { defineRoute } from './route.ts';
import { SYNC_SUBJECTS } from './sync-subjects.ts';

const count = z.number().int();

/** What is read of one poll. */
export const Reading = z
  .object({
    connection: z.string(),
    poll: z.string(),
    title: z.string(),
    events: z.array(z.string()),
    state: z.enum(['running', 'done', 'failed', 'canceled']),
    pages: count,
    read: count.openapi({ description: 'Records read so far.' }),
    fresh: count.openapi({ description: 'Events that were new.' }),
    total: count.optional().openapi({ description: 'Records there are, when the system tells.' }),
    sample: z.array(z.string()).openapi({ description: 'The first records, by their business key.' }),
    failure: Failure.optional(),
  })
  .openapi('Reading');

/** A reading of every poll of a subject, and the work that comes of it. */
export const Sync = z
  .object({
    id: z.string(),
    subject: z.string(),
    full: z.boolean(),
    dryRun: z.boolean(),
    by: z.string(),
    state: z.enum(['reading', 'working', 'done', 'failed']),
    joined: z.boolean().optional().openapi({ description: 'It was under way already.' }),
    startedAt: Timestamp,
    updatedAt: Timestamp,
    readings: z.array(Reading),
    flows: z.array(z.string()).openapi({ description: 'Flows that start with what is read.' }),
    work: z
      .object({ pending: count, open: count, held: count, completed: count, failed: count })
      .openapi({ description: 'Subjects that wait for a run, and runs of these flows since the start.' }),
  })
  .openapi('Sync');

export const syncRoutes = {
  startSync: defineRoute('startSync', {
    tag: 'sync',
    summary: 'Read records now: what changed, or all of them',
    description: 'When the same is under way already, it is that one which is answered.',
    params: z.object({ subject: z.enum(SYNC_SUBJECTS) }),
    body: z.object({
      full: z.boolean().optional().openapi({ description: 'Everything, from the beginning; else what changed.' }),
      dryRun: z.boolean().optional().openapi({ description: 'Read and count, start no runs.' }),
    }),
    answer: Sync,
    status: 202,
  }),
  getSync: defineRoute('getSync', {
    tag: 'sync',
    summary: 'How far a sync is',
    params: z.object({ id: z.string().min(1).max(100) }),
    answer: Sync,
  }),
} as const;

import { z } from '@hono/zod-openapi';
import { Name, Reason, Timestamp } from './common.ts';
import { defineRoute } from './route.ts';

/** An operation of a connection that is held back (`open`, `half-open`) or stopped by hand (`isolated`). */
export const Breaker = z
  .object({
    operation: z.string().openapi({ example: 'order.create' }),
    mode: z.enum(['open', 'half-open', 'isolated']),
    since: Timestamp,
    reason: z.string().optional(),
    nextTryAt: Timestamp.optional().openapi({ description: 'When one call tries whether the system is back.' }),
    by: z.string().optional().openapi({ description: 'Who stopped it by hand.' }),
  })
  .openapi('Breaker');

/** One time that a window is open. */
const Occurrence = z.object({ from: Timestamp, until: Timestamp });

/** When a connected system is closed on purpose. */
export const MaintenanceWindow = z
  .object({
    id: z.string(),
    connection: z.string(),
    reason: z.string(),
    startsAt: Timestamp.optional(),
    cron: z.string().optional(),
    zone: z.string(),
    minutes: z.number().int(),
    drainMinutes: z.number().int(),
    createdBy: z.string(),
    next: Occurrence.optional().openapi({
      description: 'The time that is open now or comes next; absent when it is over.',
    }),
  })
  .openapi('MaintenanceWindow');

/** A pause by a person: why, who, since when. */
export const Paused = z.object({ reason: z.string(), by: z.string(), since: Timestamp }).openapi('Paused');

/** What the calendar says about a connection now. */
export const Closure = z
  .object({ phase: z.enum(['draining', 'closed']), from: Timestamp, until: Timestamp, reason: z.string() })
  .openapi('Closure');

const named = z.object({ name: Name });
const OperationName = z
  .string()
  .regex(/^[a-z][a-z0-9.-]{0,79}$/, 'Name the operation as flows do, such as order.create.')
  .openapi({ example: 'order.create' });

export const standstillRoutes = {
  isolateOperation: defineRoute('isolateOperation', {
    tag: 'connections',
    summary: 'Stop one operation of a connection by hand; work for it waits',
    description: 'Nothing but `breaker/close` lets it work again. Calls that are under way end as they would.',
    params: named,
    body: z.object({ operation: OperationName, reason: Reason.min(1) }),
    answer: Breaker,
  }),
  closeBreaker: defineRoute('closeBreaker', {
    tag: 'connections',
    summary: 'Let an operation work again that is held back or stopped',
    params: named,
    body: z.object({ operation: OperationName, reason: Reason.min(1).optional() }),
    answer: z.object({ changed: z.boolean() }).openapi('BreakerClosed'),
  }),
  addWindow: defineRoute('addWindow', {
    tag: 'connections',
    summary: 'Add a maintenance window to the calendar of a connection',
    description:
      'Once, from `startsAt`, or again and again by `cron` (five fields, in `zone`). Before it no new step is begun, during it nothing goes out, after it work goes on gently. Events are taken in all the while.',
    params: named,
    body: z.object({
      reason: Reason.min(1),
      startsAt: Timestamp.optional(),
      cron: z.string().trim().min(9).max(100).optional().openapi({ example: '0 2 * * 0' }),
      zone: z.string().trim().min(1).max(64).default('UTC').openapi({ example: 'Europe/Stockholm' }),
      minutes: z.number().int().min(1).max(10_080),
      drainMinutes: z.number().int().min(0).max(1_440).default(5),
    }),
    answer: MaintenanceWindow,
    status: 201,
  }),
  removeWindow: defineRoute('removeWindow', {
    tag: 'connections',
    summary: 'Take a window off the calendar; one that is open ends',
    params: z.object({ name: Name, id: z.uuid() }),
  }),
  pauseFlow: defineRoute('pauseFlow', {
    tag: 'flows',
    summary: 'Let the runs of a flow wait; events are taken in',
    description: 'Steps that were begun end first. Nothing is lost: the runs go on when the flow is resumed.',
    params: z.object({ flow: Name }),
    body: z.object({ reason: Reason.min(1) }),
    answer: Paused,
  }),
  resumeFlow: defineRoute('resumeFlow', {
    tag: 'flows',
    summary: 'Let the runs of a paused flow go on',
    params: z.object({ flow: Name }),
    body: z.object({}),
    answer: z.object({ changed: z.boolean() }).openapi('FlowResumed'),
  }),
} as const;

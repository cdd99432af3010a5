import { z } from '@hono/zod-openapi';
import { FACT_NAMES } from '../core/flow/model.ts';
import { RUN_STATES } from '../core/run/states.ts';
import { AnyJson, AnyObject, Failure, pageOf, paging, Reason, Timestamp } from './common.ts';
import { JournalEntry } from './journal.ts';
import { defineRoute } from './route.ts';

const RunState = z.enum(RUN_STATES).openapi('RunState');

/** Business facts by which a run is found: web order, M3 order, customer, amount. All as text. */
const Facts = z
  .object(
    Object.fromEntries(FACT_NAMES.map((name) => [name, z.string().optional()])) as Record<
      (typeof FACT_NAMES)[number],
      z.ZodOptional<z.ZodString>
    >,
  )
  .openapi('Facts');

/** Why a run stands still until a person acts. */
const Hold = z
  .object({
    queue: z.string(),
    reason: z.string(),
    scope: z.enum(['record', 'line']),
    resume: z.enum(['step', 'start']),
    followers: z.enum(['wait', 'go-on']).optional(),
    failure: Failure.optional(),
    step: z.string(),
  })
  .openapi('Hold');

/** For verbs that carry what somebody worked out of what he saw. */
export const seenAt = Timestamp.optional().openapi({
  description: '`updatedAt` of the run as the caller saw it: refused when something has happened since.',
});

export const RunSummary = z
  .object({
    id: z.string(),
    flow: z.string(),
    flowTitle: z.string(),
    flowVersion: z.number().int(),
    state: RunState,
    facts: Facts,
    step: z.string().optional().openapi({ description: 'Address of the step the run stands at, or last passed.' }),
    hold: Hold.optional(),
    failure: Failure.extend({ step: z.string() }).optional(),
    unknownOutcome: z
      .boolean()
      .openapi({ description: 'A write was sent and nobody knows yet whether it took effect.' }),
    arrivedAt: Timestamp,
    updatedAt: Timestamp,
    endedAt: Timestamp.optional(),
    until: Timestamp.optional().openapi({ description: 'For `waiting`: when it goes on.' }),
    attempts: z.number().int(),
    behind: z.string().optional().openapi({ description: 'Id of the earlier run of the same key that it waits for.' }),
    behindHold: z
      .object({ order: z.string(), queue: z.string(), reason: z.string() })
      .optional()
      .openapi({ description: 'Set when that run is held: its order, work queue and reason.' }),
    warnings: z.array(z.string()),
    match: z.enum(['exact', 'begins', 'words']).optional().openapi({
      description:
        'How a search found it: the text is a number, address, name or id of it, begins one, or stands in its message.',
    }),
  })
  .openapi('RunSummary');

export const RunDetail = RunSummary.extend({
  event: z.object({
    id: z.string(),
    type: z.string(),
    connection: z.string(),
    via: z
      .string()
      .openapi({ description: 'How it was learnt of: webhook, poll, emit, replay, manual, gather or schedule.' }),
    subject: z.string(),
    time: Timestamp,
    receivedAt: Timestamp,
    data: AnyObject,
  }),
  journal: z.array(JournalEntry),
  related: z.array(RunSummary),
  traceId: z.string().optional(),
}).openapi('RunDetail');

const RUN_VERBS = ['retry', 'release', 'skip', 'edit', 'replay', 'cancel'] as const;

/** What a verb would do to this run now, so that nobody has to press it to find out. */
export const RunAction = z
  .object({
    verb: z.enum(RUN_VERBS),
    title: z.string(),
    allowed: z.boolean(),
    effect: z.string().openapi({ description: 'What happens if it is done now, in words.' }),
    why: z.string().optional().openapi({ description: 'Why it is not allowed.' }),
    needsReason: z.boolean(),
    repeats: z
      .array(z.string())
      .optional()
      .openapi({ description: 'Steps that are done from here on, by their titles; reads in them are made anew.' }),
    keeps: z
      .array(z.object({ step: z.string(), call: z.string(), at: Timestamp, outcome: z.enum(['applied', 'unknown']) }))
      .optional()
      .openapi({ description: 'Writes that were made and are not made again.' }),
  })
  .openapi('RunAction');

/** What a verb did, in words. */
const RunDone = z.object({ message: z.string(), newRunId: z.string().optional() }).openapi('RunDone');

const version = z
  .enum(['same', 'newest'])
  .optional()
  .openapi({ description: 'Version of the flow. Left out: a retry keeps its own, a replay takes the newest.' });
const runId = z.object({ id: z.string().min(1).max(100) });

export const runRoutes = {
  listRuns: defineRoute('listRuns', {
    tag: 'runs',
    summary: 'Find runs, newest first',
    query: z.object({
      state: z
        .string()
        .optional()
        .openapi({ description: 'One or more states, separated by commas.', example: 'held,failed' }),
      flow: z.string().max(100).optional(),
      search: z.string().max(200).optional().openapi({
        description:
          'A number, e-mail address, name or run id, the beginning of one, or words of the message. Exact hits come first.',
      }),
      queue: z.string().max(100).optional(),
      code: z.string().max(100).optional().openapi({ description: 'Error code of the hold or failure.' }),
      since: Timestamp.optional().openapi({ description: 'Only runs that arrived at this time or later.' }),
      until: Timestamp.optional().openapi({ description: 'Only runs that arrived before this time.' }),
      endedSince: Timestamp.optional().openapi({
        description: 'Only runs that were done or canceled at this time or later.',
      }),
      endedUntil: Timestamp.optional().openapi({
        description: 'Only runs that were done or canceled before this time.',
      }),
      ...paging,
    }),
    answer: pageOf(RunSummary, 'RunPage'),
  }),
  getRun: defineRoute('getRun', {
    tag: 'runs',
    summary: 'One run with its event and journal',
    params: runId,
    answer: RunDetail,
  }),
  listRunActions: defineRoute('listRunActions', {
    tag: 'runs',
    summary: 'What each verb would do to the run now, and whether it is allowed',
    params: runId,
    answer: z.object({ items: z.array(RunAction) }).openapi('RunActions'),
  }),
  retryRun: defineRoute('retryRun', {
    tag: 'runs',
    summary: 'Go on from the failed step',
    params: runId,
    body: z.object({ reason: Reason.optional(), version }),
    answer: RunDone,
  }),
  releaseRun: defineRoute('releaseRun', {
    tag: 'runs',
    summary: 'End a hold: go on as it is, with an edited input, or with a given result for the step',
    params: runId,
    body: z.discriminatedUnion('verb', [
      z.object({ verb: z.literal('release'), reason: Reason.optional(), seenAt }),
      z.object({ verb: z.literal('edit'), input: AnyObject, reason: Reason.min(1), seenAt }),
      z.object({ verb: z.literal('skip'), output: AnyJson, reason: Reason.min(1), seenAt }),
    ]),
    answer: RunDone,
  }),
  replayRun: defineRoute('replayRun', {
    tag: 'runs',
    summary: 'Start a new run from the same event, on the newest version of the flow or the one it ran on',
    params: runId,
    body: z.object({ reason: Reason.optional(), version }),
    answer: RunDone,
  }),
  cancelRun: defineRoute('cancelRun', {
    tag: 'runs',
    summary: 'End the run for good',
    params: runId,
    body: z.object({ reason: Reason.min(1) }),
    answer: RunDone,
  }),
} as const;

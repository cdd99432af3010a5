import { z } from '@hono/zod-openapi';
import { FAILURE_KINDS } from '../core/failure.ts';
import { AnyJson, AnyObject, Failure, Money, pageOf, paging, Reason, Timestamp } from './common.ts';
import { defineRoute } from './route.ts';
import { RunSummary, seenAt } from './runs.ts';

const WorkState = z.enum(['held', 'failed', 'unknown']).openapi('WorkState', {
  description: '`unknown`: a write was sent and nobody knows whether it took effect.',
});

/** Who a filter is for. In a query, `me` is the caller and `nobody` finds what nobody looks after. */
const filter = {
  cause: z.string().max(64).optional().openapi({ description: 'Runs with the same trouble, as the groups name them.' }),
  state: WorkState.optional(),
  queue: z.string().max(100).optional(),
  code: z.string().max(100).optional(),
  kind: z.enum(FAILURE_KINDS).optional(),
  flow: z.string().max(100).optional(),
  owner: z.string().max(200).optional().openapi({ description: 'E-mail address; `me`, or `nobody`.' }),
  search: z.string().max(200).optional(),
  snoozed: z
    .enum(['no', 'only', 'also'])
    .default('no')
    .openapi({ description: 'Whether what rests is shown: not, only that, or also that.' }),
};

/** Runs with the same trouble. */
const WorkGroup = z
  .object({
    cause: z.string(),
    queue: z.string(),
    kind: z.enum(FAILURE_KINDS).optional(),
    code: z.string(),
    text: z.string().openapi({ description: 'The message of the other system, without what belongs to one order.' }),
    title: z.string().optional().openapi({ description: 'What the code means.' }),
    remedy: z.string().optional().openapi({ description: 'What usually helps.' }),
    count: z.number().int(),
    held: z.number().int(),
    failed: z.number().int(),
    unknown: z.number().int(),
    behind: z.number().int().openapi({ description: 'Runs that wait behind these.' }),
    flows: z.array(z.string()),
    oldestAt: Timestamp,
    newestAt: Timestamp,
    amounts: z.array(Money).openapi({ description: 'Money at stake, a sum for each currency.' }),
    owner: z.string().optional(),
    snoozedUntil: Timestamp.optional(),
    note: z.string().optional(),
    firstRunId: z.string().openapi({ description: 'The run that arrived first.' }),
  })
  .openapi('WorkGroup');

const WorkItem = z
  .object({
    run: RunSummary,
    cause: z.string(),
    state: WorkState,
    since: Timestamp,
    behind: z.number().int(),
    owner: z.string().optional(),
    snoozedUntil: Timestamp.optional(),
  })
  .openapi('WorkItem');

const targets = {
  causes: z.array(z.string().max(64)).max(200).default([]),
  runIds: z.array(z.uuid()).max(200).default([]),
};

const BulkVerb = z.enum(['retry', 'replay', 'cancel']);
const Version = z.enum(['same', 'newest']).optional();
const bodyFilter = z.object({ ...filter, runIds: z.array(z.uuid()).max(200).optional() });

const FixField = z
  .object({
    path: z.string(),
    label: z.string(),
    value: z.string(),
    kind: z.enum(['text', 'number', 'flag']),
    wrong: z.string().optional(),
    required: z.boolean(),
    limit: z
      .object({
        maxLength: z.number().int().optional(),
        type: z.enum(['text', 'number', 'date']).optional(),
        required: z.boolean().optional(),
        source: z.string(),
      })
      .optional(),
    allowed: z.array(z.string()).optional(),
    suggested: z.array(z.string()).optional(),
    lookup: z
      .object({
        path: z.string(),
        crosswalk: z.string(),
        key: z.string(),
        found: z.string().optional(),
        hasDefault: z.boolean().optional(),
      })
      .optional(),
    setting: z.string().optional(),
    remember: z.array(z.enum(['crosswalk', 'default'])),
  })
  .openapi('FixField');

const DoneWrite = z
  .object({ step: z.string(), call: z.string(), at: Timestamp, outcome: z.enum(['applied', 'unknown']) })
  .openapi('DoneWrite');

const Asked = z.object({
  call: z.string(),
  request: AnyObject,
  reply: AnyJson.optional(),
  failure: Failure.optional(),
});

/** What a step would do next, found out with reads only. */
const DryRun = z
  .object({
    result: z.enum(['would-send', 'would-finish', 'would-wait', 'would-fail', 'not-checked']),
    words: z.string(),
    call: z.string().optional(),
    request: AnyObject.optional(),
    output: AnyJson.optional(),
    until: Timestamp.optional(),
    failure: Failure.optional(),
    asked: z.array(Asked),
  })
  .openapi('DryRun');

const Fix = z
  .object({
    runId: z.string(),
    updatedAt: Timestamp,
    step: z.string(),
    operation: z.string().optional(),
    connection: z.string().optional(),
    failure: Failure.optional(),
    reason: z.string(),
    editable: z.boolean(),
    why: z.string().optional(),
    fields: z.array(FixField),
    input: AnyObject.optional(),
    link: z.object({ kind: z.string(), from: z.string(), id: z.string(), to: z.string() }).optional(),
    writes: z.array(DoneWrite).openapi({ description: 'What was written and is not written again.' }),
    cause: z.string().optional(),
    alike: z.number().int().openapi({ description: 'Other runs with the same cause.' }),
    behind: z.object({ count: z.number().int(), items: z.array(RunSummary) }),
  })
  .openapi('Fix');

const fixOrder = {
  changes: z
    .array(z.object({ path: z.string().min(1).max(300), value: z.string().max(4_000) }))
    .max(500)
    .default([]),
  remember: z
    .array(z.object({ path: z.string().min(1).max(300), as: z.enum(['crosswalk', 'default']) }))
    .max(100)
    .default([])
    .openapi({ description: 'Corrections that are kept for the orders to come. A default needs `connections.write`.' }),
  link: z.string().trim().max(100).optional().openapi({ description: 'Id over there of the record that is this one.' }),
};

const FixCheck = z
  .object({
    ok: z.boolean(),
    words: z.string(),
    fields: z.array(z.object({ path: z.string(), before: AnyJson.optional(), after: AnyJson.optional() })),
    before: AnyObject.optional(),
    input: AnyObject.optional(),
    rows: z.array(z.object({ crosswalk: z.string(), from: z.string(), to: z.string() })),
    dryRun: DryRun.optional(),
    path: z.string().optional().openapi({ description: 'Field that is refused.' }),
    failure: Failure.optional(),
  })
  .openapi('FixCheck');

const Look = z
  .object({
    at: Timestamp,
    step: z.string(),
    sent: z.array(DoneWrite.extend({ request: AnyObject })),
    now: DryRun,
    verdict: z.enum(['there', 'not-seen', 'nobody-knows']),
    words: z.string(),
    quietUntil: Timestamp.optional(),
  })
  .openapi('Look');

const runId = z.object({ id: z.string().min(1).max(100) });
const Done = z.object({ message: z.string(), count: z.number().int() }).openapi('WorkDone');
const Left = z.array(z.object({ runId: z.string(), why: z.string() }));

export const workRoutes = {
  listWork: defineRoute('listWork', {
    tag: 'work',
    summary: 'What needs a person, by cause: unknown outcomes first, then the oldest',
    query: z.object({ ...filter, limit: z.coerce.number().int().min(1).max(500).default(200) }),
    answer: z.object({ items: z.array(WorkGroup), at: Timestamp }).openapi('WorkGroups'),
  }),
  listWorkItems: defineRoute('listWorkItems', {
    tag: 'work',
    summary: 'The runs that need a person, in order of arrival',
    query: z.object({ ...filter, ...paging }),
    answer: pageOf(WorkItem, 'WorkItemPage'),
  }),
  listWorkPeople: defineRoute('listWorkPeople', {
    tag: 'work',
    summary: 'People who can be given work',
    answer: z.object({ items: z.array(z.object({ name: z.string(), email: z.string() })) }).openapi('WorkPeople'),
  }),
  assignWork: defineRoute('assignWork', {
    tag: 'work',
    summary: 'Say who looks after causes or single runs',
    body: z.object({
      ...targets,
      owner: z.string().trim().max(200).openapi({ description: 'E-mail address; `me`; empty for nobody.' }),
      note: Reason.optional(),
    }),
    answer: Done,
  }),
  snoozeWork: defineRoute('snoozeWork', {
    tag: 'work',
    summary: 'Let causes or single runs rest until a time',
    body: z.object({
      ...targets,
      until: z.union([Timestamp, z.literal('')]).openapi({ description: 'Empty: not any more.' }),
      note: Reason.optional(),
    }),
    answer: Done,
  }),
  previewWork: defineRoute('previewWork', {
    tag: 'work',
    summary: 'What a verb would do to everything on a filter; nothing is done',
    body: z.object({ verb: BulkVerb, filter: bodyFilter, version: Version }),
    answer: z
      .object({
        count: z.number().int(),
        unknown: z.number().int(),
        sample: z.array(z.object({ item: WorkItem, effect: z.string(), allowed: z.boolean() })),
      })
      .openapi('WorkPreview'),
  }),
  doWork: defineRoute('doWork', {
    tag: 'work',
    summary: 'Do a verb to everything on a filter, in order of arrival, up to 200 at a time',
    body: z.object({
      verb: BulkVerb,
      filter: bodyFilter,
      version: Version,
      expect: z
        .number()
        .int()
        .min(0)
        .openapi({ description: 'How many the caller saw; refused when there are others by now.' }),
      reason: Reason.min(1),
      after: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional()
        .openapi({ description: '`next` of the answer before; `expect` is not compared then.' }),
    }),
    answer: z
      .object({
        done: z.array(z.object({ runId: z.string(), newRunId: z.string().optional() })),
        refused: Left,
        next: z.string().optional(),
      })
      .openapi('WorkResult'),
  }),
  getRunFix: defineRoute('getRunFix', {
    tag: 'work',
    summary: 'What is wrong with a run, and the form that mends it',
    params: runId,
    answer: Fix,
  }),
  checkRunFix: defineRoute('checkRunFix', {
    tag: 'work',
    summary: 'Check corrected data against the rules of the other system, with reads only',
    params: runId,
    body: z.object(fixOrder),
    answer: FixCheck,
  }),
  fixRun: defineRoute('fixRun', {
    tag: 'work',
    summary: 'Go on at the same step with corrected data',
    params: runId,
    body: z.object({
      ...fixOrder,
      reason: Reason.min(1),
      alike: z.boolean().default(false).openapi({ description: 'Also the other runs with the same cause.' }),
      seenAt,
    }),
    answer: z.object({ message: z.string(), fixed: z.number().int(), left: Left }).openapi('FixDone'),
  }),
  lookAtRun: defineRoute('lookAtRun', {
    tag: 'work',
    summary: 'Ask the other system what became of a write without an answer, with reads only',
    params: runId,
    body: z.object({}),
    answer: Look,
  }),
} as const;

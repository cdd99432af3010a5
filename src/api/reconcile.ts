import { z } from '@hono/zod-openapi';
import { CAUSES } from '../core/reconcile/causes.ts';
import { DIFFERENCE_KINDS, SUBJECTS } from '../core/reconcile/model.ts';
import { DIFFERENCE_STATES, REPAIRS } from '../core/reconcile/repairs.ts';
import { Failure, Name, pageOf, paging, Reason, Timestamp } from './common.ts';
import { defineRoute } from './route.ts';

const Subject = z.enum(SUBJECTS).openapi('ReconcileSubject');
const Kind = z.enum(DIFFERENCE_KINDS).openapi('DifferenceKind');
const State = z.enum(DIFFERENCE_STATES).openapi('DifferenceState');
const Verb = z.enum(REPAIRS).openapi('RepairVerb');

/** One comparison of one subject between two systems. */
export const Reconciliation = z
  .object({
    id: z.string(),
    subject: Subject,
    left: z.string().openapi({ description: 'Connection of the store.' }),
    right: z.string().openapi({ description: 'Connection of the ERP.' }),
    state: z.enum(['queued', 'running', 'completed', 'stopped', 'failed']),
    phase: z.enum(['read-left', 'read-right', 'compare', 'explain']),
    look: z
      .number()
      .int()
      .openapi({ description: '1 for the first look at everything, then one more for each look at what was found.' }),
    since: Timestamp.optional(),
    leftCount: z.number().int(),
    rightCount: z.number().int(),
    differences: z.number().int(),
    open: z.number().int().openapi({ description: 'Differences that wait for a person.' }),
    known: z
      .number()
      .int()
      .openapi({ description: 'Differences whose run is on its way or held: they stand in Work list.' }),
    byKind: z.partialRecord(Kind, z.number().int()),
    via: z.string().openapi({ description: 'manual or schedule' }),
    startedBy: z.string(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    endedAt: Timestamp.optional(),
    until: Timestamp.optional().openapi({ description: 'When it goes on, while it pauses between two looks.' }),
    failure: Failure.optional(),
  })
  .openapi('Reconciliation');

export const ReconciliationDetail = Reconciliation.extend({
  days: z
    .array(
      z.object({
        day: z.string().openapi({ description: 'YYYY-MM-DD; empty for records without a day.' }),
        currency: z.string(),
        leftCount: z.number().int(),
        rightCount: z.number().int(),
        leftAmount: z.string(),
        rightAmount: z.string(),
        differences: z.number().int(),
      }),
    )
    .openapi({ description: 'Counts and amounts by day and currency, newest first.' }),
  causes: z.array(z.object({ cause: z.string(), text: z.string(), count: z.number().int() })),
}).openapi('ReconciliationDetail');

export const Difference = z
  .object({
    id: z.string(),
    reconciliation: z.string(),
    subject: Subject,
    key: z.string().openapi({ description: 'By which both systems name the record.' }),
    kind: Kind,
    field: z.string().optional().openapi({ description: 'Field that differs; for `doubled` the side.' }),
    leftValue: z.string().optional(),
    rightValue: z.string().optional(),
    day: z.string().optional(),
    state: State,
    cause: z.enum(CAUSES),
    causeText: z.string(),
    runId: z.string().optional().openapi({ description: 'Newest run about the record.' }),
    linked: z.boolean(),
    repair: Verb.optional(),
    reason: z.string().optional(),
    settledBy: z.string().optional(),
    settledAt: Timestamp.optional(),
    foundAt: Timestamp,
  })
  .openapi('Difference');

const SideRecord = z
  .object({
    key: z.string(),
    id: z.string(),
    day: z.string().optional(),
    amount: z.string().optional(),
    currency: z.string().optional(),
    changedAt: Timestamp.optional(),
    optional: z.boolean().optional(),
    unnumbered: z.boolean().optional(),
    fields: z.record(z.string(), z.string().nullable()),
  })
  .openapi('SideRecord');

/** A field as both sides have it, for showing them side by side. */
const ComparedField = z.object({
  name: z.string(),
  title: z.string(),
  left: z.string().nullable(),
  right: z.string().nullable(),
  differs: z.boolean(),
});

export const DifferenceDetail = Difference.extend({
  left: z.string(),
  right: z.string(),
  leftRecord: SideRecord.optional(),
  rightRecord: SideRecord.optional(),
  fields: z.array(ComparedField),
  repairs: z
    .array(
      z.object({
        verb: Verb,
        title: z.string(),
        allowed: z.boolean(),
        effect: z.string(),
        why: z.string().optional(),
        needsReason: z.boolean(),
        proposed: z.boolean(),
      }),
    )
    .openapi({ description: 'Every repair with what it would do, or why it is of no use here.' }),
}).openapi('DifferenceDetail');

const RepairDone = z.object({ message: z.string(), runIds: z.array(z.string()) }).openapi('RepairDone');

const filter = {
  reconciliation: z.uuid().optional(),
  subject: Subject.optional(),
  kind: Kind.optional(),
  field: z.string().max(50).optional(),
  state: State.optional(),
  cause: z.enum(CAUSES).optional(),
  search: z.string().max(100).optional().openapi({ description: 'Start of a key.' }),
};

const id = z.object({ id: z.uuid() });

export const reconcileRoutes = {
  listReconciliations: defineRoute('listReconciliations', {
    tag: 'reconcile',
    summary: 'Reconciliations, newest first',
    query: z.object({ subject: Subject.optional(), ...paging }),
    answer: pageOf(Reconciliation, 'ReconciliationPage'),
  }),
  startReconciliation: defineRoute('startReconciliation', {
    tag: 'reconcile',
    summary: 'Compare both systems now; what is under way already is answered and not started twice',
    body: z.object({
      subjects: z
        .array(Subject)
        .max(SUBJECTS.length)
        .default([])
        .openapi({ description: 'All that a flow takes over when empty.' }),
      since: Timestamp.optional().openapi({
        description: 'Orders, lines and payments of this time or later; a week when left out.',
      }),
      left: Name.optional(),
      right: Name.optional(),
      despiteFewer: z
        .boolean()
        .default(false)
        .openapi({ description: 'Compare although one side has far fewer records than last time.' }),
    }),
    answer: z.object({ items: z.array(Reconciliation) }).openapi('StartedReconciliations'),
    status: 202,
  }),
  getReconciliation: defineRoute('getReconciliation', {
    tag: 'reconcile',
    summary: 'One reconciliation with counts and amounts by day, and likely causes',
    params: id,
    answer: ReconciliationDetail,
  }),
  stopReconciliation: defineRoute('stopReconciliation', {
    tag: 'reconcile',
    summary: 'End a reconciliation that is under way; nothing of it is kept',
    params: id,
    answer: Reconciliation,
  }),
  exportDifferences: defineRoute('exportDifferences', {
    tag: 'reconcile',
    summary: 'All differences of a reconciliation as CSV (RFC 4180), for audit',
    params: id,
    answer: z.string(),
    answerType: 'text/csv',
  }),
  listDifferences: defineRoute('listDifferences', {
    tag: 'reconcile',
    summary: 'Differences by reconciliation, subject, kind, state and cause',
    query: z.object({ ...filter, ...paging }),
    answer: pageOf(Difference, 'DifferencePage'),
  }),
  getDifference: defineRoute('getDifference', {
    tag: 'reconcile',
    summary: 'A difference with both records side by side and what may be done about it',
    params: id,
    answer: DifferenceDetail,
  }),
  repairDifference: defineRoute('repairDifference', {
    tag: 'reconcile',
    summary: 'Settle a difference: push again, link, adopt, or ignore with a reason',
    params: id,
    body: z.object({ verb: Verb, reason: Reason.optional() }),
    answer: RepairDone,
  }),
  repairDifferences: defineRoute('repairDifferences', {
    tag: 'reconcile',
    summary: 'Settle every open difference that fits, if there are as many as expected; at most 200 in one call',
    body: z.object({
      verb: Verb,
      reason: Reason.optional(),
      filter: z.object(filter).omit({ state: true }),
      expect: z
        .number()
        .int()
        .min(1)
        .openapi({ description: 'How many the person saw; refused when it is another number by now.' }),
    }),
    answer: z
      .object({
        done: z.number().int(),
        left: z.number().int().openapi({ description: 'Open ones that still fit: call again with this number.' }),
        refused: z.array(z.object({ id: z.string(), key: z.string(), why: z.string() })),
      })
      .openapi('RepairsDone'),
  }),
} as const;

import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import type { OrderLook } from '../model/order-standing.ts';
import type { OrderChange } from '../model/request.ts';
import { choice, flag, type Infer, list, optional, record, text, time } from '../model/shape.ts';
import { ruleOf, stateOf, type StatusRule } from '../setup/statuses.ts';
import { type Decision, type Goal, pursue } from './pursue.ts';
import { fail, settingsOf } from './view.ts';

const TRACKING = record('Tracking', {
  number: text('Tracking number'),
  carrier: optional(text('Carrier')),
  shippedAt: optional(time('Shipped')),
});

const INPUT = record('The status an order is to have', {
  id: text('Id of the order in the store'),
  status: text('Status, a name of the connection’s table'),
  tracking: optional(TRACKING),
  allowBackwards: optional(flag('Go to a lower rank too')),
  overrule: optional(list('Statuses of people that may be left', text('Status'))),
  quietly: optional(flag('Change the record instead of taking the action, so that nobody is mailed')),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Result', {
  id: text('Id of the order in the store'),
  status: text('Status the order has now'),
  before: text('Status the order had'),
  changed: flag('False when nothing had to or could be done'),
  reason: optional(
    choice('Why nothing was done', ['already-there', 'would-go-backwards', 'set-by-a-person', 'order-inactive']),
  ),
});
type Output = Infer<typeof OUTPUT>;

/** Tells the store, and through it the shopper, how far an order is. */
export const orderSetStatus: Operation<Input, Output> = {
  name: 'order.set-status',
  title: 'Set the status of an order',
  description:
    'Looks first: an order that is there already, further on, or held or voided by a person is left alone. Tracking is written before the action, and the action is made once, because each one mails the customer.',
  effect: 'write',
  idempotency: 'check-first',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: { id: '1042', status: 'Shipped', tracking: { number: '1Z999AA10123456784', carrier: 'UPS' } },
    output: { id: '1042', status: 'Shipped', before: 'Confirmed', changed: true },
  },
  next: nextAction,
};

type View = OperationView<Input>;

function nextAction(view: View): OperationAction<Output> {
  const { dialect, statusRules } = settingsOf(view);
  const { id, status, quietly = false } = view.input;
  const rule = ruleOf(statusRules, status);
  if (rule === undefined) {
    const known = statusRules.map(({ name }) => name).join(', ');
    const message = `The connection knows no status “${status}”; it knows ${known}.`;
    return fail(clarityFailure('clarity.status-unknown', { message, record: `order ${id}`, field: 'status' }));
  }
  if (rule.by === 'never')
    return fail(clarityFailure('clarity.status-not-settable', { record: `order ${id}`, field: 'status' }));
  const byAction = !quietly && rule.by !== 'update' && dialect === 'cef';

  // One silent write carries tracking and status; an action takes no tracking, so that goes first.
  const written = pursue<OrderLook>(view, recordGoal(view, rule, byAction));
  if ('action' in written) return written.action;
  const moved = byAction ? pursue<OrderLook>(view, actionGoal(view, rule)) : written;
  if ('action' in moved) return moved.action;

  // What stands in the way now counts; without that, the first look says what was before we wrote.
  const present = reasonOf(view, rule, moved.reached);
  const isBlocked = present !== undefined && present !== 'already-there';
  const basis = (moved.wrote && !isBlocked ? firstLook(view) : undefined) ?? moved.reached;
  const { order } = basis;
  const reason = reasonOf(view, rule, basis);
  const refusals = [written.refusal, moved === written ? undefined : moved.refusal].filter(
    (each) => each !== undefined,
  );
  const warnings = [
    ...refusals.map(({ message }) => `The store changed the order and then said: ${message}`),
    ...(reason === undefined || reason === 'already-there' ? [] : [explain(view, rule, order.status, reason)]),
  ];
  const result = { id, status: reason === undefined ? rule.name : order.status, before: order.status };
  const output = reason === undefined ? { ...result, changed: true } : { ...result, changed: written.wrote, reason };
  return { do: 'done', output, warnings };
}

/** What the very first look of this round showed, before anything was written. */
function firstLook(view: View): OrderLook | undefined {
  const look = view.calls.find(
    (call) => call.name === 'look' && call.round === view.round && call.outcome === 'applied',
  );
  return look?.reply as unknown as OrderLook | undefined;
}

type Reason = NonNullable<Output['reason']>;

/** Why the status is not to be touched; undefined when it is to be set. */
function reasonOf(view: View, rule: StatusRule, { order, active }: OrderLook): Reason | undefined {
  const { statusRules, statusesOfPeople } = settingsOf(view);
  const { allowBackwards = false, overrule = [] } = view.input;
  const isIn = (statuses: readonly string[]): boolean => statuses.some((each) => sameName(each, order.status));
  if (sameName(order.status, rule.name)) return 'already-there';
  if (!active) return 'order-inactive';
  if (isIn(statusesOfPeople) && !isIn(overrule)) return 'set-by-a-person';
  const present = ruleOf(statusRules, order.status);
  // Leaving a person's status with leave is no step back, whatever the ranks say.
  if (!allowBackwards && present !== undefined && present.rank > rule.rank && !isIn(overrule))
    return 'would-go-backwards';
  return undefined;
}

function recordGoal(view: View, rule: StatusRule, byAction: boolean): Goal<OrderLook> {
  const { id, tracking } = view.input;
  return {
    name: 'write-record',
    look: { ask: 'order-look', id, forWrite: !byAction || tracking !== undefined },
    decide: (reply): Decision => {
      const reason = reasonOf(view, rule, reply);
      if (reason !== undefined && reason !== 'already-there') return { is: 'reached' };
      const set: OrderChange = {
        ...(tracking === undefined || tracking.number === reply.order.trackingNumber ? {} : trackingChange(tracking)),
        ...(byAction || reason === 'already-there' ? {} : { status: rule.name, state: stateOf(rule.name) }),
      };
      if (Object.keys(set).length === 0) return { is: 'reached' };
      const request = {
        ask: 'order-update',
        id,
        handle: reply.handle ?? '',
        set: { ...set, hash: reply.contentHash },
      } as const;
      return { is: 'wanted', request };
    },
  };
}

function actionGoal(view: View, rule: StatusRule): Goal<OrderLook> {
  const { id, tracking } = view.input;
  return {
    name: 'act',
    look: { ask: 'order-look', id, forWrite: tracking !== undefined },
    decide: (reply): Decision =>
      reasonOf(view, rule, reply) === undefined
        ? { is: 'wanted', request: { ask: 'order-action', id, action: rule.by } }
        : { is: 'reached' },
  };
}

function trackingChange({ number, carrier, shippedAt }: NonNullable<Input['tracking']>): OrderChange {
  return {
    trackingNumber: number,
    ...(carrier === undefined ? {} : { carrier }),
    ...(shippedAt === undefined ? {} : { shippedAt }),
  };
}

function explain(view: View, rule: StatusRule, present: string, reason: Reason): string {
  const { id } = view.input;
  if (reason === 'set-by-a-person') return `Order ${id} is “${present}”, which people set; “${rule.name}” was not set.`;
  if (reason === 'order-inactive') return `Order ${id} is deactivated; “${rule.name}” was not set.`;
  return `Order ${id} is already “${present}”; it does not go back to “${rule.name}”.`;
}

const sameName = (left: string, right: string): boolean => left.trim().toLowerCase() === right.trim().toLowerCase();

import { isZone } from '../local-time.ts';
import { cronFault } from './cron.ts';
import { WEEKDAYS } from './model.ts';
import { choice, integer, isRecord, listOf, record, type Spec, text } from './spec.ts';
import { dotted, duration, expression, template } from './text-specs.ts';

const ONE_EVENT = dotted('Type of the event, such as clarity.order.created.');
const EVENTS = listOf(ONE_EVENT, 'Types of events whose data is alike.', 1);
const EVENT: Spec = {
  schema: { anyOf: [ONE_EVENT.schema, EVENTS.schema] },
  check: (value, at, report) => (Array.isArray(value) ? EVENTS : ONE_EVENT).check(value, at, report),
  arrange: (value) => value,
};

const CONDITION = { spec: expression('Only events for which this holds start a run.') };

const SINGLE_TRIGGER = record(
  {
    event: { spec: EVENT, required: true },
    if: CONDITION,
    dedupe: { spec: template('One run for each value, for good.'), required: true },
    orderBy: { spec: template('Runs with the same value go one after the other; empty means no order.') },
  },
  'An event starts the flow.',
);

const GATHER = record(
  {
    by: { spec: template('One gathering, and one run at a time, for each value; left out: one for the flow.') },
    size: { spec: integer('Subjects that a run takes at most; 200 when left out.', 1, 2000) },
    within: { spec: duration('How long a first event waits for company; 500ms when left out.') },
    spacing: { spec: duration('The same subject is taken again after this time at the earliest; 4s when left out.') },
  },
  'Many events become one run; the newest event of a subject stands for all of them.',
);
const GATHERED_FIELDS = record(
  { event: { spec: EVENT, required: true }, if: CONDITION, gather: { spec: GATHER, required: true } },
  'Events are gathered, and start the flow together.',
);
const GATHERED_TRIGGER: Spec = {
  ...GATHERED_FIELDS,
  check(value, at, report) {
    const alone = isRecord(value) ? ['dedupe', 'orderBy'].filter((name) => Object.hasOwn(value, name)) : [];
    for (const name of alone) {
      report({
        at: [...at, name],
        severity: 'error',
        code: 'wrong-value',
        message: `"${name}" does not go with "gather": a gathering takes each subject once and has one run at a time`,
        suggestion: name === 'orderBy' ? 'gather.by' : `leave ${name} out`,
      });
    }
    if (!isRecord(value)) return GATHERED_FIELDS.check(value, at, report);
    const { dedupe: _, orderBy: __, ...rest } = value;
    GATHERED_FIELDS.check(rest, at, report);
  },
};

const CRON = text('Cron expression with five fields.', {
  source: '^\\S+(\\s+\\S+){4}$',
  what: 'a cron expression with five fields',
});
const SCHEDULE: Spec = {
  ...CRON,
  check(value, at, report) {
    const before = typeof value === 'string' ? cronFault(value) : undefined;
    if (before === undefined) CRON.check(value, at, report);
    else report({ at, severity: 'error', code: 'wrong-value', message: before });
  },
};
const PLAIN_ZONE = text('Time zone of the schedule, such as Europe/Stockholm; UTC when left out.');
const ZONE: Spec = {
  ...PLAIN_ZONE,
  check(value, at, report) {
    if (typeof value === 'string' && !isZone(value)) {
      const message = `"${value.slice(0, 60)}" is no time zone; they are named by continent and city`;
      report({ at, severity: 'error', code: 'wrong-value', message, suggestion: 'Europe/Stockholm' });
    } else PLAIN_ZONE.check(value, at, report);
  },
};
const SCHEDULE_TRIGGER = record(
  {
    schedule: { spec: SCHEDULE, required: true },
    zone: { spec: ZONE },
    between: {
      spec: text('Run window in the zone; ticks outside are left out.', {
        source: '^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$',
        what: 'a run window such as 06:00-22:00',
      }),
    },
    weekdays: { spec: listOf(choice('A day.', WEEKDAYS), 'Days on which it runs, in the zone; left out: all.', 1) },
    catchUp: { spec: choice('Ticks that were missed: one run for all of them, or none.', ['once', 'skip']) },
  },
  'The clock starts the flow.',
);

/** What starts a flow: an event, gathered events, or the clock. */
export const TRIGGER: Spec = {
  schema: { anyOf: [SINGLE_TRIGGER.schema, GATHERED_TRIGGER.schema, SCHEDULE_TRIGGER.schema] },
  check: (value, at, report) => triggerSpec(value).check(value, at, report),
  arrange: (value) => triggerSpec(value).arrange(value),
};

function triggerSpec(value: unknown): Spec {
  if (isRecord(value) && Object.hasOwn(value, 'schedule')) return SCHEDULE_TRIGGER;
  return isRecord(value) && Object.hasOwn(value, 'gather') ? GATHERED_TRIGGER : SINGLE_TRIGGER;
}

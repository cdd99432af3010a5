import type { Failure } from '../../../core/failure.ts';
import type { JsonSchema } from '../../../core/json.ts';
import { isZone } from '../../../core/local-time.ts';
import type { Operation } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import { dayBefore, dayLink } from '../model/settlement.ts';
import { flag, type Infer, optional, record, text, time } from '../model/shape.ts';
import { fail, settingsOf } from './view.ts';

const INPUT = record('Which day', {
  before: time('The last whole day before this moment'),
  zone: optional(text('Time zone of the day, UTC unless given')),
  firstDay: text('First day that is added up, 2026-03-01'),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Day to add up', {
  day: text('The day, 2026-02-28'),
  due: flag('False for a day before the first one, of which nothing is remembered'),
});
type Output = Infer<typeof OUTPUT>;

/**
 * Remembers that the summary of a day was begun, before the store is asked: what is told of a payment from then on may
 * have come too late for the sum, and what is told before is certainly looked at.
 */
export const paymentSummaryBegin: Operation<Input, Output> = {
  name: 'payment.summary-begin',
  title: 'Begin the settlement summary of a day',
  description: 'Says which day is to be added up, and remembers that it was begun. Asks the store nothing.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: { before: '2025-03-05T02:00:00.000Z', firstDay: '2025-03-01' },
    output: { day: '2025-03-04', due: true },
  },
  next: (view) => {
    const day = dayToAddUp(view.input);
    if (typeof day !== 'string') return fail(day);
    const due = day >= view.input.firstDay;
    const links = due ? [dayLink(settingsOf(view).storeName, day, 'begun')] : [];
    return { do: 'done', output: { day, due }, links };
  },
};

/** The day that is meant by an input, or what is wrong with it. */
export function dayToAddUp({ before, zone = 'UTC' }: Pick<Input, 'before' | 'zone'>): string | Failure {
  const at = Date.parse(before);
  if (!Number.isNaN(at) && isZone(zone)) return dayBefore(zone, at);
  const [field, value] = Number.isNaN(at) ? ['before', before] : ['zone', zone];
  return clarityFailure('clarity.field-unreadable', { field, message: `“${value}” is no ${field}.` });
}

import { Decimal } from '../../../core/decimal.ts';
import type { JsonSchema } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import type { Payment } from '../model/payment.ts';
import { count, decimal, type Infer, list, optional, record, text, time } from '../model/shape.ts';
import { isZone } from '../../../core/local-time.ts';
import { stampIn } from '../model/source-time.ts';
import { fail, lastReading, read, settingsOf } from './view.ts';

const INPUT = record('Which day', {
  before: time('The last whole day before this moment is added up'),
  zone: optional(text('Time zone of the day, UTC unless given')),
  storeKey: optional(text('One store only')),
});
type Input = Infer<typeof INPUT>;

const GROUP = record('Settlements of one store, method and currency', {
  key: text('Store, method and currency'),
  storeKey: text('Store; empty where payments name none'),
  method: text('Payment method'),
  currency: text('Currency'),
  captured: decimal('Captured'),
  refunded: decimal('Refunded and charged back, above zero'),
  net: decimal('Captured less refunded'),
  fees: decimal('Fees of the processor'),
  count: count('Payments'),
  capturedIds: list('Captured payments', text('Id')),
});
type Group = Infer<typeof GROUP>;
const OUTPUT = record('Settlements of a day', { day: text('The day, 2026-02-28'), groups: list('Groups', GROUP) });
type Output = Infer<typeof OUTPUT>;

const DAY_MS = 86_400_000;
/** A day and what any zone may add to it. */
const LOOK_BACK_MS = 3 * DAY_MS;
/** More pages than any day has: a store that always says “more” must not hold the step for ever. */
const MOST_PAGES = 400;

/** Adds up what was captured and went back on a day, by store, method and currency. */
export const paymentSummary: Operation<Input, Output> = {
  name: 'payment.summary',
  title: 'Add up the payments of a day',
  description:
    'Sums of captured and refunded payments of a day by store, method and currency, exact to the last digit.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: { before: '2025-03-05T02:00:00.000Z' },
    output: {
      day: '2025-03-04',
      groups: [
        {
          key: 'main-us/Credit Card/USD',
          storeKey: 'main-us',
          method: 'Credit Card',
          currency: 'USD',
          captured: '275.4',
          refunded: '0',
          net: '275.4',
          fees: '0',
          count: 1,
          capturedIds: ['9001'],
        },
      ],
    },
  },
  next: (view) => {
    const { before, zone = 'UTC', storeKey } = view.input;
    const at = Date.parse(before);
    if (Number.isNaN(at) || !isZone(zone)) {
      const field = Number.isNaN(at) ? 'before' : 'zone';
      return fail(
        clarityFailure('clarity.field-unreadable', { field, message: `“${view.input[field] ?? ''}” is no ${field}.` }),
      );
    }
    const day = dayBefore(dayIn(zone, at));
    const from = new Date(at - LOOK_BACK_MS).toISOString();
    const payments: Payment[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const reading = lastReading<'payment-changes'>(view, `page-${page}`);
      if (reading === undefined) return read(`page-${page}`, { ask: 'payment-changes', modifiedSince: from, page });
      if ('failure' in reading) return fail(reading.failure);
      payments.push(...reading.reply.payments);
      if (!reading.reply.more) break;
    }
    const inDay = payments.filter(
      (payment) =>
        payment.receivedAt !== undefined &&
        dayIn(zone, Date.parse(payment.receivedAt)) === day &&
        (storeKey === undefined || payment.storeKey === storeKey),
    );
    return { do: 'done', output: { day, groups: addUp(inDay, settingsOf(view).defaultCurrency) } };
  },
};

/** The calendar day of an instant in a zone, as 2026-02-28. */
function dayIn(zone: string, at: number): string {
  return stampIn(zone, at).slice(0, 10);
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}

/** Money that came and money that went back; a voided capture is not among what came. */
function addUp(payments: readonly Payment[], defaultCurrency: string): readonly Group[] {
  const counted = payments.filter(({ state }) => ['captured', 'refunded', 'chargeback'].includes(state));
  const keyOf = ({ storeKey = '', method = '', currency = defaultCurrency }: Payment): string =>
    [storeKey, method, currency].join('/');
  return [...Map.groupBy(counted, keyOf)]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, group]) => {
      const sum = (states: readonly string[], part: (payment: Payment) => string | undefined): Decimal =>
        group
          .filter(({ state }) => states.includes(state))
          .reduce((total, payment) => total.add(new Decimal(part(payment) ?? '0').abs()), new Decimal(0));
      const captured = sum(['captured'], ({ amount }) => amount);
      const refunded = sum(['refunded', 'chargeback'], ({ amount }) => amount);
      const [first] = group;
      return {
        key,
        storeKey: first?.storeKey ?? '',
        method: first?.method ?? '',
        currency: first?.currency ?? defaultCurrency,
        captured: captured.toFixed(),
        refunded: refunded.toFixed(),
        net: captured.sub(refunded).toFixed(),
        fees: sum(['captured'], ({ fee }) => fee).toFixed(),
        count: group.length,
        capturedIds: group.filter(({ state }) => state === 'captured').map(({ id }) => id),
      };
    });
}

import { Decimal } from '../../../core/decimal.ts';
import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import type { Payment } from '../model/payment.ts';
import { COUNTED_STATES, settlementOf } from '../model/settlement.ts';
import { count, decimal, type Infer, list, optional, record, text, time } from '../model/shape.ts';
import { dayToAddUp } from './payment-summary-begin.ts';
import { COUNTED_PAYMENT } from './payment-summary-note.ts';
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
  payments: list('Payments in the sum', COUNTED_PAYMENT),
});
type Group = Infer<typeof GROUP>;
const OUTPUT = record('Settlements of a day', { day: text('The day, 2026-02-28'), groups: list('Groups', GROUP) });
type Output = Infer<typeof OUTPUT>;

/** A day and what any zone may add to it. */
const LOOK_BACK_MS = 3 * 86_400_000;
/** More pages than any day has: a store that always says “more” must not hold the step for ever. */
const MOST_PAGES = 400;
/** A list of several pages is read twice. */
const PASSES = ['page', 'again'] as const;

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
          payments: [{ id: '9001', state: 'captured' }],
        },
      ],
    },
  },
  next: (view) => {
    const { before, zone = 'UTC', storeKey } = view.input;
    const day = dayToAddUp(view.input);
    if (typeof day !== 'string') return fail(day);
    const reading = readPayments(view, new Date(Date.parse(before) - LOOK_BACK_MS).toISOString());
    if ('action' in reading) return reading.action;
    const { defaultCurrency } = settingsOf(view);
    const counted = [...reading.payments.values()].filter(
      (payment) => COUNTED_STATES.includes(payment.state) && (storeKey === undefined || payment.storeKey === storeKey),
    );
    const groups = Map.groupBy(counted, (payment) => {
      const settlement = settlementOf(payment, zone, defaultCurrency);
      return settlement?.day === day ? settlement.group : undefined;
    });
    groups.delete(undefined);
    return { do: 'done', output: { day, groups: addUp(groups, defaultCurrency) } };
  },
};

type Reading =
  | { readonly action: OperationAction<never> }
  /** By id, as each was read last. */
  | { readonly payments: ReadonlyMap<string, Payment> };

/**
 * All payments changed since then. The list is sorted by id and moves while its pages are read. A payment that is changed
 * meanwhile comes into it and pushes those behind it on, so one stands on two pages; a row that is deleted pulls
 * them forward, so one is passed over. The first is counted once, by its id; for the second a list of several pages
 * is read once more.
 */
function readPayments(view: OperationView<Input>, modifiedSince: string): Reading {
  const payments = new Map<string, Payment>();
  for (const pass of PASSES) {
    for (let page = 1; ; page += 1) {
      if (page > MOST_PAGES) return { action: fail(clarityFailure('clarity.list-endless')) };
      const reading = lastReading<'payment-changes'>(view, `${pass}-${page}`);
      if (reading === undefined)
        return { action: read(`${pass}-${page}`, { ask: 'payment-changes', modifiedSince, page }) };
      if ('failure' in reading) return { action: fail(reading.failure) };
      for (const payment of reading.reply.payments) payments.set(payment.id, payment);
      if (reading.reply.more) continue;
      if (page === 1) return { payments };
      break;
    }
  }
  return { payments };
}

/** Money that came and money that went back, group by group. */
function addUp(groups: ReadonlyMap<string | undefined, readonly Payment[]>, defaultCurrency: string): readonly Group[] {
  return [...groups]
    .toSorted(([left = ''], [right = '']) => (left < right ? -1 : 1))
    .map(([key = '', group]) => {
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
        payments: group.map(({ id, state }) => ({ id, state })),
      };
    });
}

import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../../core/operation.ts';
import { asRequest } from '../../wire/request.ts';
import { foldDirectOrder } from './direct-order.ts';
import type { IntentCharge } from './intent.ts';

const QUIET_MS = 1_000;
const charges = ['5', '7', '-7'].map(
  (amount, index): IntentCharge => ({ index, chargeId: 'C', amount: new Decimal(amount), description: '' }),
);

function call(
  name: string,
  sentAt: number,
  outcome: CallRecord['outcome'],
  results: [string, object, object[]][],
): CallRecord {
  const transactions = results.map(([transaction, record]) => ({ transaction, record: { ORNO: '1', ...record } }));
  const reply = { results: results.map(([transaction, , records]) => ({ transaction, records })) };
  const known = outcome === 'applied' ? { reply: reply as never } : {};
  return {
    name,
    effect: name === 'check' ? 'read' : 'write',
    request: asRequest({ program: 'OIS100MI', transactions }),
    outcome,
    sentAt,
    answeredAt: sentAt,
    round: 0,
    ...known,
  };
}
const fill = (sentAt: number, outcome: CallRecord['outcome'], ...numbers: string[]) =>
  call(
    'fill',
    sentAt,
    outcome,
    numbers.map((PONR) => ['AddOrderLine', { PONR }, [{ PONR }]]),
  );
const check = (sentAt: number, lines: string[], EXAM = '0') =>
  call('check', sentAt, 'applied', [
    ['GetHead', {}, [{ ORNO: '1', EXAM }]],
    ['LstLine', {}, lines.map((PONR) => ({ PONR }))],
  ]);
const fold = (...calls: CallRecord[]) => foldDirectOrder(calls, '1', charges, QUIET_MS);

describe('what is known of an order that is entered directly', () => {
  it('lines that were answered', () => {
    expect(fold(fill(0, 'applied', '1', '2'))).toMatchObject({ lines: new Set(['1', '2']), doubt: undefined });
  });

  it('a look that came too early settles nothing', () => {
    const doubtful = fill(100, 'ambiguous', '2');
    const early = fold(fill(0, 'applied', '1'), doubtful, check(1_099, ['1']));
    expect(early).toMatchObject({ lines: new Set(['1']), doubt: doubtful });
    expect(fold(fill(0, 'applied', '1'), doubtful, check(1_100, ['1', '2']))).toMatchObject({
      lines: new Set(['1', '2']),
      doubt: undefined,
    });
  });

  it.each([
    ['0', 0],
    ['5', -1], // one charge, or all three of which two cancel out
    ['12', 2],
    ['99', -1],
  ])('charges that make %s are %d', (shown, count) => {
    const doubtful = call(
      'charges',
      0,
      'ambiguous',
      charges.map(() => ['AddConnCOCharge', { CRID: 'C' }, []]),
    );
    expect(fold(doubtful, check(1_000, [], shown)).charges).toBe(count);
  });

  it('an order that is gone, and calls for another one', () => {
    const gone = call('check', 1_000, 'applied', [['LstLine', {}, []]]);
    expect(fold(fill(0, 'applied', '1'), call('remove', 1, 'applied', [['DelHead', {}, []]]))).toMatchObject({
      removed: true,
    });
    expect(foldDirectOrder([fill(0, 'applied', '1'), gone], '2', charges, QUIET_MS).lines.size).toBe(0);
  });
});

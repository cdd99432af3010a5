import { expect, it } from 'vitest';
import { paymentMark } from '../../kit/payment-mark.ts';
import { eventKey } from '../operations/finance/event-key.ts';

it('the mark that reconciliation looks for is the one that postings carry', () => {
  for (const paymentId of ['9001', ' 9001 ', 'pay_ÅÄÖ"x']) {
    const event = { store: 'main', paymentId, kind: 'captured', sequence: 1 };
    expect(eventKey('A', event)).toBe(`A${paymentMark(event)}`);
  }
});

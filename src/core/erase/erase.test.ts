import { expect, test } from 'vitest';
import { eraseBody, eraseEntry, eraseFacts } from './erase.ts';

test('O06: texts of a person go, whatever the field is called; numbers and money stay', () => {
  const order = {
    orderNumber: '1042',
    placedAt: '2026-11-20T10:00:00Z',
    total: '19.90',
    currency: 'EUR',
    buyer: { name: 'Ada Lind', email: 'ada@example.com', phone: 46701234567, birthDate: '1990-01-01', vatNumber: 99 },
    note: 'leave it with Bo',
    somethingNew: 'Ada',
    lines: [{ lineNumber: '1', sku: 'PUMP-1001', quantity: 2, engraving: 'For Ada' }],
    status: 'Ada is not a status',
    code: 'ada@example.com',
    paid: true,
    gone: null,
  };
  expect(eraseBody(order)).toEqual({
    orderNumber: '1042',
    placedAt: '2026-11-20T10:00:00Z',
    total: '19.90',
    currency: 'EUR',
    buyer: { name: '(erased)', email: '(erased)', phone: 0, birthDate: '(erased)', vatNumber: 0 },
    note: '(erased)',
    somethingNew: '(erased)',
    lines: [{ lineNumber: '1', sku: 'PUMP-1001', quantity: 2, engraving: '(erased)' }],
    status: '(erased)',
    code: '(erased)',
    paid: true,
    gone: null,
  });
});

test('O06: a journal still tells what was done, and not to whom', () => {
  const entry = {
    type: 'call-answered',
    at: 1,
    step: 'order',
    call: 'stage',
    effect: 'write',
    outcome: 'refused',
    reply: { results: [{ records: [{ ORNO: '0010004711', CUNM: 'Ada Lind', PONO: '12345' }] }] },
    failure: {
      kind: 'rejected',
      code: 'm3.rejected',
      message: 'Customer Ada Lind is blocked',
      record: 'ada@example.com',
    },
    tookMs: 12,
  } as const;
  expect(eraseEntry(entry)).toEqual({
    ...entry,
    reply: { results: [{ records: [{ ORNO: '0010004711', CUNM: '(erased)', PONO: '(erased)' }] }] },
    failure: { kind: 'rejected', code: 'm3.rejected', message: '(erased)', record: '(erased)' },
  });
  expect(
    eraseFacts({ order: '1', name: 'Ada', email: 'a@b.c', reference: 'for Ada', amount: '2.00', customer: 'a@b.c' }),
  ).toEqual({
    order: '1',
    amount: '2.00',
  });
});

import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../core/json.ts';
import type { Effect } from '../../../../core/operation.ts';
import type { ClarityRequest } from '../../model/request.ts';
import { judgeReply } from './reply.ts';

const READ: ClarityRequest = { ask: 'order-read', id: '1042' };
const ACT: ClarityRequest = { ask: 'order-action', id: '1042', action: 'Ship' };
const PUT: ClarityRequest = { ask: 'order-update', id: '1042', handle: 'h', set: { key: '1' } };
const FIND: ClarityRequest = { ask: 'product-find', sku: 'GHOST-1' };
const LIST: ClarityRequest = { ask: 'order-list' };

const coded = (code: string, message: string): Json => ({ ResponseStatus: { ErrorCode: code, Message: message } });

type Case = readonly [string, ClarityRequest, Effect, number, Json | undefined, string];

const CASES: readonly Case[] = [
  ['a record', READ, 'read', 200, { ID: 1042 }, 'good'],
  ['nothing found, no content', READ, 'read', 204, undefined, 'refused clarity.order-not-found'],
  ['nothing found, null', READ, 'read', 200, null, 'refused clarity.order-not-found'],
  ['nothing found by list', FIND, 'read', 200, { Results: [] }, 'refused clarity.product-not-found'],
  ['an empty list', LIST, 'read', 200, [], 'good'],
  ['a list that is nothing', LIST, 'read', 200, undefined, 'unclear clarity.store-busy'],
  ['success', ACT, 'write', 200, { ActionSucceeded: true }, 'good'],
  [
    'failure with 200',
    ACT,
    'write',
    200,
    { ActionSucceeded: false, Messages: ['ERROR! Balance is open'] },
    'refused clarity.refused',
  ],
  [
    'failure that means missing',
    ACT,
    'write',
    200,
    { ActionSucceeded: false, Messages: ['ERROR! Order not found'] },
    'refused clarity.order-not-found',
  ],
  ['a write without a word', PUT, 'write', 200, undefined, 'unclear clarity.store-busy'],
  ['a write with other words', PUT, 'write', 200, { ID: 1042 }, 'unclear clarity.store-busy'],
  [
    'key exists',
    PUT,
    'write',
    400,
    coded(
      'CEF-10142',
      'Log ID: CEF:11111111-1111-1111-1111-111111111111 There is an existing record with a matching key',
    ),
    'refused clarity.key-taken',
  ],
  [
    'unknown id',
    ACT,
    'write',
    400,
    coded('CEF-10142', 'No sales order has the ID 9'),
    'refused clarity.order-not-found',
  ],
  ['argument', PUT, 'write', 400, coded('CEF-10156', 'StatusKey is too long'), 'refused clarity.data-refused'],
  [
    'database time-out of a write',
    PUT,
    'write',
    400,
    coded('CEF-10121', 'Timeout expired'),
    'unclear clarity.store-busy',
  ],
  [
    'database time-out of a read',
    READ,
    'read',
    400,
    coded('CEF-10121', 'Timeout expired'),
    'unclear clarity.store-busy',
  ],
  ['concurrency', PUT, 'write', 400, coded('CEF-10064', 'Conflict'), 'unclear clarity.store-busy'],
  [
    'no right by code',
    PUT,
    'write',
    400,
    coded('CEF-10115', 'Attempted to perform an unauthorized operation.'),
    'refused clarity.right-missing',
  ],
  [
    'no right by status',
    READ,
    'read',
    403,
    { StatusCode: 403, Message: 'Missing permission' },
    'refused clarity.right-missing',
  ],
  ['an exception nobody named, read', READ, 'read', 400, coded('CEF-10099', 'Odd'), 'refused clarity.refused'],
  ['an exception nobody named, write', ACT, 'write', 400, coded('CEF-10099', 'Odd'), 'unclear clarity.store-busy'],
  ['500 without a code', READ, 'read', 500, { Message: 'Oops' }, 'unclear clarity.store-busy'],
  [
    'uncaught, with 200',
    LIST,
    'read',
    200,
    { Code: 'Binding', LogID: 'x', Message: 'Cannot bind' },
    'refused clarity.refused',
  ],
  [
    'no such route',
    { ask: 'digest-check' },
    'read',
    404,
    coded('NotFound', 'Handler for request not found'),
    'refused clarity.route-missing',
  ],
  ['404 for one record', READ, 'read', 404, undefined, 'refused clarity.order-not-found'],
  ['404 for a list', LIST, 'read', 404, undefined, 'refused clarity.route-missing'],
  ['an empty status is no error', READ, 'read', 200, { ID: 1, ResponseStatus: {} }, 'good'],
];

describe('an answer of the store', () => {
  it.each(CASES)('is judged by its body: %s', (_, request, effect, status, body, expected) => {
    const verdict = judgeReply(request, effect, status, body);
    expect(verdict.is === 'good' ? 'good' : `${verdict.is} ${verdict.failure.code}`).toBe(expected);
  });

  it('keeps the log id apart from the words, and names record and field', () => {
    const body: Json = {
      ResponseStatus: {
        ErrorCode: 'CEF-10156',
        Message: 'Log ID: CEF:0D9AC2C3-7A3C-4A38-9D0A-0D6C1B6E3C11 The unit is too long',
        StackTrace: 'at Clarity.Ecommerce.Secret()',
        Errors: [{ ErrorCode: 'CEF-10156', FieldName: 'UnitOfMeasure', Message: 'too long' }],
      },
    };
    const verdict = judgeReply(PUT, 'write', 400, body);
    expect(verdict).toMatchObject({
      is: 'refused',
      failure: {
        message: 'The store refused: The unit is too long',
        record: 'order 1042',
        field: 'UnitOfMeasure',
        evidence: { code: 'CEF-10156', logId: '0D9AC2C3-7A3C-4A38-9D0A-0D6C1B6E3C11' },
      },
    });
    expect(JSON.stringify(verdict)).not.toContain('Secret()');
  });
});

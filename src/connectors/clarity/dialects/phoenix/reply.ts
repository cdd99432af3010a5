import type { Json, JsonObject } from '../../../../core/json.ts';
import type { Effect } from '../../../../core/operation.ts';
import { clarityFailure } from '../../errors.ts';
import type { ClarityRequest } from '../../model/request.ts';
import type { Verdict } from '../dialect.ts';
import { missingCode, recordOf } from '../decode/missing.ts';

/** Problem details (RFC 9457) are assumed for errors; the status says what kind. */
export function judgeReply(request: ClarityRequest, effect: Effect, status: number, body: Json | undefined): Verdict {
  const problem = asRecord(body);
  const words = [problem?.['detail'], problem?.['title']].filter((each) => typeof each === 'string')[0] ?? '';
  if (status === 404) return missing(request);
  const said = words === '' ? {} : { message: `The store refused: ${words.slice(0, 300)}` };
  if (status >= 500) return { is: 'unclear', failure: clarityFailure('clarity.store-busy', said) };
  if (status >= 400) {
    const code = status === 403 ? 'clarity.right-missing' : 'clarity.data-refused';
    return { is: 'refused', failure: clarityFailure(code, { ...said, ...recordOf(request) }) };
  }
  const isFind = request.ask === 'account-find' || request.ask === 'product-find';
  if (isFind && Array.isArray(problem?.['items']) && problem['items'].length === 0) return missing(request);
  if (body === undefined || body === null) {
    if (effect === 'read') return missing(request);
    return { is: 'good' };
  }
  return { is: 'good' };
}

function missing(request: ClarityRequest): Verdict {
  return { is: 'refused', failure: clarityFailure(missingCode(request) ?? 'clarity.route-missing', recordOf(request)) };
}

function asRecord(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

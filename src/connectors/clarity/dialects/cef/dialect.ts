import type { Json, JsonObject } from '../../../../core/json.ts';
import type { ClarityRequest } from '../../model/request.ts';
import { decodeReply, type OpenedBody } from '../decode/replies.ts';
import type { Dialect } from '../dialect.ts';
import { nameOf } from './names.ts';
import { changeRecord } from './record.ts';
import { judgeReply } from './reply.ts';
import { PAGE_SIZE, planRequest } from './requests.ts';

/** The older generation of the store, 2015 to 2023: ServiceStack routes, PascalCase members, actions for statuses. */
export const cef: Dialect = {
  name: 'cef',
  plan: planRequest,
  judge: judgeReply,
  decode: (request, body, settings) =>
    decodeReply(request, openBody(request, body), { zone: settings.zone, nameOf }, settings),
  change: changeRecord,
};

/** Lists come bare from the routes for integrations and in pages elsewhere; a find by list takes the only row. */
function openBody(request: ClarityRequest, body: Json | undefined): OpenedBody {
  if (Array.isArray(body)) {
    // A bare list does not say whether it goes on: a page that is just full may.
    const more = request.ask === 'payment-changes' && body.length === PAGE_SIZE;
    return { body: { Results: body }, more };
  }
  const isRecord = typeof body === 'object' && body !== null;
  if (!isRecord) return { body: {}, more: false };
  const page = body as JsonObject;
  const rows = page['Results'];
  const isFind = request.ask === 'account-find' || request.ask === 'product-find';
  if (isFind && Array.isArray(rows)) return { body: (rows[0] as Json | undefined) ?? {}, more: false };
  return { body: page, more: Number(page['CurrentPage'] ?? 1) < Number(page['TotalPages'] ?? 1) };
}

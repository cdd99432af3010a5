import type { Json, JsonObject } from '../../../../core/json.ts';
import type { ClarityRequest } from '../../model/request.ts';
import { decodeReply, type OpenedBody } from '../decode/replies.ts';
import type { Dialect } from '../dialect.ts';
import { nameOf } from './names.ts';
import { changeRecord } from './record.ts';
import { judgeReply } from './reply.ts';
import { planRequest } from './requests.ts';

/** The current generation of the store: JSON Web Tokens, `/{plugin}/{entity}`, camel case. Known in outline only. */
export const phoenix: Dialect = {
  name: 'phoenix',
  plan: planRequest,
  judge: judgeReply,
  decode: (request, body, settings) =>
    decodeReply(request, openBody(request, body), { zone: settings.zone, nameOf }, settings),
  change: changeRecord,
};

/** Lists come in an envelope `{items, totalCount, pageIndex, pageSize}`; pages count from zero. */
function openBody(request: ClarityRequest, body: Json | undefined): OpenedBody {
  if (Array.isArray(body)) return { body: { items: body }, more: false };
  const isRecord = typeof body === 'object' && body !== null;
  if (!isRecord) return { body: {}, more: false };
  const page = body as JsonObject;
  const rows = page['items'];
  const isFind = request.ask === 'account-find' || request.ask === 'product-find';
  if (isFind && Array.isArray(rows)) return { body: (rows[0] as Json | undefined) ?? {}, more: false };
  const seen = (Number(page['pageIndex'] ?? 0) + 1) * Number(page['pageSize'] ?? 0);
  return { body: page, more: seen > 0 && seen < Number(page['totalCount'] ?? 0) };
}

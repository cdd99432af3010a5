import type { Sessions } from '../auth/sessions.ts';
import { idOf } from '../entities/routes.ts';
import { type Members, numberMember, textMember } from '../http/members.ts';
import { json, type Reply } from '../http/reply.ts';
import type { Call, Route } from '../http/router.ts';
import type { StoreState } from '../state/store.ts';
import { filterRecords, sortRecords } from './filter.ts';
import { phoenixRecord } from './projection.ts';

/** Entities of the current generation by `{plugin}/{entity}`; names in lower case. The plugins' names are assumed. */
const ENTITIES: Readonly<Record<string, string>> = {
  'sales/salesorder': 'SalesOrder',
  'products/product': 'Product',
  'connectcore/account': 'Account',
  'connectcore/contact': 'Contact',
};

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 500;
/** Collections that a list shows only when `include` asks for them. */
const COLLECTIONS = ['salesItems', 'salesOrderPayments', 'accountContacts', 'discounts', 'notes', 'rateQuotes'];

/**
 * The read syntax of the current generation on the same data: zero-based `pageIndex`, suffix filters, and an envelope
 * `{items, totalCount, pageIndex, pageSize}`. Envelope, plugin names and log-in are assumptions, so every reply is flagged.
 */
export function phoenixRoutes(state: StoreState, sessions: Sessions): Route[] {
  const shared = { surfaces: ['phoenix'], assumed: true, effect: 'read' } as const;
  return [
    {
      ...shared,
      verb: 'POST',
      path: '/phoenix/identity/login',
      access: 'open',
      handle: ({ body }) => logIn(sessions, body),
    },
    {
      ...shared,
      verb: 'GET',
      path: '/phoenix/{plugin}/{entity}',
      access: 'user',
      handle: (call) => withEntity(call, (entity) => listReply(state, entity, call.query)),
    },
    {
      ...shared,
      verb: 'GET',
      path: '/phoenix/{plugin}/{entity}/{id}',
      access: 'user',
      handle: (call) =>
        withEntity(call, (entity) => {
          const row = state.entity(entity).get(idOf(call.parameters[2]));
          return row ? json(phoenixRecord(state, entity, row)) : problem(404, 'No such record');
        }),
    },
  ];
}

function withEntity(call: Call, work: (entity: string) => Reply): Reply {
  const entity = ENTITIES[`${call.parameters[0]}/${call.parameters[1]}`.toLowerCase()];
  return entity ? work(entity) : problem(404, 'No such plugin or entity');
}

function listReply(state: StoreState, entity: string, query: Members): Reply {
  const pageIndex = numberMember(query, 'pageIndex') ?? 0;
  const pageSize = Math.min(numberMember(query, 'pageSize') ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  if (pageIndex < 0 || pageSize < 1) return problem(400, 'pageIndex starts at 0, pageSize at 1');
  const all = [...state.entity(entity).rows.values()].map((row) => phoenixRecord(state, entity, row));
  const kept = filterRecords(all, query);
  if (!Array.isArray(kept)) return problem(400, `No such column: ${kept.unknown}`);
  const page = sortRecords(kept, textMember(query, 'sort')).slice(pageIndex * pageSize, (pageIndex + 1) * pageSize);
  const included = (textMember(query, 'include') ?? '').split(',');
  const hidden = COLLECTIONS.filter((name) => !included.includes(name));
  const items = page.map((record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !hidden.includes(name))),
  );
  return json({ items, totalCount: kept.length, pageIndex, pageSize });
}

function logIn(sessions: Sessions, body: Members): Reply {
  const session = sessions.logIn(textMember(body, 'userName') ?? '', textMember(body, 'password') ?? '');
  if (!session) return problem(401, 'Wrong user name or password');
  const expiresIn = Math.max(1, Math.round((session.expiresAt - Date.now()) / 1_000));
  return json({ token: session.bearerToken, refreshToken: session.refreshToken, expiresIn });
}

function problem(status: number, title: string): Reply {
  return { ...json({ title, status }, status), contentType: 'application/problem+json' };
}

import type { Context } from 'hono';
import { OPERATIONS, type OperationName } from '../api/operations.ts';
import { type Caller, mayUse, TOKEN_CALLER } from './caller.ts';
import type { ServerDeps } from './deps.ts';
import { isOwnHost, isSameSite } from './origin.ts';
import { refuse, Refusal } from './refusal.ts';

/** Who may pass, and the cookies that the answer must set (a sign-in that was prolonged). */
export interface Passed {
  readonly caller: Caller | undefined;
  readonly cookies: readonly string[];
}

/** Decides for every route but webhooks and health whether a request may go on. Deny is the default. */
export type Gate = (context: Context, name: OperationName) => Promise<Passed | Refusal>;

/** Host, origin, who it is, and what they may do, in this order. */
export function createGate(deps: ServerDeps): Gate {
  return async (context, name) => {
    const header = (header: string): string | undefined => context.req.header(header);
    const authorization = header('authorization');
    const host = header('host') ?? new URL(context.req.url).host;
    if (!isOwnHost(host, deps.publicOrigins)) return refuse('request.host', { record: `host ${host.slice(0, 100)}` });
    const origin = {
      method: context.req.method,
      host,
      origin: header('origin'),
      fetchSite: header('sec-fetch-site'),
      hasBearer: authorization !== undefined,
    };
    if (!isSameSite(origin, deps.publicOrigins)) return refuse('request.cross-site');
    const { permission } = OPERATIONS[name];
    if (permission === 'anyone') return { caller: undefined, cookies: [] };
    const passed = await identify(deps, context.req.raw.headers, authorization);
    if (passed instanceof Refusal) return passed;
    if (passed.caller === undefined) return refuse('session.missing');
    if (mayUse(passed.caller, permission)) return passed;
    return refuse('session.forbidden', { message: `The role ${passed.caller.role} does not have ${permission}.` });
  };
}

/** A bearer token, where one is sent, must be right: there is no falling back to the cookie. */
async function identify(
  deps: ServerDeps,
  headers: Headers,
  authorization: string | undefined,
): Promise<Passed | Refusal> {
  if (authorization !== undefined) {
    const token = /^Bearer ([\w-]{1,200})$/i.exec(authorization)?.[1] ?? '';
    return deps.checkToken(token) ? { caller: TOKEN_CALLER, cookies: [] } : refuse('session.token-refused');
  }
  const signedIn = await deps.signIn.current(headers, { refresh: true });
  if (signedIn === undefined) return { caller: undefined, cookies: [] };
  const { user, expiresAt, cookies } = signedIn;
  return { caller: { ...user, via: 'session', by: user.email, expiresAt }, cookies };
}

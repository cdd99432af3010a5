import { listOf } from '../http/jsv.ts';
import { flagMember, member, textMember } from '../http/members.ts';
import { denied, json, type Reply } from '../http/reply.ts';
import type { Call, Route } from '../http/router.ts';
import type { StoreState } from '../state/store.ts';
import { fullProjection } from '../entities/projection.ts';
import type { Session, Sessions } from './sessions.ts';

const EVERYWHERE = ['full', 'admin', 'storefront'] as const;

/** Log-in, log-out and questions about the present user. */
export function authRoutes(state: StoreState, sessions: Sessions): Route[] {
  const probe = (path: string, answer: (call: Call) => boolean): Route => ({
    verb: 'POST',
    path,
    effect: 'read',
    access: 'user',
    surfaces: EVERYWHERE,
    handle: (call) => (answer(call) ? { status: 204, body: '' } : denied(403, 'The current user does not have it')),
  });
  return [
    {
      verb: 'POST',
      path: '/auth/{provider}',
      effect: 'read',
      access: 'open',
      surfaces: EVERYWHERE,
      handle: ({ parameters, body }) => logIn(sessions, parameters[0] ?? '', body),
    },
    {
      verb: 'GET',
      path: '/auth/logout',
      effect: 'read',
      access: 'open',
      surfaces: EVERYWHERE,
      handle: ({ caller }) => {
        if (caller && 'sessionId' in caller) sessions.end(caller as Session);
        return json({});
      },
    },
    {
      verb: 'GET',
      path: '/Contacts/CurrentUser',
      effect: 'read',
      access: 'user',
      surfaces: EVERYWHERE,
      handle: ({ caller }) => {
        const user = state.entity('User').get(caller?.userId);
        return user ? json(fullProjection(state, 'User', user)) : denied(401, 'No such user');
      },
    },
    probe('/Authentication/CurrentUser/HasRole', ({ body, caller }) =>
      (caller?.roles ?? []).includes(textMember(body, 'Name') ?? ''),
    ),
    probe('/Authentication/CurrentUser/HasAnyRole', ({ body, caller }) =>
      listOf(member(body, 'Names')).some((name) => (caller?.roles ?? []).includes(String(name))),
    ),
    probe('/Authentication/CurrentUser/HasPermission', ({ body, caller }) =>
      caller === undefined ? false : sessions.allows(caller, textMember(body, 'Name') ?? ''),
    ),
  ];
}

function logIn(sessions: Sessions, provider: string, body: Call['body']): Reply {
  if (provider.toLowerCase() !== 'identity') return denied(401, `The provider ${provider} is not configured`);
  const session = sessions.logIn(textMember(body, 'UserName') ?? '', textMember(body, 'Password') ?? '');
  if (!session) return denied(401, 'Invalid UserName or Password');
  const cookieLife = flagMember(body, 'RememberMe') ? '; Max-Age=31536000' : '';
  return {
    ...json({
      UserId: String(session.userId),
      SessionId: session.sessionId,
      UserName: session.userName,
      DisplayName: 'Connect',
      BearerToken: session.bearerToken,
      RefreshToken: session.refreshToken,
      ResponseStatus: {},
    }),
    headers: {
      'X-UAId': String(session.userId),
      'X-ss-opt': 'perm',
      'X-ss-pid': session.sessionId,
      'Set-Cookie': [
        `ss-id=${session.sessionId}; Path=/; HttpOnly; SameSite=Lax`,
        `ss-pid=${session.sessionId}; Path=/; HttpOnly; SameSite=Lax${cookieLife}`,
      ],
    },
  };
}

/** The token endpoint that no public source shows: RFC 6749 section 4.4 (client credentials) and refresh. */
export function tokenReply(
  sessions: Sessions,
  form: Record<string, unknown>,
  authorization: string | undefined,
): Reply {
  const basic = /^basic (.+)$/i.exec(authorization ?? '')?.[1];
  const [basicId, ...rest] = basic ? Buffer.from(basic, 'base64').toString('utf8').split(':') : [];
  const clientId = basicId === undefined ? textMember(form, 'client_id') : formDecoded(basicId);
  const secret = basicId === undefined ? textMember(form, 'client_secret') : formDecoded(rest.join(':'));
  const refreshToken = textMember(form, 'refresh_token');
  const grantType = textMember(form, 'grant_type');
  if (grantType !== 'client_credentials' && grantType !== 'refresh_token') {
    return json({ error: 'unsupported_grant_type' }, 400);
  }
  const session =
    grantType === 'refresh_token' ? sessions.refresh(refreshToken ?? '') : sessions.grant(clientId ?? '', secret ?? '');
  if (!session) return json({ error: 'invalid_client' }, 401);
  return {
    ...json({
      access_token: session.bearerToken,
      token_type: 'Bearer',
      expires_in: Math.max(1, Math.round((session.expiresAt - Date.now()) / 1_000)),
    }),
    headers: { 'Cache-Control': 'no-store' },
  };
}

/** RFC 6749 section 2.3.1: both parts of the Basic header are form-encoded first. */
function formDecoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return part;
  }
}

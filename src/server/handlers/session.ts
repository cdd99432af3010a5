import { ROLE_PERMISSIONS } from '../../api/permissions.ts';
import type { Session } from '../../api/types.ts';
import type { Caller } from '../caller.ts';
import type { ServerDeps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { SignedIn } from '../sign-in/sign-in.ts';
import { withoutUndefined } from '../without-undefined.ts';
import type { HandlersOf, HttpFacts } from './types.ts';

/** Signing in and out, and one-time links. */
export function sessionHandlers(
  deps: ServerDeps,
): HandlersOf<'getSession' | 'signIn' | 'signOut' | 'checkWelcome' | 'acceptWelcome'> {
  const { signIn, audit, tenant } = deps;
  const describe = (who: Pick<Caller, 'id' | 'name' | 'email' | 'role' | 'expiresAt'>): Session => ({
    user: { id: who.id, name: who.name, email: who.email, role: who.role },
    permissions: [...ROLE_PERMISSIONS[who.role]],
    expiresAt: who.expiresAt === undefined ? undefined : new Date(who.expiresAt).toISOString(),
    environment: deps.environment,
    version: deps.version,
  });

  const enter = async (result: SignedIn | Refusal, http: HttpFacts, action: string): Promise<Session | Refusal> => {
    if (result instanceof Refusal) {
      if (action === 'sign-in') deps.meter.signIn(result.failure.code === 'session.locked' ? 'locked' : 'refused');
      return result;
    }
    deps.meter.signIn('ok');
    http.setCookies(result.cookies);
    const { id, email } = result.user;
    await audit.append(tenant, { by: email, action, subject: `user ${id}`, detail: { address: http.address } });
    return describe({ ...result.user, expiresAt: result.expiresAt });
  };

  return {
    getSession: ({ caller }) => Promise.resolve(describe(caller)),

    async signIn({ request: { body }, http }) {
      const { address, headers } = http;
      return await enter(await signIn.signIn({ ...body, address, headers }), http, 'sign-in');
    },

    async signOut({ caller, http }) {
      if (caller.via === 'session') {
        http.setCookies(await signIn.signOut(http.headers));
        await audit.append(tenant, { by: caller.by, action: 'sign-out', subject: `user ${caller.id}`, detail: {} });
      }
      return undefined;
    },

    checkWelcome: ({ request: { body } }) => signIn.links.check(body.token),

    async acceptWelcome({ request: { body }, http }) {
      const request = {
        token: body.token,
        password: body.password,
        ...withoutUndefined({ name: body.name, email: body.email }),
      };
      return await enter(await signIn.acceptWelcome(request, http.address, http.headers), http, 'welcome');
    },
  };
}

import type pg from 'pg';
import { type Role, ROLES } from '../../api/permissions.ts';
import { refuse, Refusal } from '../refusal.ts';
import { authHeaders, loadAuth, type LoadedAuth } from './auth.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { createPeople, normalEmail, type People } from './people.ts';
import { createSignInTries } from './tries.ts';
import { createWelcomeLinks, type WelcomeLinks, type WelcomeRequest } from './welcome.ts';

/** A person who is signed in, and the cookies that the answer must set. */
export interface SignedIn {
  readonly user: { readonly id: string; readonly name: string; readonly email: string; readonly role: Role };
  /** When it ends if nothing is done, milliseconds since 1970. */
  readonly expiresAt: number;
  readonly cookies: readonly string[];
}

/** Everything about signing in. */
export interface SignIn {
  /** Who the cookie of a request belongs to. `refresh: false` only looks and does not count as activity. */
  current(headers: Headers, options: { readonly refresh: boolean }): Promise<SignedIn | undefined>;
  signIn(request: {
    readonly email: string;
    readonly password: string;
    readonly address: string;
    readonly headers: Headers;
  }): Promise<SignedIn | Refusal>;
  /** Ends the sign-in on the server; answers the cookies that clear the browser's. */
  signOut(headers: Headers): Promise<readonly string[]>;
  /** Uses a one-time link and signs the person in. */
  acceptWelcome(request: WelcomeRequest, address: string, headers: Headers): Promise<SignedIn | Refusal>;
  readonly links: WelcomeLinks;
  readonly people: People;
}

export interface SignInOptions {
  readonly pool: pg.Pool;
  readonly tenant: string;
  /** See `prepareSignInSecret`. */
  readonly secret: string;
  /** True when people reach the server over https only. */
  readonly secure: boolean;
  /** Ends a sign-in after this long without a request; 30 minutes when left out. */
  readonly idleMs?: number;
  /** Ends a sign-in after this long in any case; 12 hours when left out. */
  readonly absoluteMs?: number;
}

const MINUTE_MS = 60_000;

/** Sign-in by e-mail address and password on PostgreSQL, by better-auth. */
export function createSignIn(options: SignInOptions): SignIn {
  const { pool, tenant, secret, secure } = options;
  const idleMs = options.idleMs ?? 30 * MINUTE_MS;
  const absoluteMs = options.absoluteMs ?? 720 * MINUTE_MS;
  const people = createPeople(pool, tenant);
  const links = createWelcomeLinks(pool, tenant);
  const tries = createSignInTries(pool, tenant);
  let loading: Promise<LoadedAuth> | undefined;
  const auth = (): Promise<LoadedAuth> => {
    loading ??= loadAuth(pool, { tenant, secret, secure, idleMs, hashPassword, verifyPassword });
    return loading;
  };

  const current: SignIn['current'] = async (headers, { refresh }) => {
    if (!headers.has('cookie')) return undefined;
    const { api } = await auth();
    const { headers: reply, response } = await api.getSession({
      headers: authHeaders(headers),
      query: { disableRefresh: !refresh },
      returnHeaders: true,
    });
    if (response === null) return undefined;
    const { session, user } = response;
    const endsAt = session.createdAt.getTime() + absoluteMs;
    if (endsAt <= Date.now()) {
      await signOut(headers);
      return undefined;
    }
    if (user.disabledAt != null || user.tenant !== tenant || !isRole(user.role)) return undefined;
    return {
      user: { id: user.id, name: user.name, email: user.email, role: user.role },
      expiresAt: Math.min(session.expiresAt.getTime(), endsAt),
      cookies: reply.getSetCookie(),
    };
  };

  const signOut: SignIn['signOut'] = async (headers) => {
    const { api } = await auth();
    const { headers: reply } = await api.signOut({ headers: authHeaders(headers), returnHeaders: true });
    return reply.getSetCookie();
  };

  const open = async (email: string, password: string, address: string, headers: Headers) => {
    const { api } = await auth();
    // A cookie that is there already may have been planted: it ends, and the new one has a new id.
    if (headers.has('cookie')) await signOut(headers);
    try {
      const { headers: reply, response } = await api.signInEmail({
        body: { email, password },
        headers: authHeaders(headers, address),
        returnHeaders: true,
      });
      await pool.query('UPDATE users SET last_sign_in_at = now() WHERE id = $1', [response.user.id]);
      await pool.query('DELETE FROM sign_ins WHERE expires_at < now()');
      const user = await people.get(response.user.id);
      if (user === undefined) return refuse('session.refused');
      const { id, name, role } = user;
      return {
        user: { id, name, email: user.email, role },
        expiresAt: Date.now() + idleMs,
        cookies: reply.getSetCookie(),
      };
    } catch (error) {
      if (isRefused(error)) return refuse('session.refused');
      throw error;
    }
  };

  return {
    current,
    signOut,
    links,
    people,
    async signIn({ email, password, address, headers }) {
      const account = normalEmail(email);
      const waitSeconds = await tries.begin(account, address);
      if (waitSeconds !== undefined) return refuse('session.locked', { retryAfterSeconds: waitSeconds });
      const signedIn = await open(account, password, address, headers);
      if (!(signedIn instanceof Refusal)) await tries.forgive(account);
      return signedIn;
    },
    async acceptWelcome(request, address, headers) {
      const accepted = await links.accept(request);
      if (accepted instanceof Refusal) return accepted;
      await tries.forgive(accepted.email);
      return await open(accepted.email, request.password, address, headers);
    },
  };
}

function isRole(role: string): role is Role {
  return (ROLES as readonly string[]).includes(role);
}

/** better-auth throws its answers; those of class 4xx mean "no". */
function isRefused(error: unknown): boolean {
  return (
    error instanceof Error && 'statusCode' in error && Number(error.statusCode) >= 400 && Number(error.statusCode) < 500
  );
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { StoreState } from '../state/store.ts';
import type { StoreCredentials } from './credentials.ts';

/** The role that the integration's own user has. */
const INTEGRATION_ROLE = 'Clarity Connect Data';
const SHOPPER_ROLE = 'CEF User';

/** Who is calling. */
export interface Caller {
  userId: number;
  userName: string;
  roles: readonly string[];
  /** The integration's user: every permission but the ones taken away by setting. */
  integration: boolean;
}

export interface Session extends Caller {
  sessionId: string;
  bearerToken: string;
  refreshToken: string;
  /** Epoch ms. */
  expiresAt: number;
}

/** What the headers say: nobody, somebody, or credentials that are not (or no longer) valid. */
export type Identity = { caller: Caller; session?: Session; assumed?: boolean } | 'nobody' | 'invalid';

/** Log-ins of the sandbox store. They live in memory: after a restart every client logs in again. */
export class Sessions {
  readonly #state: StoreState;
  readonly #credentials: StoreCredentials;
  readonly #bySecret = new Map<string, Session>();

  constructor(state: StoreState, credentials: StoreCredentials) {
    this.#state = state;
    this.#credentials = credentials;
  }

  /** A new session when user name and password are right. */
  logIn(userName: string, password: string): Session | undefined {
    const { userName: expected, password: secret } = this.#credentials;
    if (userName.toLowerCase() !== expected || !sameText(password, secret)) return undefined;
    return this.open();
  }

  /** A new session when the client id and secret are right. */
  grant(clientId: string, clientSecret: string): Session | undefined {
    if (clientId !== this.#credentials.clientId || !sameText(clientSecret, this.#credentials.clientSecret))
      return undefined;
    return this.open();
  }

  /** A new session when the refresh token is one that was handed out and not used yet. */
  refresh(refreshToken: string): Session | undefined {
    const session = [...this.#bySecret.values()].find((candidate) => candidate.refreshToken === refreshToken);
    if (!session) return undefined;
    this.end(session);
    return this.open();
  }

  open(): Session {
    const session: Session = {
      ...this.integrationCaller(),
      sessionId: randomBytes(18).toString('base64url'),
      bearerToken: randomBytes(32).toString('base64url'),
      refreshToken: randomBytes(32).toString('base64url'),
      expiresAt: Date.now() + this.#state.settings.tokenSeconds * 1_000,
    };
    this.#bySecret.set(session.sessionId, session);
    this.#bySecret.set(session.bearerToken, session);
    return session;
  }

  end(session: Session): void {
    this.#bySecret.delete(session.sessionId);
    this.#bySecret.delete(session.bearerToken);
  }

  /** Forgets every log-in, as a restart of the store's session cache does. */
  endAll(): void {
    this.#bySecret.clear();
  }

  identify(headers: IncomingHttpHeaders): Identity {
    const secret = presentedSecret(headers);
    if (secret !== undefined) {
      const session = this.#bySecret.get(secret);
      if (!session) return 'invalid';
      if (session.expiresAt > Date.now()) return { caller: session, session };
      this.end(session);
      return 'invalid';
    }
    const apiKey = headers['x-api-key'];
    if (typeof apiKey !== 'string') return 'nobody';
    if (!this.#state.settings.assumed || !sameText(apiKey, this.#credentials.apiKey)) return 'invalid';
    return { caller: this.integrationCaller(), assumed: true };
  }

  /** May this caller use a route that needs the permission? */
  allows(caller: Caller, permission: string): boolean {
    return caller.integration && !this.#state.settings.deniedPermissions.includes(permission);
  }

  integrationCaller(): Caller {
    const userName = this.#credentials.userName;
    const user = this.#state.entity('User').where('UserName', userName)[0];
    return { userId: user?.ID ?? 0, userName, roles: [INTEGRATION_ROLE, SHOPPER_ROLE], integration: true };
  }
}

/** Bearer token, session header or session cookie, in this order. */
function presentedSecret(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined && /^bearer /i.test(authorization)) return authorization.slice(7).trim();
  const session = headers['x-ss-pid'] ?? headers['x-ss-id'];
  if (typeof session === 'string') return session;
  return headers.cookie === undefined ? undefined : /(?:^|;\s*)ss-p?id=([^;]+)/.exec(headers.cookie)?.[1];
}

/** Compares in constant time, whatever the lengths. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

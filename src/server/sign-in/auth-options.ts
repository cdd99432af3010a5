import type { BetterAuthOptions } from 'better-auth';

export interface AuthSettings {
  readonly tenant: string;
  /** Signs cookies; at least 32 characters, the same for all processes of an environment. */
  readonly secret: string;
  /** True when people reach the server over https only. */
  readonly secure: boolean;
  /** A sign-in ends after this long without a request. */
  readonly idleMs: number;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly verifyPassword: (given: { password: string; hash: string }) => Promise<boolean>;
}

/** Name of the cookie. The prefix makes browsers hold it to https, this host and the root path. */
function cookieName(secure: boolean): string {
  return secure ? '__Host-landbridge' : 'landbridge';
}

const times = { createdAt: 'created_at', updatedAt: 'updated_at' } as const;

/**
 * Options of better-auth: which of its parts we use and what its tables are called. The tables themselves are made by
 * `store/migrations/010-sign-in.sql`; a test compares both.
 */
export function authOptions(settings: AuthSettings) {
  const tenant = {
    type: 'string',
    required: true,
    input: false,
    returned: true,
    defaultValue: settings.tenant,
  } as const;
  return {
    appName: 'Landbridge',
    // We call its functions and never mount its routes, so no address of ours goes in here.
    baseURL: settings.secure ? 'https://landbridge.invalid' : 'http://landbridge.invalid',
    secret: settings.secret,
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      password: { hash: settings.hashPassword, verify: settings.verifyPassword },
    },
    session: {
      modelName: 'sign_ins',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...times,
      },
      expiresIn: Math.round(settings.idleMs / 1_000),
      updateAge: Math.min(60, Math.round(settings.idleMs / 4_000)),
      cookieCache: { enabled: false },
      additionalFields: { tenant },
    },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', ...times },
      additionalFields: {
        tenant,
        role: { type: 'string', required: true, input: false, defaultValue: 'viewer' },
        disabledAt: { type: 'date', required: false, input: false, fieldName: 'disabled_at' },
        lastSignInAt: { type: 'date', required: false, input: false, fieldName: 'last_sign_in_at' },
      },
    },
    account: {
      modelName: 'credentials',
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'user_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...times,
      },
      additionalFields: { tenant },
    },
    verification: {
      modelName: 'sign_in_verifications',
      fields: { expiresAt: 'expires_at', ...times },
      additionalFields: { tenant },
    },
    advanced: {
      useSecureCookies: false,
      disableOriginCheck: true,
      database: { generateId: 'uuid' },
      cookies: {
        session_token: {
          name: cookieName(settings.secure),
          attributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: settings.secure },
        },
      },
    },
  } as const satisfies BetterAuthOptions;
}

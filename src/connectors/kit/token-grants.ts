import type { Failure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import { connectionFailure } from './errors.ts';
import type { HttpClient, HttpResult } from './http.ts';
import { excerpt, type Redactor } from './redact.ts';
import { parseRetryAfter } from './retry-after.ts';

/** An access token as an authorisation server gave it. Never logged. */
export interface Token {
  readonly value: string;
  /** Seconds it may be used, already judged: 5 minutes when the server did not say, 12 hours at most. */
  readonly lifeSeconds: number;
  readonly refreshToken?: string;
}

/** Gets a new token; answers a failure instead of throwing. */
export type Grant = (signal?: AbortSignal) => Promise<Token | Failure>;

/** Where and as whom a token is asked for (RFC 6749). */
export interface TokenEndpoint {
  readonly http: HttpClient;
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Client credentials in the form body, or by the Basic scheme. */
  readonly clientAuthentication: 'body' | 'basic';
  readonly scope?: string;
  readonly deadlineMs: number;
  readonly redact: Redactor;
}

const DEFAULT_LIFE_SECONDS = 300;
const LONGEST_LIFE_SECONDS = 12 * 3_600;

/** The resource owner password grant, which Infor documents for back-end service accounts. Nothing else should use it. */
export function passwordGrant(endpoint: TokenEndpoint, username: string, password: string): Grant {
  return (signal) => requestToken(endpoint, { grant_type: 'password', username, password }, signal);
}

/** The client credentials grant. */
export function clientCredentialsGrant(endpoint: TokenEndpoint): Grant {
  return (signal) => requestToken(endpoint, { grant_type: 'client_credentials' }, signal);
}

/** The refresh grant; a rotated refresh token replaces the one before. Start with the one a person's consent gave. */
export function refreshGrant(endpoint: TokenEndpoint, firstRefreshToken: string): Grant {
  let refreshToken = firstRefreshToken;
  return async (signal) => {
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const token = await requestToken(endpoint, form, signal);
    if ('value' in token && token.refreshToken) refreshToken = token.refreshToken;
    return token;
  };
}

async function requestToken(
  endpoint: TokenEndpoint,
  fields: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Token | Failure> {
  const { clientId, clientSecret, scope, redact } = endpoint;
  const form = new URLSearchParams(fields);
  if (scope) form.set('scope', scope);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    'content-type': 'application/x-www-form-urlencoded',
  };
  if (endpoint.clientAuthentication === 'basic') {
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
  } else {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  const url = URL.parse(endpoint.url);
  if (!url) return connectionFailure('connection.setting-invalid', { message: 'The token address is not a URL.' });
  const result = await endpoint.http.exchange({
    label: 'token',
    method: 'POST',
    origin: url.origin,
    path: url.pathname + url.search,
    headers,
    body: form.toString(),
    deadlineMs: endpoint.deadlineMs,
    maxBytes: 256 * 1024,
    signal,
  });
  return readToken(result, redact);
}

/** Reads a token endpoint's answer. Pure. */
export function readToken(result: HttpResult, redact: Redactor): Token | Failure {
  if (result.reached !== 'answered') {
    const evidence = { step: 'token', reason: result.reason, detail: excerpt(redact(result.detail)) };
    if (result.reason === 'address-forbidden') return connectionFailure('connection.address-forbidden', { evidence });
    return connectionFailure('connection.unreachable', {
      message: `The login server could not be reached (${result.reason}).`,
      evidence,
    });
  }
  const { status, headers } = result;
  const answer = parseObject(result.body);
  const error = typeof answer?.['error'] === 'string' ? answer['error'] : '';
  const description = typeof answer?.['error_description'] === 'string' ? answer['error_description'] : '';
  const evidence = { step: 'token', status, error: excerpt(redact(`${error} ${description}`)) };
  if (status === 429) {
    const header = headers['retry-after'];
    const pause = parseRetryAfter(typeof header === 'string' ? header : undefined, Date.now());
    return connectionFailure('connection.throttled', {
      message: 'The login server refused the call because too many were made.',
      evidence,
      ...(pause === undefined ? {} : { retryAfterMs: pause }),
    });
  }
  if (status === 408 || status >= 500) {
    return connectionFailure('connection.unreachable', {
      message: `The login server answered HTTP ${status}.`,
      evidence,
    });
  }
  const value = answer?.['access_token'];
  if (status === 200 && typeof value === 'string' && value !== '') {
    const refreshToken = answer?.['refresh_token'];
    const lifeSeconds = judgeLife(answer?.['expires_in']);
    return { value, lifeSeconds, ...(typeof refreshToken === 'string' ? { refreshToken } : {}) };
  }
  if (status >= 400) {
    const message = `The login server refused our login (${error || `HTTP ${status}`}).`;
    return connectionFailure('connection.login-refused', { message, evidence });
  }
  return connectionFailure('connection.unreachable', {
    message: `The login server gave no token (HTTP ${status}).`,
    evidence,
  });
}

/** Missing, absurd or non-numeric lives become 5 minutes; long ones are capped at 12 hours. */
export function judgeLife(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' ? Number(expiresIn) : expiresIn;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return DEFAULT_LIFE_SECONDS;
  return Math.min(seconds, LONGEST_LIFE_SECONDS);
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
